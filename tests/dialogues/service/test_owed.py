"""Replies that are owed: their order, what has been overtaken, restarts, and writes that fail or collide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from dialogues.errors import BaroError, ConcurrentUpdate, Duplicate, StoreUnavailable
from dialogues.interview.events import NoteAdded
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Inbound, PutPrompt, RemoveMessages, Say, Sender, ShowSelection, Words
from dialogues.ports import RawUpdate, Sent
from dialogues.service.service import TRIES
from tests.dialogues.service.forms import SHORT, VISIT
from tests.support.fakes import FakeStore, FakeUnitOfWork
from tests.support.scenario import Field, Someone
from tests.support.script import play, values


class Troubled(FakeStore):
    """A store in which something happens before each of the next transactions that write."""

    def __init__(self) -> None:
        super().__init__()
        self.before: list[Callable[[], None]] = []

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[FakeUnitOfWork]:
        """A unit of work, after what has to happen first."""
        if self.before:
            self.before.pop(0)()
        with super().writing(durable=durable) as uow:
            yield uow


def inbound(field: Field, someone: Someone, text: str) -> Inbound:
    """A message in the inbox, not handled yet."""
    with FakeStore.writing(field.store) as uow:  # type: ignore[arg-type]
        uow.inbox.add([RawUpdate(f"x{next(field.updates)}", someone.account, "{}", field.clock())])
        uow.commit()
    with field.store.reading() as uow:
        row = uow.inbox.waiting_of(someone.account)[-1].id
    sender = Sender(someone.account, someone.name, "fr")
    return Inbound(row, sender, someone.account, next(someone.ids), field.clock(), Words(text))


def unavailable() -> None:
    """The database takes no write now."""
    raise StoreUnavailable("locked")


def test_order_and_restart() -> None:
    """What is owed comes in order after a restart, from the store alone."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "offline", "/aide", "7", "/relire", "restart", "online")
    assert [text.split("\n")[0] for text in agent.heard[1:]] == [
        "➕ Nouvel entretien : /nouveau (pour s'exercer : /nouveau essai)",
        "✓ 1 : 7",
        "1. Quel âge ? → 7",
    ]
    assert field.service.owed(agent.account) == []


def test_an_overtaken_question_only_says_what_was_noted() -> None:
    """A prompt that the interview has left is not put any more; only its tick is said."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "offline", "35", "2) bonne", "3) Oui", "2·➡️ Suite", "online")
    shown = [delivery.outgoing for _, delivery in agent.shown[1:]]
    assert [type(outgoing) for outgoing in shown] == [Say, Say, PutPrompt] or isinstance(shown[-1], PutPrompt)
    assert agent.asked.address == "4"
    assert [p.address for p in agent.prompts].count("3") == 0


def test_a_message_that_only_noted_asks_nothing() -> None:
    """A reply to the tick of an overtaken prompt is no answer to the question that was never shown there."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "offline", "35", "/corriger 3", "tap Suite" if agent.prompts else "x", "online")
    with field.store.reading() as uow:
        overtaken = [p for p in field.store.tables.prompts.values() if p.number == "2"]  # type: ignore[attr-defined]
        assert [p.message for p in overtaken] == [None]
        assert uow.prompts.latest(agent.account) is not None
    tick = next(m for m, d in agent.shown if isinstance(d.outgoing, Say))
    agent.says("Oui", reply_to=tick)
    assert "avis" not in values(agent)


def test_ticks_are_shown_in_one_message() -> None:
    """The selection is a second message, edited as it changes."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 4", "tap Puits", "tap Fleuve")
    ticks = [(m, d) for m, d in agent.shown if isinstance(d.outgoing, ShowSelection)]
    assert [d.outgoing.chosen for _, d in ticks] == [("Puits",), ("Puits", "Fleuve")]  # type: ignore[union-attr]
    assert ticks[0][0] == ticks[1][0]
    assert ticks[0][1].edits is None
    assert ticks[1][1].edits == ticks[0][0]


def test_ticks_of_what_is_gone() -> None:
    """Ticks owed for a question that is not there any more are not shown."""
    field = Field(
        VISIT.replace(
            "| begin_repeat | enfant | Enfant |",
            "| begin_repeat | enfant | Enfant |\n|  | select_multiple source | lieux | Où ? |",
        )
    )
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 8.1", "tap Puits", "offline", "tap Fleuve")
    agent.acts(f"remove:{field.records()[0].id}:7.1")
    shown = len(agent.shown)
    play(agent, "online")
    assert not any(isinstance(d.outgoing, ShowSelection) for _, d in agent.shown[shown:])


def test_a_reply_of_which_no_message_came() -> None:
    """A reply that could not be shown is cleared, and the question counts as never put."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "offline", "7")
    for owed in field.service.owed(agent.account):
        field.service.present(owed)
        agent.records(Sent(owed, None))
    assert field.service.owed(agent.account) == []
    play(agent, "online", "/reprendre", "Issa")
    assert values(agent)["nom"] == "Issa"


def test_replies_of_an_interview_that_is_gone() -> None:
    """A reply owed in the moment in which its interview is taken back shows nothing; its messages are to go."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "offline", "7")
    (owed,) = field.service.owed(agent.account)
    play(leader, "/retirer K0001", "oui")
    assert field.service.present(owed) is None
    assert [left.effect for left in field.service.owed(agent.account)] == [RemoveMessages((2, 3))]
    with FakeStore.writing(field.store) as uow:  # type: ignore[arg-type]
        uow._tables.interviews.clear()
        uow.commit()
    assert field.service.present(owed) is None


def test_the_same_row_twice() -> None:
    """An inbox row that is handled again, after a crash between T2 and its end elsewhere, changes nothing."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau")
    given = inbound(field, agent, "7")
    field.service.handle(given)
    before = field.store.tables.copy()  # type: ignore[attr-defined]
    field.service.handle(given)
    field.restart()
    field.service.handle(given)
    assert field.store.tables == before  # type: ignore[attr-defined]


