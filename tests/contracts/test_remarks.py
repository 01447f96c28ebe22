"""What every store promises about remarks on wording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.errors import MissingReference
from dialogues.ports import Remark, Store
from tests.support.seed import Seed, seed


def remark(seeded: Seed, text: str, message: int = 10, question: str = "/data/age") -> Remark:
    """A remark of the seeded interview."""
    return Remark(
        0,
        seeded.project.id,
        seeded.guide.id,
        seeded.version.id,
        seeded.interview.id,
        question,
        "fr",
        "A01",
        text,
        "",
        seeded.account.chat,
        message,
        3_000,
    )


def test_the_newest_come_first(store: Store, seeded: Seed) -> None:
    """Remarks on a guide come newest first, by pages, of one question or of all; counts are by question."""
    other = seed(store, "niger", 5)
    chat = seeded.account.chat
    with store.writing() as unit:
        for number in range(4):
            about = "/data/age" if number % 2 else "/data/nom"
            unit.remarks.replace(chat, number, [remark(seeded, f"n° {number} ✓", question=about)])
        unit.remarks.replace(other.account.chat, 1, [remark(other, "ailleurs")])
        unit.commit()
    with store.reading() as unit:
        project, guide = seeded.project.id, seeded.guide.id

        def texts(**more: str | int) -> list[str]:
            return [one.text for one in unit.remarks.of_guide(project, guide, **more)]  # type: ignore[arg-type]

        assert texts() == ["n° 3 ✓", "n° 2 ✓", "n° 1 ✓", "n° 0 ✓"]
        assert texts(question="/data/age") == ["n° 3 ✓", "n° 1 ✓"]
        assert texts(limit=2, offset=1) == ["n° 2 ✓", "n° 1 ✓"]
        assert unit.remarks.counts(project, guide) == {"/data/age": 2, "/data/nom": 2}
        assert unit.remarks.counts(project, guide + 1_000) == {}
        newest = unit.remarks.of_guide(project, guide)[0]
        assert newest == replace(remark(seeded, "n° 3 ✓", 3), id=newest.id)
        assert unit.remarks.remark(project, newest.id) == newest
        assert unit.remarks.remark(other.project.id, newest.id) is None
        assert unit.remarks.remark(project, 99_999) is None


def test_a_message_remarks_what_it_says_now(store: Store, seeded: Seed) -> None:
    """The remarks of a message take the place of those that it had; none are none."""
    chat = seeded.account.chat
    with store.writing() as unit:
        unit.remarks.replace(chat, 10, [remark(seeded, "un"), remark(seeded, "deux", question="/data/nom")])
        unit.remarks.replace(chat, 11, [remark(seeded, "trois", 11)])
        unit.remarks.replace(chat, 10, [remark(seeded, "quatre")])
        assert [one.text for one in unit.remarks.of_message(chat, 10)] == ["quatre"]
        unit.remarks.replace(chat, 10, ())
        assert unit.remarks.of_message(chat, 10) == []
        assert [one.text for one in unit.remarks.of_message(chat, 11)] == ["trois"]


def test_remarks_go_with_the_interview(store: Store, seeded: Seed) -> None:
    """Taking an interview back removes its remarks."""
    with store.writing() as unit:
        unit.remarks.replace(seeded.account.chat, 10, [remark(seeded, "un")])
        unit.interviews.erase(seeded.interview.id)
        assert unit.remarks.of_guide(seeded.project.id, seeded.guide.id) == []


def test_a_remark_is_of_an_interview(store: Store, seeded: Seed) -> None:
    """A remark refers to what is there."""
    with store.writing() as unit, pytest.raises(MissingReference):
        unit.remarks.replace(1, 1, [replace(remark(seeded, "un"), interview=99_999)])
