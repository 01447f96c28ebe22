"""The real bot and a real browser on two small guides: by tapping, by typing with mistakes, with files, in Arabic."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.demo.stage import Stage
from dialogues.locales import Locales
from dialogues.messages import Phrase
from tests.bot.phone import begin
from tests.bot.simulator.browsing import do, field, write

pytestmark = pytest.mark.slow
FORMS = Path(__file__).parents[1] / "forms"
WAIT = 20_000


def start(stage: Stage, page: Page, guide: str) -> None:
    """Publish a guide, enter by the invitation, and begin an interview."""
    begin(stage, page, str(FORMS / guide))
    page.get_by_role("button", name="➕ Nouvel entretien").click(timeout=WAIT)


def sees(page: Page, words: str) -> None:
    """Wait until the newest message that says something is in view."""
    expect(page.locator("#messages").get_by_text(words).last).to_be_in_viewport(timeout=WAIT)


def tap(page: Page, key: str) -> None:
    """Tap a key of the reply keyboard."""
    page.locator("#keys").get_by_role("button", name=key, exact=True).click()


def test_a_whole_interview_by_tapping(stage: Stage, page: Page, browser: Browser, tmp_path: Path) -> None:
    """Every answer that has a key is tapped; the question stays in view at both sizes; the interview is sent."""
    start(stage, page, "puits.md")
    sees(page, "Y a-t-il de l'eau au puits ?")
    tap(page, "1·1 Oui")
    sees(page, "Combien de familles")
    tap(page, "2·Ne sait pas")
    sees(page, "À quoi sert l'eau ?")
    for key in ("3·1 Boire", "3·3 Le bétail"):
        tap(page, key)
    sees(page, "Choisi : Boire · Le bétail")
    wide = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR").new_page()
    wide.goto(page.url)
    expect(wide.locator("#messages").get_by_text("Choisi : Boire · Le bétail")).to_be_in_viewport()
    expect(wide.get_by_role("button", name="Agente")).to_be_visible()
    wide.screenshot(path=tmp_path / "wide.png")
    wide.goto("about:blank")
    wide.context.close()
    tap(page, "3·✔ Terminé")
    sees(page, "Quand la pompe a-t-elle été réparée ?")
    tap(page, "4·Hier")
    sees(page, "Que dit-on de ce puits au village ?")
    tap(page, "Passer")
    page.screenshot(path=tmp_path / "end.png")
    page.get_by_role("button", name="✅ Envoyer").last.click(timeout=WAIT)
    sees(page, "Entretien envoyé")


def test_by_typing_with_mistakes(stage: Stage, page: Page) -> None:
    """Slips, numbers in words, a value out of bounds, a line with a number, a reply, an edit: all find their place."""
    start(stage, page, "puits.md")
    sees(page, "Y a-t-il de l'eau au puits ?")
    write(page, "ouii")
    sees(page, "Combien de familles")
    write(page, "beaucoup")
    sees(page, "Je n'ai pas compris")
    write(page, "900")
    sees(page, "Entre 1 et 499")
    write(page, "trente-cinq")
    sees(page, "À quoi sert l'eau ?")
    write(page, "boire et jardin")
    sees(page, "Quand la pompe a-t-elle été réparée ?")
    write(page, "hier")
    sees(page, "Que dit-on de ce puits au village ?")
    write(page, "1) non")
    sees(page, "Corriger la 1 ?")
    tap(page, "1·Oui")
    sees(page, "✓ 1 : Non")
    do(page, page.locator("#messages li", has_text="Combien de familles").first, "Répondre")
    write(page, "36")
    sees(page, "Corriger la 2 ?")
    tap(page, "2·Oui")
    sees(page, "✓ 2 : 36")
    do(page, page.locator("li.mine", has_text="boire et jardin"), "Modifier")
    expect(field(page)).to_have_value("boire et jardin")
    write(page, "cuisiner")
    sees(page, "✓ 3 : Cuisiner")


def test_photo_voice_document_and_place(stage: Stage, page: Page, tmp_path: Path) -> None:
    """A guide that asks for files gets each of them from the page, and says when it is stored."""
    start(stage, page, "pieces.md")
    sees(page, "Une photo du puits")
    picture, paper = tmp_path / "puits.png", tmp_path / "feuille.pdf"
    page.locator("#chat header").screenshot(path=picture)
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")

    def attach(kind: str, path: Path) -> None:
        page.get_by_role("button", name="Joindre").click()
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name=kind, exact=True).click()
        chooser.value.set_files(path)

    attach("Photo", picture)
    sees(page, "Dites ce que vous voyez")
    page.get_by_role("button", name="Message vocal").click()
    page.get_by_role("button", name="Son d’essai").click()
    sees(page, "La feuille de présence")
    attach("Document", paper)
    sees(page, "Où est le puits ?")
    page.get_by_role("button", name="Joindre").click()
    page.get_by_role("button", name="Position", exact=True).click()
    page.get_by_label("Lieu connu").select_option("Gao")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    page.get_by_role("button", name="✅ Envoyer").last.click(timeout=WAIT)
    sees(page, "Entretien envoyé")


def test_in_arabic(stage: Stage, page: Page) -> None:
    """Arabic is chosen within an interview, for the bot and for the guide; words and the empty field run leftwards."""
    start(stage, page, "puits.md")
    sees(page, "Y a-t-il de l'eau au puits ?")
    write(page, "/langue")
    choices = page.locator(".inline").get_by_role("button", name=Locales.load().name("ar"), exact=True)
    choices.first.click(timeout=WAIT)  # the bot's language
    resumed = Locales.load().text(Phrase("interview.resumed"), "ar")
    expect(page.locator("#messages").get_by_text(resumed).last).to_be_visible(timeout=WAIT)  # two lists are long
    choices.nth(1).click()  # the guide's
    sees(page, "هل يوجد ماء في البئر؟")
    page.locator("#keys").get_by_role("button", name="نعم").click()
    sees(page, "كم أسرة تأتي إلى البئر كل يوم؟")
    write(page, "35")
    sees(page, "فيم يُستعمل الماء؟")
    page.locator("#keys").get_by_role("button", name="الشرب").click()
    question = page.locator("#messages").get_by_text("فيم يُستعمل الماء؟").last
    assert question.evaluate("node => getComputedStyle(node.closest('.words')).direction") == "rtl"
    assert field(page).evaluate("node => [node.value, getComputedStyle(node).direction]") == ["", "rtl"]
