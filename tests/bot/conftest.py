"""A real browser, at the size of a telephone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.demo.stage import Stage
from bot.logs import LineFormatter
from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from nlu.service.ports import free_port
from tests.bot.echo import EchoService, RunningBot, settings_for
from tests.bot.installed import Installation, installation
from tests.bot.phone import Phone
from tests.support.fakes import FakeStore

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(autouse=True)
def _log_is_let_go() -> Iterator[None]:
    """A command that a test calls logs to an output that is closed after it: nothing later goes there."""
    yield
    root = logging.getLogger()
    for handler in tuple(root.handlers):
        if isinstance(handler.formatter, LineFormatter):
            root.removeHandler(handler)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; nothing is downloaded. A module at a time: its loop must not meet those of asyncio tests."""
    if not CHROMIUM.exists():
        pytest.fail("chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def forgiven() -> list[str]:
    """Parts of what the browser may complain about in a test that breaks something on purpose."""
    return []


@pytest.fixture
def page(browser: Browser, forgiven: list[str]) -> Iterator[Page]:
    """A page of a telephone that fails the test on a script error or a request that leaves the machine."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True, locale="fr-FR")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    page.on("request", lambda asked: None if "//127.0.0.1:" in asked.url else wrong.append(asked.url))
    yield page
    context.close()
    complaints = [line for line in wrong if not line.startswith(("data:", "blob:"))]
    assert [line for line in complaints if not any(part in line for part in forgiven)] == []


@pytest.fixture
def baro(tmp_path: Path, page: Page) -> Iterator[Installation]:
    """An installation with an empty database; the page is left before it stops."""
    with installation(tmp_path / "data") as made:
        yield made
        page.goto("about:blank")


@pytest.fixture
def awa(client: SimulatorClient) -> SimulatedPerson:
    """An agent who has begun to talk to the bot."""
    person = client.person("Awa")
    person.say("/start")
    return person


@pytest.fixture
def service() -> EchoService:
    """A service on a store in memory."""
    return EchoService(FakeStore())


@pytest.fixture
def bot(simulator: SimulatorThread, service: EchoService, tmp_path: Path) -> Iterator[RunningBot]:
    """A bot with that service, running."""
    with RunningBot(settings_for(simulator, tmp_path / "data"), service.store, service) as running:
        yield running


@pytest.fixture
def stage(tmp_path: Path, page: Page) -> Iterator[Stage]:
    """The processes of an installation with a database and nothing else; the page is left before they stop."""
    with Stage(tmp_path / "data", free_port()) as made:
        made.run("db", "upgrade")
        yield made
        page.goto("about:blank")


@pytest.fixture
def phone(page: Page, request: pytest.FixtureRequest) -> Phone:
    """The page in somebody's hands; pictures are taken with `--shots`."""
    shots: str | None = request.config.getoption("--shots")
    return Phone(page, None if shots is None else Path(shots))
