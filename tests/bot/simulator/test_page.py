"""The chat page in a real browser: links, keys, files, places, blocking."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.simulator import SimulatorClient
from tests.bot.simulator.browsing import do, field, heard, join, write

pytestmark = pytest.mark.slow


def test_a_link_keys_and_an_edit(page: Page, address: str) -> None:
    """An invitation link starts with its payload once; both sorts of keys work; an edit reaches the bot."""
    page.goto(f"{address}/?start=inv_1")
    expect(page.get_by_text("lien d’invitation")).to_be_visible()
    join(page, address, "?start=inv_1")
    heard(page, "Bonjour inv_1")
    assert "start=" not in page.url

    page.get_by_role("button", name="12·1 Oui").click()
    page.get_by_role("button", name="Corriger").click()
    expect(page.locator("#notice")).to_have_text("Noté")

    write(page, "trente-cinq")
    heard(page, "lu : trente-cinq")
    do(page, page.locator("li.mine", has_text="trente-cinq"), "Modifier")
    expect(field(page)).to_have_value("trente-cinq")
    field(page).fill("36")
    page.get_by_role("button", name="Envoyer le message").click()
    heard(page, "modifié : 36")
    expect(page.locator("li.mine", has_text="36")).to_contain_text("modifié")


def test_an_invitation_is_followed_here(page: Page, address: str) -> None:
    """A link to this bot in a message leads to the choice of who follows it, and not out of the machine."""
    join(page, address)
    write(page, "invite")
    heard(page, "start=inv_2").get_by_role("link").click()
    expect(page.get_by_text("lien d’invitation")).to_be_visible()
    join(page, address, "?start=inv_2", name="Binta")
    heard(page, "Bonjour inv_2")


def test_reply_and_delete(page: Page, address: str) -> None:
    """A reply shows what it answers and reaches the bot with it; a deleted message is gone, for good."""
    join(page, address)
    write(page, "première")
    write(page, "deuxième")
    heard(page, "lu : deuxième")
    do(page, page.locator("li.mine", has_text="première"), "Répondre")
    expect(page.locator("#about")).to_contain_text("première")
    write(page, "réponse")
    heard(page, "lu : réponse (sur « première »)")
    mine = page.locator("li.mine", has_text="réponse")
    expect(mine.locator(".quote")).to_have_text("Vouspremière")

    do(page, mine, "Supprimer")
    page.get_by_role("button", name="Garder").click()
    expect(mine).to_be_visible()
    do(page, mine, "Supprimer")
    page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    expect(mine).to_have_count(0)
    page.reload()
    heard(page, "lu : réponse")
    expect(page.locator("li.mine .quote")).to_have_count(0)


def test_files_voice_and_places_go_both_ways(page: Page, address: str, tmp_path: Path) -> None:
    """A document is downloaded; a photo, a voice message, a document and a place arrive at the bot byte for byte."""
    join(page, address)
    write(page, "export")
    with page.expect_download() as caught:
        page.get_by_role("link", name="réponses.csv").click()
    assert Path(caught.value.path()).read_bytes() == b"a;b\n"
    assert caught.value.suggested_filename == "réponses.csv"

    picture = tmp_path / "feuille.png"
    page.locator("header").last.screenshot(path=picture)
    paper = tmp_path / "liste.txt"
    paper.write_text("deux noms", encoding="utf-8")
    for kind, path in (("Photo", picture), ("Document", paper)):
        page.get_by_role("button", name="Joindre").click()
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name=kind, exact=True).click()
        chooser.value.set_files(path)
        heard(page, f"{kind.lower()} : reçu")
    page.get_by_role("button", name="Message vocal").click()
    page.get_by_role("button", name="Son d’essai").click()
    heard(page, "voix : reçu")
    expect(page.get_by_role("button", name="Écouter")).to_be_visible()
    with SimulatorClient(address) as client:
        person = client.known(client.send("GET", "/users")["users"][0]["id"])
        sent = {kind: said for said in person.messages() for kind in ("photo", "document", "voice") if kind in said.raw}
        assert person.download(sent["photo"]) == picture.read_bytes()
        assert person.download(sent["voice"]).startswith(b"RIFF")
        assert sent["voice"].raw["voice"]["duration"] == 3

    page.get_by_role("button", name="Agrandir").click()
    expect(page.locator("#viewer-image")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Joindre").click()
    page.get_by_role("button", name="Position", exact=True).click()
    page.get_by_label("Lieu connu").select_option("Gao")
    expect(page.get_by_label("Longitude")).to_have_value("-0.0447")
    page.get_by_label("Latitude").fill("12.65")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    heard(page, "lieu 12.65")


def test_a_voice_message_without_a_microphone(page: Page, address: str, tmp_path: Path) -> None:
    """Where there is no microphone the page says so and offers a file."""
    join(page, address)
    page.get_by_role("button", name="Message vocal").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#voice-state")).to_contain_text("Pas de micro")
    sound = tmp_path / "note.oga"
    sound.write_bytes(b"OggS" + bytes(60))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choisir un fichier").click()
    chooser.value.set_files(sound)
    heard(page, "voix : reçu")


def test_a_refused_message_stays_with_its_reason(page: Page, address: str, forgiven: list[str]) -> None:
    """What the simulator refuses is not lost: it can be tried again, or given up."""
    forgiven.append("status of 400")
    join(page, address)
    with SimulatorClient(address) as client:
        person = client.known(client.send("GET", "/users")["users"][0]["id"])
        write(page, "à effacer")
        heard(page, "lu : à effacer")
        do(page, page.locator("li.mine", has_text="à effacer"), "Modifier")
        [mine] = [said for said in person.messages() if said.text == "à effacer"]
        person.delete(mine.message_id)
    field(page).fill("trop tard")
    field(page).press("Enter")
    waiting = page.locator("#pending li")
    expect(waiting).to_contain_text("message to edit not found")
    waiting.get_by_role("button", name="Réessayer").click()
    expect(waiting).to_contain_text("pas parti")
    waiting.get_by_role("button", name="Supprimer").click()
    expect(waiting).to_have_count(0)


def test_blocking_can_be_undone(page: Page, address: str) -> None:
    """A person blocks the bot, and starts it again with one button."""
    join(page, address)
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Bloquer le bot").click()
    page.get_by_role("button", name="Débloquer et redémarrer").click()
    expect(page.get_by_role("button", name="Débloquer et redémarrer")).to_be_hidden()
    expect(page.get_by_text("Bonjour").last).to_be_in_viewport()
    page.get_by_role("button", name="Changer de personne").click()
    expect(page.get_by_role("button", name="Awa")).to_be_visible()
