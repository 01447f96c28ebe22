"""Answers that come all at once are told from those that have to be handled again and again."""

from __future__ import annotations

import pytest

from dialogues.errors import StoreUnavailable
from dialogues.interview.events import AnswersInBulk
from dialogues.messages import Inbound, Sender, Words
from dialogues.ports import RawUpdate
from dialogues.service.bursts import GAP_MS, MANY, Bursts
from tests.dialogues.service.forms import VISIT
from tests.dialogues.service.test_owed import Troubled, unavailable
from tests.support.scenario import Field
from tests.support.script import play, values


def test_one_message_counts_once() -> None:
    """A full disk has it handled many times over; it is one answer all the same."""
    bursts = Bursts()
    assert not any(bursts.add(1, 7, 1_000, 1) for _ in range(3 * MANY))
    assert not bursts.add(1, 8, 1_000, 1)
    assert not bursts.add(1, 9, 1_000, MANY - 3)
    assert bursts.add(1, 10, 1_000, 1)


def test_a_pause_ends_them() -> None:
    """Whoever types number after number is no sheet that was copied."""
    bursts = Bursts()
    assert not any(bursts.add(1, row, row * (GAP_MS + 1_000), 1) for row in range(1, 3 * MANY))


def test_an_answer_that_the_database_did_not_take_for_a_while() -> None:
    """Tried until it is stored, it is no answer in bulk: nobody is asked when the interview was held."""
    store = Troubled()
    field = Field(VISIT, store=store)
    agent = field.agent()
    play(agent, "/nouveau")
    with store.writing() as uow:
        uow.inbox.add([RawUpdate("late", agent.account, "{}", field.clock())])
        uow.commit()
    with store.reading() as uow:
        row = uow.inbox.waiting_of(agent.account)[-1].id
    sender = Sender(agent.account, agent.name, "fr")
    inbound = Inbound(row, sender, agent.account, next(agent.ids), field.clock(), Words("1) 35"))
    for _ in range(2 * MANY):
        store.before = [unavailable]
        with pytest.raises(StoreUnavailable):
            field.service.handle(inbound)
    field.service.handle(inbound)
    assert values(agent)["age"] == "35"
    with store.reading() as uow:
        log = [event for _, event in uow.interviews.events(field.records()[-1].id)]
    assert not any(isinstance(event, AnswersInBulk) for event in log)
