"""What every store promises about reminders, and about records that are alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.errors import MissingReference
from dialogues.ports import Reminder, ReminderKind, Store
from tests.support.seed import Seed, seed, submission


def test_they_fall_due_in_order(store: Store, seeded: Seed) -> None:
    """Those that are due come longest due first, no more than wanted; each is done once."""
    with store.writing() as unit:
        late = unit.reminders.add(seeded.interview, ReminderKind.COMPLETE, 2_000)
        early = unit.reminders.add(seeded.interview, ReminderKind.CALL, 1_000)
        unit.commit()
    assert early == Reminder(
        early.id,
        seeded.project.id,
        seeded.membership.id,
        seeded.interview.id,
        ReminderKind.CALL,
        1_000,
    )
    with store.writing() as unit:
        assert unit.reminders.due(999) == []
        assert unit.reminders.due(1_000) == [early]
        assert unit.reminders.due(9_000) == unit.reminders.of_interview(seeded.interview.id) == [early, late]
        assert unit.reminders.due(9_000, limit=1) == [early]
        assert unit.reminders.done(early.id, 3_000)
        assert not unit.reminders.done(early.id, 3_000)
        assert not unit.reminders.done(late.id + 1000, 3_000)
        assert unit.reminders.due(9_000) == [late]


def test_they_are_dropped_by_kind(store: Store, seeded: Seed) -> None:
    """What is dropped never falls due; other kinds and other interviews stay."""
    other = seed(store, "niger", 5)
    with store.writing() as unit:
        unit.reminders.add(seeded.interview, ReminderKind.CALL, 1_000)
        kept = unit.reminders.add(seeded.interview, ReminderKind.COMPLETE, 1_000)
        theirs = unit.reminders.add(other.interview, ReminderKind.CALL, 1_000)
        unit.reminders.drop(seeded.interview.id, ReminderKind.CALL, 500)
        assert unit.reminders.due(1_000) == [kept, theirs]
        assert unit.reminders.of_interview(seeded.interview.id) == [kept]


def test_what_is_not_committed_is_due_again(store: Store, seeded: Seed) -> None:
    """A crash between marking one done and the commit loses nothing."""
    with store.writing() as unit:
        made = unit.reminders.add(seeded.interview, ReminderKind.CALL, 1_000)
        unit.commit()
    with store.writing() as unit:
        assert unit.reminders.done(made.id, 2_000)
    with store.reading() as unit:
        assert unit.reminders.due(2_000) == [made]


def test_nobody_is_reminded_of_nothing(store: Store, seeded: Seed) -> None:
    """A reminder belongs to an interview that is there."""
    with store.writing() as unit, pytest.raises(MissingReference):
        unit.reminders.add(replace(seeded.interview, id=9_999), ReminderKind.CALL, 1_000)


def test_records_that_are_alike(store: Store, seeded: Seed) -> None:
    """Alike are other real records of the guide; a revision may change it; what is removed is like nothing."""
    with store.writing() as unit:
        records = [
            unit.interviews.add(
                seeded.project.id, seeded.membership.id, seeded.version.id, f"C{n}", "B", trial=False, at=1
            )
            for n in range(4)
        ]
        first, second, trial, none = (
            replace(submission(seeded, record.id, sent_at=9_000 - n), alike=alike, trial=n == 2)
            for n, (record, alike) in enumerate(zip(records, ("x|1", "x|1", "x|1", ""), strict=True))
        )
        for each in (first, second, trial, none):
            unit.submissions.put(each)
        assert unit.submissions.like(first) == [second]
        assert unit.submissions.like(trial) == [second, first]
        assert unit.submissions.like(none) == []
        unit.submissions.put(replace(second, alike="y|2"))
        assert unit.submissions.like(first) == []
        unit.submissions.remove(first.interview)
        unit.submissions.remove(first.interview)
        assert unit.submissions.submission(first.interview) is None
        assert unit.submissions.count(seeded.project.id, seeded.guide.id) == 2


def test_the_newest_record_of_a_member(store: Store, seeded: Seed) -> None:
    """By when it was begun; trials, other members and other guides apart."""
    with store.writing() as unit:
        assert unit.submissions.newest(seeded.project.id, seeded.guide.id, "A01") is None
        made = []
        for number, (started, member, trial) in enumerate(
            [(5, "A01", False), (9, "A01", False), (7, "A01", False), (20, "A02", False), (30, "A01", True)]
        ):
            record = unit.interviews.add(
                seeded.project.id, seeded.membership.id, seeded.version.id, f"N{number}", "B", trial=trial, at=1
            )
            made.append(replace(submission(seeded, record.id, trial=trial), started_at=started, member=member))
            unit.submissions.put(made[-1])
        assert unit.submissions.newest(seeded.project.id, seeded.guide.id, "A01") == made[1]
        assert unit.submissions.newest(seeded.project.id, seeded.guide.id, "A02") == made[3]
        assert unit.submissions.newest(seeded.project.id, seeded.guide.id + 1, "A01") is None
