"""Several bots on one store: one polls and is on duty, each chat is seen to by one at a time, the living take over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from dialogues.errors import StoreUnavailable
from dialogues.ports import RawUpdate
from tests.bot.echo import EchoService, RunningBot, settings_for, until


class Claims:
    """Claims in memory: `held` is what all share, as the database's locks are.

    Args:
        held: who holds what; "duty" beside chats.
    """

    def __init__(self, held: dict[int | str, Claims]) -> None:
        self._held = held
        self.away = False
        """The database cannot be asked."""

    def _take(self, what: int | str) -> bool:
        if self.away:
            raise StoreUnavailable("connection")
        return self._held.setdefault(what, self) is self

    def take(self, chat: int) -> bool:
        """See `bot.channel.Claims`."""
        return self._take(chat)

    def holds(self, chat: int) -> bool:
        """See `bot.channel.Claims`."""
        return self._held.get(chat) is self

    def release(self, chat: int) -> None:
        """See `bot.channel.Claims`."""
        if self.holds(chat):
            del self._held[chat]

    def lead(self) -> bool:
        """See `bot.channel.Claims`."""
        return self._take("duty")

    def die(self) -> None:
        """Lose everything, as a process that is killed."""
        for what in [what for what, holder in self._held.items() if holder is self]:
            del self._held[what]


@pytest.fixture
def held() -> dict[int | str, Claims]:
    """What the bots hold."""
    return {}


@pytest.fixture
def bots(
    simulator: SimulatorThread, service: EchoService, held: dict[int | str, Claims], tmp_path: Path
) -> Iterator[tuple[RunningBot, RunningBot]]:
    """Two bots on one store; the first is on duty."""
    settings = settings_for(simulator, tmp_path / "data")
    one, other = (RunningBot(settings, service.store, service, Claims(held)) for _ in range(2))
    with ExitStack() as stack:
        stack.enter_context(one)
        until(lambda: held.get("duty") is one.claims)
        stack.enter_context(other)
        yield one, other


def test_one_polls_and_both_work(
    bots: tuple[RunningBot, RunningBot], client: SimulatorClient, awa: SimulatedPerson, service: EchoService
) -> None:
    """Twenty messages of each of two people: all once, in order, and nobody terminated anybody's poll."""
    issa = client.person("Issa")
    for number in range(20):
        awa.say(str(number))
        issa.say(str(number))
    for person in (awa, issa):
        person.wait_for("« 19 »", timeout=20)
        said = [text for chat, text in service.handled if chat == person.user_id and text != "/start"]
        assert said == [str(number) for number in range(20)]
    assert not [call for call in client.calls("getUpdates") if call["status"] == 409]


def test_the_duty_is_taken_over(
    bots: tuple[RunningBot, RunningBot], held: dict[int | str, Claims], awa: SimulatedPerson
) -> None:
    """When the one that polls is gone, the other polls within moments."""
    awa.wait_for("« /start »")
    bots[0].claims.die()
    bots[0].claims.away = True
    bots[0].stop()
    awa.say("encore")
    awa.wait_for("« encore »", timeout=20)
    assert held["duty"] is bots[1].claims


def test_a_chat_that_another_sees_to_waits_until_it_is_let_go(
    bots: tuple[RunningBot, RunningBot], held: dict[int | str, Claims], awa: SimulatedPerson, service: EchoService
) -> None:
    """Whoever stored the update waits for the claim and handles it then, unless it was handled meanwhile."""
    awa.wait_for("« /start »")
    until(lambda: awa.user_id not in held)
    third = Claims(held)
    assert third.take(awa.user_id)
    awa.say("plus tard")
    until(
        lambda: bool(service.store.tables.inbox) and any(e.done_at is None for e in service.store.tables.inbox.values())
    )
    assert [text for _, text in service.handled] == ["/start"]
    third.release(awa.user_id)
    awa.wait_for("« plus tard »")
    assert [text for _, text in service.handled] == ["/start", "plus tard"]


def test_a_claim_that_is_lost_is_taken_anew(
    bots: tuple[RunningBot, RunningBot], held: dict[int | str, Claims], awa: SimulatedPerson, service: EchoService
) -> None:
    """A worker whose claim is gone leaves its chat in the middle and comes back by the door."""
    awa.wait_for("« /start »")
    service.busy = 0.3
    for number in range(4):
        awa.say(str(number))
    until(lambda: awa.user_id in held)
    held.pop(awa.user_id)
    awa.wait_for("« 3 »", timeout=20)
    assert [text for _, text in service.handled if text != "/start"] == ["0", "1", "2", "3"]


def test_whoever_is_on_duty_stays_while_the_database_is_away(
    bots: tuple[RunningBot, RunningBot], held: dict[int | str, Claims], awa: SimulatedPerson, service: EchoService
) -> None:
    """Nobody could take over, and somebody has to tell people; what waited is handled once it is back."""
    awa.wait_for("« /start »")
    until(lambda: awa.user_id not in held)  # else the message is handled by whoever holds the chat, and gone at once
    for bot in bots:
        bot.claims.away = True
    awa.say("pendant")
    until(lambda: any("pendant" in entry.row.payload for entry in service.store.tables.inbox.values()))
    for bot in bots:
        bot.claims.away = False
    awa.wait_for("« pendant »", timeout=20)


def test_an_update_given_back_is_handled(bots: tuple[RunningBot, RunningBot], service: EchoService) -> None:
    """What stands in the inbox and waits is found by itself."""
    with service.store.writing() as unit:
        unit.inbox.add([RawUpdate("1:1", 0, "no update", 1)])
        unit.commit()
    until(lambda: all(entry.reason for entry in service.store.tables.inbox.values()), 10)
