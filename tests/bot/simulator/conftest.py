"""A simulator over real HTTP, python-telegram-bot's own Bot against it, and a person."""

import ssl
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.sync_api import Page
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.simulator import SimulatorClient, SimulatorThread, World
from tests.bot.simulator.smallbot import SmallBot

T0 = 1_800_000_000.0


@pytest.fixture(scope="session")
def _running() -> Iterator[SimulatorThread]:
    """One server for the whole session: starting one takes longer than most tests."""
    with SimulatorThread() as simulator:
        yield simulator


@pytest.fixture
def simulator(_running: SimulatorThread) -> SimulatorThread:
    """The running simulator."""
    return _running


@pytest.fixture
def client(simulator: SimulatorThread) -> Iterator[SimulatorClient]:
    """The test's own connection; faults and limits are gone at its end."""
    with SimulatorClient(simulator.url) as client:
        yield client
        client.heal()
        client.limit_rate(per_chat=0, overall=0)


def library(simulator: SimulatorThread) -> Bot:
    """The real library against the simulator; a bare TLS context saves loading certificates for every test."""
    kwargs = {"verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "trust_env": False}
    return Bot(
        simulator.token,
        base_url=simulator.base_url,
        base_file_url=simulator.base_file_url,
        request=HTTPXRequest(httpx_kwargs=kwargs),
        get_updates_request=HTTPXRequest(httpx_kwargs=kwargs),
    )


@pytest.fixture
async def bot(simulator: SimulatorThread, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """The real library, its queue empty at the start of the test."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with library(simulator) as bot:
        await bot.delete_webhook(drop_pending_updates=True)
        await bot.get_updates(timeout=0, allowed_updates=[])
        yield bot


@pytest.fixture
def world() -> World:
    """A world whose clock stands still until the test moves it."""
    return World(clock=lambda: T0)


@pytest.fixture
async def second(simulator: SimulatorThread) -> AsyncIterator[Bot]:
    """The same bot started a second time by mistake."""
    async with library(simulator) as bot:
        yield bot


@pytest.fixture
def address(page: Page) -> Iterator[str]:
    """The address of a simulator with a small bot; the page waits no longer than it does."""
    with SimulatorThread() as simulator, SmallBot(simulator):
        yield simulator.url
        page.goto("about:blank")
