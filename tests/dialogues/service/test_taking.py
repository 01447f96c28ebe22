"""Messages handled within a transaction of others: what takes no time is, and nothing else is touched."""

from __future__ import annotations

from dialogues.interview.effects import Ask
from dialogues.messages import Inbound, Phrase, PutPrompt, Tap
from dialogues.ports import Intent, Taken
from tests.dialogues.service.forms import VISIT
from tests.dialogues.service.test_owed import inbound
from tests.support.fakes import FakeIntents, Tables
from tests.support.scenario import Field, Someone
from tests.support.script import play, values


def begun(field: Field) -> Someone:
    """An agent whose interview is at hand."""
    agent = field.agent()
    play(agent, "/nouveau")
    return agent


def taken(field: Field, given: Inbound, *, commit: bool = True) -> Taken | None:
    """Take a message, and say that it is stored."""
    with field.store.writing() as uow:
        found = field.service.take(uow, given)
        if commit:
            uow.commit()
    if commit and found is not None:
        found.stored()
    return found


def stored(field: Field) -> Tables:
    """All that is stored now."""
    return field.store.tables.copy()  # type: ignore[attr-defined, no-any-return]


def test_an_answer_is_taken_and_its_reply_ready() -> None:
    """Everything is written at once, and the next question needs no other reading."""
    field = Field(VISIT)
    agent = begun(field)
    found = taken(field, inbound(field, agent, "35"))
    assert found is not None
    assert found.ready is not None
    assert found.ready.owed == tuple(field.service.owed(agent.account))
    first = found.ready.first
    assert first == field.service.present(found.ready.owed[0])
    assert not isinstance(first, Exception | None)
    assert isinstance(first.outgoing, PutPrompt)
    assert first.outgoing.view.address == "2"
    assert values(agent)["age"] == "35"


def test_what_was_taken_back_can_be_taken_again() -> None:
    """An interview that went on in a transaction that came to nothing is read anew."""
    field = Field(VISIT)
    agent = begun(field)
    given, before = inbound(field, agent, "35"), stored(field)
    assert taken(field, given, commit=False) is not None
    assert stored(field) == before
    field.service.handle(given)
    agent.receive()
    assert taken(field, inbound(field, agent, "bien")) is not None
    assert (values(agent)["age"], values(agent)["avis"]) == ("35", "bien")


def test_a_row_that_was_handled_is_not_taken_again() -> None:
    """Nothing is written, and nothing is known of what its chat is owed."""
    field = Field(VISIT)
    agent = begun(field)
    given = inbound(field, agent, "35")
    assert taken(field, given) is not None
    before = stored(field)
    again = taken(field, given)
    assert again is not None
    assert again.ready is None
    assert stored(field) == before


def test_what_may_take_time_is_not_taken() -> None:
    """Nothing is written of what needs a log to be read or a job to be done; handled by itself it works."""
    field = Field(VISIT)
    agent = begun(field)
    tap = inbound(field, agent, "")
    given = (
        inbound(field, agent, "/feuille"),
        Inbound(tap.inbox, tap.sender, tap.chat, 1, tap.sent_at, Tap("menu:repeat", "q")),
    )
    before = stored(field)
    assert [taken(field, one) for one in given] == [None, None]
    field.restart()
    cold = inbound(field, agent, "35")
    before = stored(field)
    assert taken(field, cold) is None
    assert stored(field) == before
    field.service.handle(cold)
    assert values(agent)["age"] == "35"


def test_no_reader_is_asked_within_a_transaction() -> None:
    """Words that only Rasa reads are left for later, without its having been asked; the interview stays at hand."""
    intents = FakeIntents({"plouf plouf": (Intent.SKIP, 0.95)})
    field = Field(VISIT, intents=intents)
    agent = begun(field)
    given, before = inbound(field, agent, "plouf plouf"), stored(field)
    assert taken(field, given) is None
    assert (stored(field), intents.asked) == (before, [])
    field.service.handle(given)
    assert intents.asked == ["plouf plouf"]
    agent.receive()
    assert taken(field, inbound(field, agent, "bien")) is not None
    assert values(agent)["avis"] == "bien"


def test_a_reply_that_cannot_be_shown_stops_nothing() -> None:
    """The message is handled, and whoever sends hears why the reply cannot be shown."""
    field = Field(VISIT)
    agent = begun(field)
    with field.store.writing() as uow:
        record = field.records()[0]
        prompt = uow.prompts.add(agent.account, "9", record.id, None, (), 1, "nonsense")
        uow.outbox.add(agent.account, Ask((Phrase("nowhere.at_all"),)), interview=record.id, prompt=prompt.id)
        uow.commit()
    found = taken(field, inbound(field, agent, "35"))
    assert found is not None
    assert found.ready is not None
    assert len(found.ready.owed) == 2
    assert values(agent)["age"] == "35"
