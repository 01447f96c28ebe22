"""The webhook: 200 only once stored, who is let in, what is kept that nobody can read, health and readiness."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.problems import CommandProblem
from bot.settings import Settings
from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from bot.web.server import BODY_BYTES, SECRET_HEADER, listening
from dialogues.errors import StoreUnavailable
from nlu.service.ports import free_port
from tests.bot.echo import EchoService, RunningBot, settings_for, until
from tests.support.fakes import FakeStore, FakeUnitOfWork

SECRET = "hush"  # noqa: S105 - of the tests


@pytest.fixture
def awa(client: SimulatorClient) -> SimulatedPerson:
    """Somebody who writes."""
    return client.person("Awa")


def hooked(simulator: SimulatorThread, folder: Path) -> Settings:
    """Settings with a webhook."""
    port = free_port()
    return replace(
        settings_for(simulator, folder / "data"),
        webhook_url=f"http://127.0.0.1:{port}/hook/here",
        webhook_secret=SECRET,
        webhook_listen=("127.0.0.1", port),
    )


@pytest.fixture
def bot(simulator: SimulatorThread, tmp_path: Path) -> Iterator[RunningBot]:
    """A bot that Telegram delivers to."""
    settings = hooked(simulator, tmp_path)
    store = FakeStore()
    with RunningBot(settings, store, EchoService(store)) as running:
        until(lambda: bool(simulator.world.webhook.url))
        yield running


def url(bot: RunningBot, path: str = "/hook/here") -> str:
    """An address of the bot."""
    return f"http://127.0.0.1:{bot.settings.webhook_listen[1]}{path}"


def posted(bot: RunningBot, body: bytes, secret: str | None = SECRET) -> int:
    """The status of a delivery of one's own."""
    headers = {} if secret is None else {SECRET_HEADER: secret.encode("latin-1")}
    return httpx.post(url(bot), content=body, headers=headers, trust_env=False).status_code


def test_messages_are_answered_in_order(bot: RunningBot, awa: SimulatedPerson) -> None:
    """Twenty messages typed without waiting are delivered one by one and answered in their order."""
    for number in range(20):
        awa.say(str(number))
    awa.wait_for("« 19 »")
    assert [text for _, text in bot.service.handled] == [str(n) for n in range(20)]


def test_only_who_knows_the_secret_is_let_in(bot: RunningBot) -> None:
    """No secret, another one, one that is no ASCII: 403, and nothing is stored; nor is a GET answered."""
    body = b'{"update_id": 1}'
    assert [posted(bot, body, secret) for secret in (None, "", "other", SECRET + "x", "\xe9")] == [403] * 5
    assert httpx.get(url(bot), trust_env=False).status_code == 405
    assert httpx.get(url(bot, "/elsewhere"), trust_env=False).status_code == 404
    assert not bot.store.tables.inbox


