"""The chat page in a real browser, at the size of a telephone."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from playwright.sync_api import Page, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup, Update

from bot.simulator import SimulatorClient, SimulatorThread

pytestmark = pytest.mark.slow
KEYS = ReplyKeyboardMarkup([["12·1 Oui", "12·2 Non"], ["◀ Revenir", "Passer", "☰"]], resize_keyboard=True)
INLINE = InlineKeyboardMarkup([[InlineKeyboardButton("Corriger", callback_data="c")]])


class SmallBot:
    """A bot of a few answers, run in a thread so that the page talks to something that lives."""

    def __init__(self, simulator: SimulatorThread) -> None:
        self._simulator = simulator
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)

    async def _run(self) -> None:
        offset = 0
        async with Bot(self._simulator.token, base_url=self._simulator.base_url) as bot:
            await bot.set_my_commands([("aide", "Aide")])
            while not self._stop.is_set():
                for update in await bot.get_updates(offset=offset, timeout=1):
                    offset = update.update_id + 1
                    await self._answer(bot, update)

    @staticmethod
    async def _answer(bot: Bot, update: Update) -> None:
        if query := update.callback_query:
            await bot.answer_callback_query(query.id, "Noté")
            return
        message = update.edited_message or update.message
        if message is None:
            return
        chat, text = message.chat.id, message.text or ""
        if text.startswith("/start"):
            await bot.send_message(chat, f"Bonjour {text[6:].strip()}\n12. De l'eau ?", reply_markup=KEYS)
        elif text == "12·1 Oui":
            await bot.send_message(chat, "✓ Oui. Relisez :", reply_markup=INLINE)
        elif text == "عربي":
            await bot.send_message(chat, "هل لديكم ماء؟")
        elif text == "export":
            await bot.send_document(chat, b"a;b\n", filename="réponses.csv")
        elif message.photo:
            await bot.send_message(chat, "photo enregistrée ✓")
        elif message.location:
            await bot.send_message(chat, f"lieu {message.location.latitude}")
        else:
            await bot.send_message(chat, f"{'modifié' if update.edited_message else 'lu'} : {text}")


@pytest.fixture
def address(page: Page) -> Iterator[str]:
    """The address of a simulator with a small bot; the page waits no longer than it does."""
    with SimulatorThread() as simulator, SmallBot(simulator):
        yield simulator.url
        page.goto("about:blank")


def join(page: Page, address: str, query: str = "") -> None:
    """Add a person and start the bot."""
    page.goto(f"{address}/{query}")
    page.get_by_label("Prénom").fill("Awa")
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("button", name="Démarrer").click()
    expect(page.get_by_text("Bonjour")).to_be_visible()


def type_text(page: Page, text: str) -> None:
    """Type and send."""
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill(text)
    box.press("Enter")


def test_a_link_keys_and_an_edit(page: Page, address: str) -> None:
    """An invitation link starts with its payload once; both sorts of keys work; an edit reaches the bot."""
    page.goto(f"{address}/?start=inv_1")
    expect(page.get_by_text("lien d’invitation")).to_be_visible()
    join(page, address, "?start=inv_1")
    expect(page.get_by_text("Bonjour inv_1")).to_be_visible()
    assert "start=" not in page.url

    page.get_by_role("button", name="12·1 Oui").click()
    page.get_by_role("button", name="Corriger").click()
    expect(page.locator("#notice")).to_have_text("Noté")

    type_text(page, "trente-cinq")
    expect(page.get_by_text("lu : trente-cinq")).to_be_visible()
    page.locator("li", has_text="trente-cinq").first.get_by_role("button", name="Modifier").click()
    page.get_by_role("textbox", name="Message", exact=True).fill("36")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_text("modifié : 36")).to_be_visible()


def test_files_and_places_go_both_ways(page: Page, address: str, tmp_path: Path) -> None:
    """A document is downloaded, a photo and a place arrive at the bot byte for byte."""
    join(page, address)
    type_text(page, "export")
    with page.expect_download() as caught:
        page.get_by_role("link", name="réponses.csv").click()
    assert Path(caught.value.path()).read_bytes() == b"a;b\n"
    assert caught.value.suggested_filename == "réponses.csv"

    page.get_by_role("button", name="Joindre").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Photo").click()
    picture = tmp_path / "feuille.png"
    page.locator("header").screenshot(path=picture)
    chooser.value.set_files(picture)
    expect(page.get_by_text("photo enregistrée ✓")).to_be_visible()
    with SimulatorClient(address) as client:
        person = client.known(client.send("GET", "/users")["users"][0]["id"])
        [photo] = [said for said in person.messages() if "photo" in said.raw]
        assert person.download(photo) == picture.read_bytes()

    page.get_by_role("button", name="Joindre").click()
    page.get_by_role("button", name="Position", exact=True).click()
    page.get_by_label("Latitude").fill("12.65")
    page.get_by_label("Longitude").fill("-8")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_text("lieu 12.65")).to_be_visible()


def test_arabic_a_reload_and_blocking(page: Page, address: str, tmp_path: Path) -> None:
    """Arabic runs from the right, a reload shows the same chat and keys in 390 pixels, blocking can be undone."""
    join(page, address)
    type_text(page, "عربي")
    arabic = page.locator(".words", has_text="هل لديكم ماء؟")
    expect(arabic).to_be_visible()
    assert arabic.evaluate("node => getComputedStyle(node).direction") == "rtl"
    for number in range(8):
        type_text(page, f"message {number}")
    expect(page.get_by_text("lu : message 7")).to_be_visible()

    page.reload()
    expect(page.get_by_text("lu : message 7")).to_be_in_viewport()
    expect(page.get_by_role("button", name="12·2 Non")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.screenshot(path=tmp_path / "chat.png")

    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Bloquer le bot").click()
    page.get_by_role("button", name="Débloquer et redémarrer").click()
    expect(page.get_by_role("button", name="Débloquer et redémarrer")).to_be_hidden()
    expect(page.get_by_text("Bonjour").last).to_be_in_viewport()
    page.get_by_role("button", name="Changer de personne").click()
    expect(page.get_by_role("button", name="Awa")).to_be_visible()
