"""What every store promises about updates that came in and replies that are owed."""

from __future__ import annotations

import pytest

from dialogues.forms.ref import Ref
from dialogues.interview.effects import Ask, ShowTicks, Tell
from dialogues.messages import Button, Phrase, Say, SendFile
from dialogues.ports import OwedEffect, RawUpdate, Store
from storage.codec import UnreadableRecord
from tests.support.seed import CHAT, Seed


def update(key: str, chat: int = CHAT) -> RawUpdate:
    """An update that says its key."""
    return RawUpdate(key, chat, f'{{"text":"{key} é"}}', 1_000)


def test_an_update_is_stored_once(store: Store) -> None:
    """Known keys are left out, within one batch and between batches, and the order is kept."""
    with store.writing() as unit:
        assert unit.inbox.add([update("a"), update("b"), update("a")]) == 2
        unit.commit()
    with store.writing() as unit:
        assert unit.inbox.add([update("b"), update("c", 5)]) == 1
        assert unit.inbox.add([]) == 0
        unit.commit()
    with store.reading() as unit:
        waiting = unit.inbox.waiting()
        assert [row.payload for row in waiting] == ['{"text":"a é"}', '{"text":"b é"}', '{"text":"c é"}']
        assert [(row.chat, row.received_at) for row in waiting] == [(CHAT, 1_000), (CHAT, 1_000), (5, 1_000)]
        assert unit.inbox.waiting_of(CHAT) == waiting[:2]
        assert unit.inbox.waiting_of(CHAT, limit=1) == waiting[:1]
        assert unit.inbox.waiting(limit=1) == waiting[:1]


def test_an_update_is_done_once(store: Store) -> None:
    """A done update waits no more, is not done twice, and does not come back by its key."""
    with store.writing() as unit:
        unit.inbox.add([update("a")])
        row = unit.inbox.waiting()[0].id
        assert unit.inbox.done(row, 2_000)
        assert not unit.inbox.done(row, 3_000)
        assert not unit.inbox.done(99_999, 3_000)
        assert unit.inbox.add([update("a")]) == 0
        assert unit.inbox.waiting() == []


def test_a_poison_update_stops_nobody(store: Store) -> None:
    """An update that was set aside waits no more and cannot be done."""
    with store.writing() as unit:
        unit.inbox.add([update("a"), update("b")])
        first, second = unit.inbox.waiting()
        unit.inbox.set_aside(first.id, 2_000, "KeyError")
        assert unit.inbox.waiting_of(CHAT) == [second]
        assert not unit.inbox.done(first.id, 3_000)


EFFECTS: list[OwedEffect] = [
    Ask(),
    Ask((Phrase("ack", {"value": "Oui", "n": 3, "of": Phrase("inner", {})}),), Phrase("refused"), 2, "bam"),
    Tell(Phrase("interview.sent")),
    ShowTicks(Ref("/data/eau")),
    Say(
        ("Fiche A", Phrase("menu.hello", {"name": "Aïssata"})),
        ((Button(Phrase("keys.yes"), "open:42"), Button("Moussa", "approve:3")), ()),
        clear_keys=True,
        menu=((Phrase("menu.new"),),),
    ),
    SendFile("exports/x.xlsx", "Fiche A.xlsx", Phrase("export.done")),
]


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: type(effect).__name__)
def test_every_effect_comes_back_as_it_was_owed(store: Store, seeded: Seed, effect: OwedEffect) -> None:
    """An owed effect is equal when it is read again."""
    with store.writing() as unit:
        made = unit.outbox.add(CHAT, effect, interview=seeded.interview.id, prompt=77)
        assert unit.outbox.of_chat(CHAT) == [made]
        assert (made.effect, made.interview, made.prompt, made.attempts) == (effect, seeded.interview.id, 77, 0)


def test_an_effect_that_could_not_be_read_back_is_refused(store: Store) -> None:
    """What cannot be stored is refused when it is owed, not when it should be sent."""
    wrong = Say((3.5,))  # type: ignore[arg-type]
    with store.writing() as unit, pytest.raises(UnreadableRecord):
        unit.outbox.add(CHAT, wrong)


def test_replies_are_owed_in_order(store: Store) -> None:
    """A chat gets its replies in the order in which they were owed; a cleared one is gone."""
    with store.writing() as unit:
        first = unit.outbox.add(CHAT, Tell(Phrase("one")))
        other = unit.outbox.add(5, Tell(Phrase("two")))
        second = unit.outbox.add(CHAT, Tell(Phrase("three")))
        assert first.id < second.id
        assert unit.outbox.chats() == [CHAT, 5]
        assert unit.outbox.of_chat(CHAT) == [first, second]
        assert unit.outbox.of_chat(CHAT, limit=1) == [first]
        unit.outbox.sent(first.id, 1)
        unit.outbox.sent(first.id, 2)
        unit.outbox.doubt(second.id)
        unit.outbox.doubt(second.id)
        assert [(owed.id, owed.attempts) for owed in unit.outbox.of_chat(CHAT)] == [(second.id, 2)]
        assert unit.outbox.chats() == [5, CHAT]
        unit.outbox.drop_chat(CHAT, 3)
        assert unit.outbox.chats() == [5]
        assert unit.outbox.of_chat(5) == [other]


def test_a_prompt_that_may_have_been_shown_before(store: Store, seeded: Seed) -> None:
    """It is known of the prompt, also once the reply was sent; other prompts stay beyond doubt."""
    with store.writing() as unit:
        owed = [unit.outbox.add(CHAT, Ask(), interview=seeded.interview.id, prompt=number) for number in (77, 78)]
        unit.outbox.doubt(owed[0].id)
        for one in owed:
            unit.outbox.sent(one.id, 1)
        assert unit.outbox.doubted(seeded.interview.id, 77)
        assert not unit.outbox.doubted(seeded.interview.id, 78)
        assert not unit.outbox.doubted(seeded.interview.id + 1, 77)
