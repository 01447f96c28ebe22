"""What every store promises about prompts and answer places."""

from __future__ import annotations

from dialogues.forms.ref import Ref
from dialogues.ports import AnswerPlace, PromptRecord, Store, UnitOfWork
from tests.support.seed import CHAT, Seed

AGE = Ref("/data/age")


def put(unit: UnitOfWork, seeded: Seed, number: str, ref: Ref | None = AGE, message: int | None = None) -> int:
    """Put a prompt, sent as a message or not yet; its id."""
    made = unit.prompts.add(CHAT, number, seeded.interview.id, ref, ["oui", "ne_sait_pas"], 1, "question")
    if message is not None:
        unit.prompts.set_messages(made.id, message, None)
    return made.id


def number_of(prompt: PromptRecord | None) -> str | None:
    """The printed number of a prompt."""
    return None if prompt is None else prompt.number


def test_a_prompt_comes_back(store: Store, seeded: Seed) -> None:
    """A prompt keeps its keys in order and the messages that show it."""
    with store.writing() as unit:
        made = unit.prompts.add(CHAT, "7.2", seeded.interview.id, None, ("é", "b"), 4, "abandon")
        assert unit.prompts.prompt(made.id) == made
        assert (made.keys, made.message, made.selection, made.about) == (("é", "b"), None, None, "abandon")
        unit.prompts.set_messages(made.id, 100, 101)
        found = unit.prompts.by_message(CHAT, 100)
        assert found == unit.prompts.by_message(CHAT, 101) == unit.prompts.prompt(made.id)
        assert found is not None
        assert (found.message, found.selection, found.ref) == (100, 101, None)
        assert unit.prompts.by_message(CHAT, 102) is None
        assert unit.prompts.by_message(CHAT + 1, 100) is None
        assert unit.prompts.prompt(99_999) is None


def test_the_latest_prompt_of_a_chat(store: Store, seeded: Seed) -> None:
    """The latest is the one put last, sent or not; chats without prompts have none."""
    with store.writing() as unit:
        assert unit.prompts.latest(CHAT) is None
        put(unit, seeded, "1", message=100)
        assert number_of(unit.prompts.latest(CHAT)) == "1"
        put(unit, seeded, "2")
        assert number_of(unit.prompts.latest(CHAT)) == "2"
        assert unit.prompts.latest(CHAT + 1) is None


def test_the_prompt_before_a_message(store: Store, seeded: Seed) -> None:
    """Before a message stood the prompt that was shown last by then; one not yet sent is newer than any."""
    with store.writing() as unit:
        first = put(unit, seeded, "1", message=100)
        put(unit, seeded, "2", message=110)
        put(unit, seeded, "3")
        asked = {before: number_of(unit.prompts.latest(CHAT, before_message=before)) for before in (100, 101, 110, 111)}
        assert asked == {100: None, 101: "1", 110: "1", 111: "2"}
        unit.prompts.set_messages(first, 120, None)  # shown again
        assert number_of(unit.prompts.latest(CHAT, before_message=121)) == "1"


def test_messages_that_show_an_interview(store: Store, seeded: Seed) -> None:
    """Prompts, selections and answers, each message once, of this interview only; those not yet sent are none."""
    with store.writing() as unit:
        first = put(unit, seeded, "1", message=100)
        unit.prompts.set_messages(first, 100, 101)
        put(unit, seeded, "2")
        unit.prompts.add_answer(AnswerPlace(CHAT, 99, seeded.interview.id, AGE, 2))
        unit.prompts.add_answer(AnswerPlace(CHAT, 101, seeded.interview.id, AGE, 3))
        assert list(unit.prompts.messages_of(seeded.interview.id)) == [(CHAT, 99), (CHAT, 100), (CHAT, 101)]
        assert list(unit.prompts.messages_of(99_999)) == []


def test_prompts_by_number_and_ref(store: Store, seeded: Seed) -> None:
    """The newest prompt of a number or of a question is found, in its chat or interview only."""
    with store.writing() as unit:
        put(unit, seeded, "12")
        second = put(unit, seeded, "12")
        put(unit, seeded, "13", Ref("/data/nom"))
        found = unit.prompts.by_number(CHAT, "12")
        assert found is not None
        assert found.id == second
        assert unit.prompts.newest_of(seeded.interview.id, AGE) == found
        assert unit.prompts.newest_of(seeded.interview.id, Ref("/data/autre")) is None
        assert unit.prompts.newest_of(99_999, AGE) is None
        assert unit.prompts.by_number(CHAT + 1, "12") is None


def test_prompts_of_a_removed_instance_are_forgotten(store: Store, seeded: Seed) -> None:
    """Only what lies at or below the prefix goes: not the neighbours whose names begin alike."""
    refs = [
        "/data/a_b[2]",
        "/data/a_b[2]/age",
        "/data/a_b[2]/c[1]/x",
        "/data/a_b[22]/age",
        "/data/a_b[1]/age",
        "/data/axb[2]/age",
        "/data/a_b[2]_/age",
    ]
    with store.writing() as unit:
        for message, ref in enumerate(refs, 1):
            put(unit, seeded, "1", Ref(ref))
            unit.prompts.add_answer(AnswerPlace(CHAT, message, seeded.interview.id, Ref(ref), 1))
        put(unit, seeded, "1", None)
        unit.prompts.drop_within(99_999, "/data")
        unit.prompts.drop_within(seeded.interview.id, "/data/a_b[2]")

        def left() -> tuple[list[str], list[str]]:
            asked = [ref for ref in refs if unit.prompts.newest_of(seeded.interview.id, Ref(ref))]
            answered = [ref for message, ref in enumerate(refs, 1) if unit.prompts.answer(CHAT, message)]
            return asked, answered

        assert left() == (refs[3:], refs[3:])
        unit.prompts.drop_within(seeded.interview.id, "/data/a_b")  # all instances
        assert left() == ([refs[5]], [refs[5]])
        assert unit.prompts.latest(CHAT) is not None


def test_a_number_of_a_dropped_prompt_does_not_come_back(store: Store, seeded: Seed) -> None:
    """A reply that still bears a dropped prompt's number finds nothing, never another prompt."""
    with store.writing() as unit:
        dropped = put(unit, seeded, "1")
        unit.prompts.drop_within(seeded.interview.id, "/data")
        assert put(unit, seeded, "2") != dropped
        assert unit.prompts.prompt(dropped) is None


def test_where_the_words_of_a_message_stand(store: Store, seeded: Seed) -> None:
    """The place of a message is the one said last."""
    place = AnswerPlace(CHAT, 70, seeded.interview.id, AGE, 2)
    moved = AnswerPlace(CHAT, 70, seeded.interview.id, Ref("/data/nom"), 5)
    with store.writing() as unit:
        unit.prompts.add_answer(place)
        assert unit.prompts.answer(CHAT, 70) == place
        unit.prompts.add_answer(moved)
        assert unit.prompts.answer(CHAT, 70) == moved
        assert unit.prompts.answer(CHAT, 71) is None
        assert unit.prompts.answer(CHAT + 1, 70) is None
