"""What a person does on the chat page, as tests of the page say it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def join(page: Page, address: str, query: str = "", *, name: str = "Awa") -> None:
    """Add a person and start the bot."""
    page.goto(f"{address}/{query}")
    page.get_by_label("Prénom").fill(name)
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("button", name="Démarrer").click()
    expect(page.locator("#messages").get_by_text("Bonjour")).to_be_visible()


def field(page: Page) -> Locator:
    """Where one writes."""
    return page.get_by_role("textbox", name="Message", exact=True)


def write(page: Page, text: str) -> None:
    """Type and send."""
    field(page).fill(text)
    field(page).press("Enter")


def heard(page: Page, text: str) -> Locator:
    """Wait until a message of the chat says something; the newest such message."""
    found = page.locator("#messages li", has_text=text).last
    expect(found).to_be_visible()
    return found


def do(page: Page, message: Locator, action: str) -> None:
    """Open what can be done with a message, and do it."""
    message.hover()
    message.get_by_role("button", name="Actions sur ce message").click()
    page.get_by_role("dialog").get_by_role("button", name=action, exact=True).click()
