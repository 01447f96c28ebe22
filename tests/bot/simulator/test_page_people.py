"""The page with several people, over a reload, without a network, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.simulator import SimulatorClient
from tests.bot.simulator.browsing import field, heard, join, write

pytestmark = pytest.mark.slow


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    """A second window, of the size of a desktop."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    yield context.new_page()
    context.close()


def test_two_people_at_once(page: Page, desktop: Page, address: str) -> None:
    """One window holds two chats: who is not looked at gets a badge, each keeps their own draft and keys."""
    join(desktop, address)
    write(desktop, "bonjour de Awa")
    heard(desktop, "lu : bonjour de Awa")
    field(desktop).fill("brouillon de Awa")
    desktop.get_by_role("button", name="Nouvelle personne").click()
    desktop.get_by_label("Prénom").fill("Moussa")
    desktop.get_by_role("button", name="Ajouter").click()
    desktop.get_by_role("button", name="Démarrer").click()
    expect(field(desktop)).to_have_value("")
    write(desktop, "bonjour de Moussa")
    heard(desktop, "lu : bonjour de Moussa")
    with SimulatorClient(address) as client:
        awa = client.known(client.send("GET", "/users")["users"][0]["id"])
        awa.say("de mon autre téléphone")
        expect(desktop.get_by_role("button", name="Awa, 1 non lus")).to_be_visible()
        expect(desktop).to_have_title("(1) Baro — Moussa")
        page.goto(f"{address}/?user={awa.user_id + 1}")
    expect(page.locator("#elsewhere")).to_have_text("1")
    desktop.get_by_role("button", name="Awa").click()
    heard(desktop, "lu : de mon autre téléphone")
    expect(field(desktop)).to_have_value("brouillon de Awa")
    expect(desktop).to_have_title("Baro — Awa")
    expect(page.locator("#elsewhere")).to_be_hidden()
    desktop.goto("about:blank")


def test_a_reload_keeps_chat_draft_and_keys(page: Page, address: str) -> None:
    """State comes from the server, the draft from the tab; the newest message is in view, 390 pixels are enough."""
    join(page, address)
    for number in range(12):
        write(page, f"message n° {number};")
    heard(page, "lu : message n° 11;")
    field(page).fill("à moitié écrit")
    page.reload()
    expect(page.get_by_text("lu : message n° 11;")).to_be_in_viewport()
    expect(page.get_by_role("button", name="12·2 Non")).to_be_visible()
    expect(field(page)).to_have_value("à moitié écrit")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#thread").evaluate("node => node.scrollTo(0, 0)")
    with SimulatorClient(address) as client:
        awa = client.known(client.send("GET", "/users")["users"][0]["id"])
        awa.say("plus bas")
    down = page.get_by_role("button", name="Aller en bas, 1 non lus")
    expect(down).to_be_visible()
    assert page.locator("#thread").evaluate("node => node.scrollTop") == 0
    down.click()
    expect(page.get_by_text("lu : plus bas")).to_be_in_viewport()
    expect(down).to_be_hidden()


def test_without_a_network_messages_wait_in_order(page: Page, address: str) -> None:
    """In airplane mode what is typed and tapped waits, survives a reload, and leaves in order; inline taps are lost."""
    join(page, address)
    page.get_by_role("button", name="12·1 Oui").click()
    heard(page, "Relisez")
    page.get_by_role("button", name="Mode avion").click()
    expect(page.locator("#state")).to_have_text("mode avion")
    write(page, "un")
    page.get_by_role("button", name="12·2 Non").click()
    write(page, "trois")
    expect(page.locator("#pending li")).to_have_count(3)
    expect(page.locator("#state")).to_have_text("mode avion · 3 en attente")
    page.get_by_role("button", name="Corriger").click()
    expect(page.locator("#notice")).to_contain_text("Pas de réseau")
    page.reload()
    expect(page.locator("#pending li")).to_have_count(3)
    page.get_by_role("button", name="Mode avion").click()
    heard(page, "lu : trois")
    expect(page.locator("#pending li")).to_have_count(0)
    mine = page.locator("#messages li.mine").all_inner_texts()
    assert [text.split("\n")[0] for text in mine][-3:] == ["un", "12·2 Non", "trois"]


def test_a_lost_answer_does_not_double_a_message(page: Page, address: str, forgiven: list[str]) -> None:
    """The simulator took a message but its answer was lost: the page sends it again, and it stands there once."""
    forgiven.append("ERR_FAILED")
    join(page, address)
    lost: list[str] = []

    def lose_first(route: object) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort()

    page.route("**/sim/chats/*/text", lose_first)
    write(page, "une fois")
    heard(page, "lu : une fois")
    expect(page.locator("#pending li")).to_have_count(0)
    expect(page.locator("li.mine", has_text="une fois")).to_have_count(1)
    assert len(lost) == 1


def test_by_keyboard_alone(page: Page, address: str) -> None:
    """Everything can be reached and left without a pointer, and the focus is always to be seen."""
    page.goto(address)
    page.get_by_label("Prénom").focus()
    page.keyboard.type("Awa")
    page.keyboard.press("Enter")
    begin = page.get_by_role("button", name="Démarrer")
    begin.focus()
    page.keyboard.press("Enter")
    heard(page, "Bonjour")
    page.get_by_role("button", name="12·1 Oui").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="12·2 Non")).to_be_focused()
    page.keyboard.press("Enter")
    heard(page, "lu : 12·2 Non")

    field(page).focus()
    page.keyboard.type("deux")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("lignes")
    page.keyboard.press("Enter")
    heard(page, "lu : deux\nlignes".replace("\n", " "))
    page.keyboard.press("ArrowUp")
    expect(page.locator("#about")).to_contain_text("Modifier le message")
    page.keyboard.press("Escape")
    expect(page.locator("#about")).to_be_hidden()
    expect(field(page)).to_have_value("")

    page.keyboard.type("/re")
    expect(page.locator("#commands button")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="/reprendre")).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()
    field(page).fill("")

    page.locator("#thread").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("li.message:focus")).to_have_count(1)
    width = page.evaluate("getComputedStyle(document.querySelector('li.message:focus .bubble')).outlineWidth")
    assert float(width.removesuffix("px")) >= 2
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()
