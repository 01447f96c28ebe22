"""A session on the page: eight taps store it, the rest is put off and reminded of, and what is told later is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.installed import Installation
from tests.bot.phone import Phone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
GUIDE = "seance_sensibilisation"
EIGHT = (
    ("C'était quel jour", "Hier"),
    ("2. Où ?", "« kati"),
    ("Quel type de séance", "Causerie éducative"),
    ("Quel thème", "Épargne et crédit"),
    ("Combien de femmes", "« 25"),
    ("Combien d'hommes", "« 3"),
    ("Combien de filles", "« dix"),
    ("Combien de garçons", "« 1"),
)


def complete(phone: Phone) -> None:
    """Go on where the reminder leads to, up to the place of a photo."""
    phone.sees("On reprend ici")
    phone.tap("Continuer")
    phone.sees("Quel village ou quartier ?")
    phone.says("Kalabancoro")
    phone.sees("Autre chose ?")
    phone.tap("➡️ Suite")
    phone.sees("Comment avez-vous compté ?")
    phone.tap("Liste signée")
    phone.sees("Combien de noms")
    phone.says("41")
    phone.sees("Le compte n'est pas bon")
    phone.keep("seance-compte")
    phone.tap("Non, c'est bien ainsi")
    phone.sees("personnes handicapées")


def note_another(phone: Phone) -> None:
    """Begin a second one with what the first said, and give it up."""
    phone.says("/seance")
    phone.sees("C'était quel jour")
    phone.keep("seance-seconde")
    phone.tap("🔁 Comme la dernière fois")
    phone.sees("✓ B2 : Kati")
    phone.keep("seance-comme")
    phone.says("/abandonner")
    phone.sees("Abandonner cette fiche ?")
    phone.tap("Oui")
    phone.sees("Fiche abandonnée")


def test_eight_taps_then_the_rest_later(baro: Installation, phone: Phone, tmp_path: Path) -> None:
    """After eight answers and a «oui» the session is in the database; a reminder brings it back to be completed."""
    link = baro.link
    baro.run("guide", "add", GUIDE)
    baro.start_bot()
    phone.enter(link, "Assistante")
    phone.tap("📝 Noter une séance")
    for question, done in EIGHT:
        phone.sees(question)
        phone.keep(f"seance-{question.split()[-1]}")
        if done.startswith("« "):
            phone.says(done.removeprefix("« "))
        else:
            phone.tap(done)
    phone.sees("Séance notée : Kati, 25 femmes, 3 hommes, 10 filles, 1 garçon. C'est juste ?")
    phone.keep("seance-juste")
    phone.tap("Oui")
    phone.sees("On complète maintenant ?")
    [stored] = baro.sent()
    counted = {"lieu": "kati", "type_seance": "causerie", "theme": "credit", "femmes": "25", "hommes": "3"}
    counted |= {"filles": "10", "garcons": "1"}
    assert stored.answers.items() >= counted.items()
    phone.tap("Plus tard")
    phone.sees("Tout est gardé. Vous pouvez fermer le téléphone.")
    phone.keep("seance-garde")

    baro.later(hours=14)
    phone.sees(f"{stored.code} est à compléter")
    phone.keep("seance-rappel")
    phone.press("▶️ Compléter")
    complete(phone)
    photo = tmp_path / "feuille.png"
    phone.page.locator("#chat header").screenshot(path=photo)
    phone.sends("Photo", photo)
    phone.reads("fichier enregistré")
    phone.keep("seance-photo")
    phone.page.reload()
    note_another(phone)
    kept = baro.sent()[0]
    more = {"localite": "Kalabancoro", "methode_comptage": "liste_signee", "noms_feuille": "41"}
    assert kept.answers.items() >= (counted | more).items()
    assert kept.answers["feuille_presence"].endswith((".png", ".jpg"))
    files = [path for path in (baro.folder / "attachments").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [photo.read_bytes()]