def test_an_unavailable_store_changes_nothing() -> None:
    """StoreUnavailable at the write: nothing is stored, and the same message works afterwards."""
    store = Troubled()
    field = Field(SHORT, store=store)
    agent = field.agent()
    play(agent, "/nouveau")
    given = inbound(field, agent, "7")
    before = store.tables.copy()
    store.before = [unavailable]
    with pytest.raises(StoreUnavailable) as caught:
        field.service.handle(given)
    assert "7" not in str(caught.value)
    assert store.tables == before
    field.service.handle(given)
    agent.receive()
    assert values(agent)["age"] == "7"
    assert agent.asked.address == "2"


def test_an_unavailable_store_at_the_beginning() -> None:
    """The same for a message that begins an interview: one code, one interview."""
    store = Troubled()
    field = Field(SHORT, store=store)
    agent = field.agent()
    given = inbound(field, agent, "/nouveau")
    store.before = [unavailable]
    with pytest.raises(StoreUnavailable):
        field.service.handle(given)
    field.service.handle(given)
    assert len(field.records()) == 1


def meanwhile(field: Field) -> None:
    """Somebody else writes into the interview."""
    with FakeStore.writing(field.store) as uow:  # type: ignore[arg-type]
        record = field.records()[0]
        note = NoteAdded(field.clock(), "/data/age", "vu")  # type: ignore[arg-type]
        uow.interviews.append(record.id, record.sequence, [note], InterviewStatus.ACTIVE, field.clock())
        uow.commit()


def test_concurrent_updates_are_tried_again() -> None:
    """What somebody else wrote meanwhile is loaded, and the message stepped again."""
    store = Troubled()
    field = Field(SHORT, store=store)
    agent = field.agent()
    play(agent, "/nouveau")
    given = inbound(field, agent, "7")
    store.before = [lambda: meanwhile(field)] * (TRIES - 1)
    field.service.handle(given)
    assert values(agent)["age"] == "7"
    assert len(field.replayed(field.records()[0]).notes["/data/age"]) == TRIES - 1  # type: ignore[index]


def test_and_given_up_in_the_end() -> None:
    """After the tries nothing is stored, and whoever handles the inbox hears of it."""
    store = Troubled()
    field = Field(SHORT, store=store)
    agent = field.agent()
    play(agent, "/nouveau")
    given = inbound(field, agent, "7")
    store.before = [lambda: meanwhile(field)] * TRIES
    with pytest.raises(ConcurrentUpdate) as caught:
        field.service.handle(given)
    assert "7" not in str(caught.value)
    assert "age" not in values(agent)


def test_files_and_concurrent_updates() -> None:
    """A file that arrives while the agent writes is noted afterwards, or given up for now."""
    store = Troubled()
    field = Field(VISIT, store=store)
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 10", "photo")
    with store.reading() as uow:
        (waiting,) = uow.attachments.pending()
    store.before = [lambda: meanwhile(field)] * TRIES
    with pytest.raises(ConcurrentUpdate):
        field.service.file_stored(waiting, "ab" * 32, 1)
    store.before = [lambda: meanwhile(field)]
    field.service.file_stored(waiting, "ab" * 32, 1)
    agent.receive()
    assert agent.told == "✓ 10 : fichier enregistré."


def test_a_code_taken_meanwhile() -> None:
    """Two interviews that draw the same code at the same moment: one draws again."""
    store = Troubled()
    field = Field(SHORT, store=store)
    agent = field.agent()
    given = inbound(field, agent, "/nouveau")

    def taken() -> None:
        with FakeStore.writing(store) as uow:
            account = uow.people.account(agent.account)
            assert account is not None
            assert account.membership is not None
            uow.interviews.add(field.project.id, account.membership, field.versions[0], "K0001", "Z", trial=False, at=1)
            uow.commit()

    store.before = [taken]
    field.service.handle(given)
    assert len({record.code for record in field.records()}) == 2


def test_a_code_taken_for_ever() -> None:
    """A value that is taken again and again is given up, without saying which."""

    def taken() -> None:
        raise Duplicate("uq_interviews_project_id_code")

    store = Troubled()
    field = Field(SHORT, store=store)
    agent = field.agent()
    given = inbound(field, agent, "/nouveau")
    store.before = [taken] * TRIES
    with pytest.raises(BaroError):
        field.service.handle(given)
    assert field.records() == []


def test_many_interviews_and_guides_at_hand() -> None:
    """What the service keeps at hand is bounded, and what fell out is read again."""
    field = Field(SHORT)
    agents = [field.agent(f"Agent {n}") for n in range(3)]
    shelf = field.service._tools.shelf
    for agent in agents:
        play(agent, "/nouveau", "7")
    for record in field.records():
        state = field.replayed(record)
        for number in range(300):
            shelf.give(10_000 + number, state)
    with field.store.reading() as uow:
        for number in range(70):
            shelf._forms[20_000 + number] = shelf.form(uow, field.versions[0])
        shelf._forms.pop(field.versions[0])
        shelf.form(uow, field.versions[0])
    play(agents[0], "Issa")
    assert values(agents[0], of=0)["nom"] == "Issa"


def test_the_newer_state_stays_at_hand() -> None:
    """A reply that is put into words while the next message is stored does not put the older state back."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau")
    old = field.replayed(field.records()[0])
    play(agent, "7")
    record = field.records()[0]
    shelf = field.service._tools.shelf
    shelf.give(record.id, old)
    with field.store.reading() as uow:
        assert shelf.take(uow, record).sequence == record.sequence
