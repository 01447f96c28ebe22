"""What every store promises about better wordings, and what was decided on remarks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.errors import MissingReference
from dialogues.ports import Store
from dialogues.wordings import Wording
from tests.contracts.test_remarks import remark
from tests.support.seed import Seed, seed


def wording(seeded: Seed, text: str, language: str = "Bambara (bm)", question: str = "/data/age") -> Wording:
    """A wording of the seeded guide."""
    place = (seeded.project.id, seeded.guide.id, question, language)
    return Wording(0, *place, text, 7, "Fanta (A02), 2026-03-03", 5_000)


def test_the_last_one_waits(store: Store, seeded: Seed) -> None:
    """Of one question and language the last wording waits, in order, until a version carries it."""
    other = seed(store, "niger", 5)
    with store.writing() as unit:
        unit.wordings.add(wording(seeded, "un"))
        second = unit.wordings.add(wording(seeded, "deux ✓"))
        third = unit.wordings.add(wording(seeded, "trois", "Français (fr)"))
        unit.wordings.add(wording(other, "ailleurs"))
        unit.commit()
    project, guide = seeded.project.id, seeded.guide.id
    with store.writing() as unit:
        assert list(unit.wordings.waiting(project, guide)) == [second, third]
        unit.wordings.carried(second.id, seeded.version.id)
        assert list(unit.wordings.waiting(project, guide)) == [third]
        again = unit.wordings.add(wording(seeded, "quatre"))
        assert list(unit.wordings.waiting(project, guide)) == [third, again]
        assert list(unit.wordings.waiting(other.project.id, guide)) == []


def test_they_belong_to_a_guide(store: Store, seeded: Seed) -> None:
    """There is no wording of no guide."""
    with store.writing() as unit, pytest.raises(MissingReference):
        unit.wordings.add(replace(wording(seeded, "un"), guide=99_999))


def test_a_remark_is_settled(store: Store, seeded: Seed) -> None:
    """What was decided stands at the remark."""
    with store.writing() as unit:
        unit.remarks.replace(seeded.account.chat, 10, [remark(seeded, "un")])
        (one,) = unit.remarks.of_message(seeded.account.chat, 10)
        unit.remarks.settle(one.id, "accepted")
        unit.remarks.settle(99_999, "refused")
        assert unit.remarks.of_message(seeded.account.chat, 10) == [replace(one, outcome="accepted")]
