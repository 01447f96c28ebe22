"""The same message twice is one, unless somebody means it: they saw the reply first, or waited."""

from __future__ import annotations

from dataclasses import replace

from dialogues.messages import Inbound, Sender, Words
from dialogues.ports import RawUpdate
from tests.dialogues.service.forms import SHORT, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values


def ticking() -> tuple[Field, Someone]:
    """A list with several answers waits."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite", "tap Oui")
    return field, agent


def deliver(field: Field, inbound: Inbound) -> None:
    """Hand a message in at a moment of its own."""
    with field.store.writing() as uow:
        uow.inbox.add([RawUpdate(f"late{inbound.message}", inbound.chat, "{}", field.clock())])
        uow.commit()
    with field.store.reading() as uow:
        row = uow.inbox.waiting_of(inbound.chat)[-1].id
    field.service.handle(replace(inbound, inbox=row))


def test_a_doubled_tick_stays() -> None:
    """Ticked twice before anything came back is ticked."""
    _, agent = ticking()
    play(agent, "twice tap Puits")
    assert values(agent)["sources"] == "puits"


def test_a_tick_taken_back_after_it_was_seen() -> None:
    """The list showed it: the second tap takes it off."""
    _, agent = ticking()
    play(agent, "tap Puits", "tap Puits")
    assert values(agent)["sources"] == "<passe>"


def test_a_doubled_tick_stays_where_an_edit_came_between() -> None:
    """What is ticked is shown by an edit, which has no place among the messages: the same second is the same tap."""
    field, agent = ticking()
    play(agent, "tap Puits", "tap Robinet")
    again = Inbound(
        0, Sender(agent.account, "Awa"), agent.account, next(agent.ids), field.clock(), Words("4·2 Robinet")
    )
    deliver(field, again)
    assert values(agent)["sources"] == "puits robinet"
    field.clock.advance(2_000)
    deliver(field, replace(again, message=next(agent.ids), sent_at=field.clock()))
    assert values(agent)["sources"] == "puits"


def test_a_tick_taken_back_after_a_while() -> None:
    """Without network, but not at once: the person has thought about it."""
    field, agent = ticking()
    play(agent, "offline", "4·1 Puits")
    field.clock.advance(10_000)
    play(agent, "4·1 Puits", "online")
    assert values(agent)["sources"] == "<passe>"


def test_what_came_between_makes_it_another_message() -> None:
    """«puits», «robinet», «puits»: three messages."""
    _, agent = ticking()
    play(agent, "offline", "4·1 Puits", "4·2 Robinet", "4·1 Puits", "online")
    assert values(agent)["sources"] == "robinet"


def test_going_back_twice_at_once_goes_back_once() -> None:
    """The second tap was meant for a keyboard that nobody had seen; seen, it goes on back."""
    _, agent = ticking()
    play(agent, "twice ⬅️ Revenir")
    assert agent.asked.address == "3"
    play(agent, "⬅️ Revenir", "⬅️ Revenir")
    assert agent.asked.address == "1"


def test_an_open_answer_said_twice_on_purpose() -> None:
    """The bot has said «noté» in between."""
    agent = Field(SHORT).agent()
    play(agent, "/nouveau", "35", "Issa", "Issa")
    assert values(agent)["nom"] == "Issa\nIssa"
    play(agent, "twice Ali")
    assert values(agent)["nom"] == "Issa\nIssa\nAli"


def test_replies_to_different_messages_differ() -> None:
    """The same words in reply to another question are another answer."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite", "offline", "reply 1: ne sait pas", "reply 2: ne sait pas")
    play(agent, "online", "oui")
    assert values(agent)["avis"] == "<nsp>"


def test_what_is_kept_of_words_is_a_hash_and_goes_with_a_withdrawal() -> None:
    """Nothing readable, and nothing at all once the answers are taken back by somebody else."""
    field = Field(SHORT)
    agent, leader = field.agent(), field.supervisor()
    play(agent, "/nouveau", "35", "Issa la forgeronne")
    with field.store.reading() as uow:
        kept = uow.hearing.last(agent.account)
    assert kept is not None
    assert len(kept.mark) == 64
    assert "Issa" not in repr(kept)
    play(leader, "/retirer K0001", "oui")
    with field.store.reading() as uow:
        assert uow.hearing.last(agent.account) is None
