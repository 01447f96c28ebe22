"""A person at the chat page, as tests of whole interviews say it; nothing is done but through the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from bot.demo.stage import Stage
from tests.bot.simulator.browsing import do, field, write

WAIT = 20_000
"""Milliseconds: two processors that everybody shares."""
_SINCE_MINE = "//ol[@id='messages']/li[not(following-sibling::li[contains(@class, 'mine')])]"
_PHONE, _DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


def begin(stage: Stage, page: Page, guide: str = "", name: str = "Agente") -> None:
    """Make a project, publish a guide in it, start the bot, and enter by the invitation.

    Args:
        stage: with an empty database.
        page: whose.
        guide: a shipped one's name or a file's path; "" for none.
        name: of who enters.
    """
    printed = stage.run("project", "add", "Essai", "--organisation", "une organisation")
    found = re.search(r"start[= ]([\w-]{16,})", printed)
    assert found is not None
    if guide:
        stage.run("guide", "add", guide)
    stage.start_bot()
    Phone(page, None).enter(f"{stage.url}/?start={found[1]}", name)


@dataclass(frozen=True, slots=True)
class Phone:
    """A page and who sits at it.

    Args:
        page: at the size of a telephone.
        shots: where pictures go, None when nobody asked for them.
    """

    page: Page
    shots: Path | None

    def enter(self, link: str, name: str) -> None:
        """Follow an invitation."""
        self.page.goto(link)
        self.page.get_by_label("Prénom").fill(name)
        self.page.get_by_role("button", name="Ajouter").click()
        self.page.get_by_role("button", name="Démarrer").click()

    def sees(self, *words: str) -> None:
        """Wait for words in what came since the person's newest message, in view."""
        for each in words:
            said = self.page.locator(_SINCE_MINE).get_by_text(each).last
            expect(said).to_be_in_viewport(timeout=WAIT)

    def reads(self, *words: str) -> None:
        """Wait for words in what came since, however far one has to scroll."""
        for each in words:
            expect(self.page.locator(_SINCE_MINE).get_by_text(each).last).to_be_visible(timeout=WAIT)

    def chosen(self, choice: str) -> None:
        """Wait until the line that tells what is chosen, edited in its place, says so in view."""
        line = self.page.locator("#messages").get_by_text(re.compile(rf"Choisi\s:.*{re.escape(choice)}")).last
        expect(line).to_be_in_viewport(timeout=WAIT)

    def tap(self, key: str) -> None:
        """Tap a key of the reply keyboard, by all of its words or by what stands after its number."""
        keys = self.page.locator("#keys")
        whole = re.compile(rf"^(\S+·(\d+ )?)?{re.escape(key)}$")
        keys.get_by_role("button", name=whole).click(timeout=WAIT)

    def press(self, button: str) -> None:
        """Press a button under the newest message that has it."""
        self.page.locator(".inline").get_by_role("button", name=button, exact=True).last.click(timeout=WAIT)

    def says(self, words: str) -> None:
        """Type and send."""
        write(self.page, words)

    def replies(self, message: str, words: str) -> None:
        """Answer an old message of the bot."""
        do(self.page, self.page.locator("#messages li:not(.mine)", has_text=message).first, "Répondre")
        write(self.page, words)

    def edits(self, mine: str, words: str) -> None:
        """Change an own message in place."""
        do(self.page, self.page.locator("li.mine", has_text=mine).last, "Modifier")
        expect(field(self.page)).to_have_value(mine)
        write(self.page, words)

    def sends(self, kind: str, path: Path) -> None:
        """Send a file as a photo or a document."""
        self.page.get_by_role("button", name="Joindre").click()
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name=kind, exact=True).click()
        chooser.value.set_files(path)

    def newest(self) -> Locator:
        """The bot's newest message."""
        return self.page.locator("#messages li:not(.mine)").last

    def keep(self, name: str) -> None:
        """Take a picture at both sizes, if pictures were asked for."""
        if self.shots is None:
            return
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=self.shots / f"{name}.png")
        self.page.set_viewport_size(_DESK)
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=self.shots / f"{name}-wide.png")
        self.page.set_viewport_size(_PHONE)
        self.page.wait_for_timeout(200)
