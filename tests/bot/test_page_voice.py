"""Voice on the page: a question heard in two languages, an answer said and written down, a remark taken over."""

from __future__ import annotations

import wave
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.demo.stage import Stage
from tests.bot.phone import WAIT, Phone, begin

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FORM = """
| survey |
|  | type | name | label::Français (fr) | label::Bambara (bm) | status::Bambara (bm) | media::audio::Français (fr) | media::audio::Bambara (bm) |
|  | text | eau | Comment allez-vous chercher l'eau ? | Aw bɛ ji ta cogo di ? | draft | eau_fr.wav | eau_bm.wav |
|  | integer | enfants | Combien d'enfants ? | Den joli ? | draft | | |
| settings |
|  | form_title | form_id | version | default_language |
|  | L'eau | eau | 1 | Français (fr) |
"""  # noqa: E501 - a table


def sound() -> bytes:
    """Half a second of silence."""
    out = BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(b"\x80" * 4000)
    return out.getvalue()


def guide(folder: Path) -> Path:
    """A guide with a recording for each language."""
    path = folder / "eau.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eau.md", FORM)
        for name in ("eau_fr.wav", "eau_bm.wav"):
            archive.writestr(name, sound())
    return path


def test_said_written_down_and_better_worded(stage: Stage, phone: Phone, tmp_path: Path) -> None:
    """A supervisor hears a question twice, answers by voice, writes it down, and makes the guide's next version."""
    page = phone.page
    begin(stage, page, str(guide(tmp_path)), "Superviseure")
    expect(page.get_by_text("Bienvenue").last).to_be_visible(timeout=3 * WAIT)  # the bot starts on a busy machine
    phone.says("/nouveau")
    phone.sees("Comment allez-vous chercher l'eau ?")
    phone.says("/langue")
    phone.reads("Et le guide ?")
    phone.press("Français + Bamanankan")
    phone.sees("Aw bɛ ji ta cogo di ?")
    expect(page.locator("#messages audio")).to_have_count(3, timeout=WAIT)
    phone.keep("voix-question")
    page.get_by_role("button", name="Message vocal").click()
    page.get_by_role("button", name="Son d’essai").click()
    phone.sees("message vocal gardé", "fichier enregistré")
    phone.keep("voix-reponse")
    phone.says("RQ dites plutôt « la corvée d'eau »")
    phone.sees("Remarque notée")
    phone.says("/relire")
    phone.reads("🎤 message vocal")
    phone.keep("voix-relire")
    phone.press("🔊 1")
    phone.sees("Réponse à la 1")
    write_down(phone)
    reword(phone)
    out = tmp_path / "guide.xlsx"
    stage.run("guide", "xlsx", "eau", "--out", str(out))
    assert out.stat().st_size > 0


def write_down(phone: Phone) -> None:
    """What was said, and its French."""
    phone.says("/transcrire")
    phone.sees("Écrivez ce qui est dit")
    phone.keep("voix-transcrire")
    phone.says("An bɛ taa ji ta kɔlɔn na, a ka jan kosɛbɛ.")
    phone.sees("Et en français ?")
    phone.keep("voix-francais")
    phone.says("Nous allons chercher l'eau au puits, c'est très loin.")
    phone.sees("✓ Noté (Bamanankan)")
    phone.keep("voix-note")


def reword(phone: Phone) -> None:
    """A remark becomes the guide's next version."""
    phone.says("/remarques")
    phone.press("Toutes, les plus récentes d'abord")
    phone.sees("la corvée d'eau")
    phone.keep("remarque-liste")
    phone.page.locator(".inline").get_by_role("button", name="✏️ 1").last.click(timeout=WAIT)
    phone.sees("Maintenant (Français)")
    phone.keep("remarque-formulation")
    phone.says("Comment se passe la corvée d'eau ?")
    phone.sees("✓ Retenu (Français)")
    phone.keep("remarque-retenue")
    phone.press("🆕 Préparer la nouvelle version")
    phone.sees("Je prépare la version 1.1")
    phone.sees("relu par Superviseure")
    phone.keep("remarque-version")
    phone.press("✅ Publier")
    phone.sees("Publié : L'eau (eau), version 1.1.")