def test_a_body_over_the_limit_is_not_read(bot: RunningBot) -> None:
    """Whether its length is told or not."""
    assert posted(bot, b" " * (BODY_BYTES + 1)) == 413
    parts = (b" " * 4096 for _ in range(BODY_BYTES // 4096 + 1))
    answer = httpx.post(url(bot), content=parts, headers={SECRET_HEADER: SECRET}, trust_env=False)
    assert answer.status_code == 413


def test_what_nobody_can_read_is_taken_and_set_aside(bot: RunningBot, awa: SimulatedPerson) -> None:
    """Telegram would repeat it for ever; it is kept with the reason, and the next ones are answered."""
    bodies = (b"no JSON", b"[1, 2]", b"\xff\x00", json.dumps({"update_id": 7, "message": {"text": 5}}).encode())
    assert [posted(bot, body) for body in bodies] == [200] * 4
    awa.say("bonjour")
    awa.wait_for("« bonjour »")
    until(lambda: sum(bool(entry.reason) for entry in bot.store.tables.inbox.values()) == 4)


def test_a_delivery_that_comes_twice_is_handled_once(bot: RunningBot) -> None:
    """A lost answer makes Telegram come again, at the same time or later."""
    update = {"update_id": 5, "message": {"message_id": 1, "date": 9, "chat": {"id": 7, "type": "private"}}}
    update["message"] |= {"from": {"id": 7, "is_bot": False, "first_name": "Awa"}, "text": "une fois"}  # type: ignore[operator]
    body = json.dumps(update).encode()
    assert [posted(bot, body) for _ in range(3)] == [200] * 3
    until(lambda: bool(bot.service.handled))
    assert bot.service.handled == [(7, "une fois")]


class ClosedStore(FakeStore):
    """A store that takes nothing while it is shut, and takes its time while it is slow."""

    shut = False
    slow = 0.0

    def writing(self, *, durable: bool = True) -> AbstractContextManager[FakeUnitOfWork]:
        """See `dialogues.ports.Store`."""
        if self.shut:
            raise StoreUnavailable("full")
        time.sleep(self.slow)
        return super().writing(durable=durable)


def test_nothing_is_confirmed_that_is_not_stored(
    simulator: SimulatorThread, client: SimulatorClient, tmp_path: Path
) -> None:
    """While the database takes nothing Telegram hears 503, the agent is told once; then all is stored in order."""
    settings = hooked(simulator, tmp_path)
    awa, store = client.person("Awa"), ClosedStore()
    service = EchoService(store)
    with RunningBot(settings, store, service):
        awa.say("un")
        awa.wait_for("« un »")
        store.shut = True
        awa.say("deux")
        awa.say("trois")
        awa.wait_for("pas enregistrée")
        assert simulator.world.queue.waiting()
        store.shut = False
        awa.wait_for("« trois »", timeout=15)
        awa.wait_for("reparti", since=0)
        until(lambda: not simulator.world.queue.waiting(), 15)
    said = [one.text for one in awa.messages() if one.from_bot]
    assert [text for _, text in service.handled] == ["un", "deux", "trois"]
    assert sum("pas enregistrée" in text for text in said) == 1
    assert sum("reparti" in text for text in said) == 1


def test_a_slow_database_is_trouble_too(
    simulator: SimulatorThread, client: SimulatorClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits is told, Telegram is sent away to come again, and the answer is stored once."""
    monkeypatch.setattr("bot.telegram.keeper.SLOW_SECONDS", 0.1)
    awa, store = client.person("Awa"), ClosedStore()
    service = EchoService(store)
    with RunningBot(hooked(simulator, tmp_path), store, service):
        store.slow = 0.5
        awa.say("lentement")
        awa.wait_for("pas enregistrée")
        store.slow = 0.0
        awa.wait_for("« lentement »", since=0)
        awa.wait_for("reparti", since=0)
        until(lambda: not simulator.world.queue.waiting(), 15)
    assert [text for _, text in service.handled] == ["lentement"]


def test_health_and_readiness(bot: RunningBot) -> None:
    """The process lives; it is ready once chats are seen to."""
    assert httpx.get(url(bot, "/health"), trust_env=False).json() == {"alive": True}
    until(lambda: httpx.get(url(bot, "/ready"), trust_env=False).status_code == 200)
    assert httpx.get(url(bot, "/ready"), trust_env=False).json() == {"database": True, "version": True, "worker": True}


def test_a_taken_port_is_one_clear_problem() -> None:
    """Another program's port is refused; a bot's own may be shared by bots."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandProblem) as refused:
            listening("127.0.0.1", other.getsockname()[1])
        assert refused.value.phrase.key == "cli.listen_taken"
    with listening("127.0.0.1", 0) as one, listening("127.0.0.1", one.getsockname()[1]) as two:
        assert one.getsockname() == two.getsockname()
    with pytest.raises(CommandProblem) as refused:
        listening("192.0.2.1", 80)
    assert refused.value.phrase.key == "cli.listen_refused"


def test_a_stop_answers_what_is_in_hand(bot: RunningBot, awa: SimulatedPerson) -> None:
    """It ends quickly although Telegram keeps its connections open."""
    awa.say("bonjour")
    awa.wait_for("« bonjour »")
    began = time.monotonic()
    bot.stop()
    assert bot.failure is None
    assert time.monotonic() - began < 12
