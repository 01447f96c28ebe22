"""What every store promises about files of answers and final records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.errors import Duplicate
from dialogues.ports import AttachmentStatus, Store
from tests.support.seed import Seed, attachment, seed, submission


def test_a_file_from_pending_to_stored(store: Store, seeded: Seed) -> None:
    """A file waits until its status is set; a size of 0 leaves the known one."""
    photo = attachment(seeded, "p1")
    with store.writing() as unit:
        unit.attachments.add(photo)
        assert unit.attachments.attachment("p1") == photo
        assert unit.attachments.pending() == [photo]
        unit.attachments.set_status("p1", AttachmentStatus.STORED, sha256="a" * 64, size=123)
        stored = replace(photo, status=AttachmentStatus.STORED, sha256="a" * 64, size=123)
        assert unit.attachments.of_interview(seeded.interview.id) == [stored]
        unit.attachments.set_status("p1", AttachmentStatus.WAIVED)
        assert unit.attachments.attachment("p1") == replace(photo, status=AttachmentStatus.WAIVED, size=123)
        assert unit.attachments.pending() == []
        assert unit.attachments.attachment("p2") is None
        with pytest.raises(Duplicate):
            unit.attachments.add(photo)


def test_a_file_that_fails_waits_behind_the_others(store: Store, seeded: Seed) -> None:
    """Files that failed least are fetched first."""
    with store.writing() as unit:
        for name in ("a", "b", "c"):
            unit.attachments.add(attachment(seeded, name, f"/data/{name}"))
        unit.attachments.failed_once("a")
        assert [item.id for item in unit.attachments.pending()] == ["b", "c", "a"]
        assert [item.id for item in unit.attachments.pending(limit=2)] == ["b", "c"]
        assert [item.attempts for item in unit.attachments.of_interview(seeded.interview.id)] == [1, 0, 0]


def test_a_submission_and_its_revisions(store: Store, seeded: Seed) -> None:
    """A submission that is put again is its next revision; where it belongs does not change."""
    record = submission(seeded, seeded.interview.id)
    with store.writing() as unit:
        assert unit.submissions.submission(seeded.interview.id) is None
        unit.submissions.put(record)
        assert unit.submissions.submission(seeded.interview.id) == record
        unit.submissions.put(replace(record, answers="{}", xml="<b/>", sent_at=9_500))
        unit.submissions.put(replace(record, answers="{}", xml="<c/>", sent_at=9_500))
        expected = replace(record, answers="{}", xml="<c/>", sent_at=9_500, revision=3)
        assert unit.submissions.submission(seeded.interview.id) == expected
        assert unit.submissions.count(seeded.project.id, seeded.guide.id) == 1


def test_submissions_are_streamed_oldest_first(store: Store, seeded: Seed) -> None:
    """All submissions of a guide come, once, by when they were sent; trials apart, other projects never."""
    other = seed(store, "niger", 5)
    with store.writing() as unit:
        unit.submissions.put(submission(other, other.interview.id))
        for number in range(450):
            made = unit.interviews.add(
                seeded.project.id, seeded.membership.id, seeded.version.id, f"C{number}", "B", trial=False, at=1
            )
            unit.submissions.put(submission(seeded, made.id, sent_at=10_000 - number // 3, trial=number % 10 == 0))
        unit.commit()
    with store.reading() as unit:
        real = list(unit.submissions.stream(seeded.project.id, seeded.guide.id))
        trials = list(unit.submissions.stream(seeded.project.id, seeded.guide.id, trial=True))
        assert (len(real), len(trials)) == (405, 45)
        assert len({item.interview for item in real}) == 405
        places = [(item.sent_at, item.interview) for item in real]
        assert places == sorted(places)
        assert all(item.trial for item in trials)
        assert unit.submissions.count(seeded.project.id, seeded.guide.id) == 405
        assert list(unit.submissions.stream(seeded.project.id, other.guide.id)) == []


def test_two_streams_of_one_unit_do_not_disturb_each_other(store: Store, seeded: Seed) -> None:
    """A stream may be read while other queries of the same unit run."""
    with store.writing() as unit:
        unit.submissions.put(submission(seeded, seeded.interview.id))
        unit.commit()
    with store.reading() as unit:
        first = unit.submissions.stream(seeded.project.id, seeded.guide.id)
        second = unit.submissions.stream(seeded.project.id, seeded.guide.id)
        assert next(first) == next(second)
        assert unit.projects.all() == [seeded.project]
        assert list(first) == list(second) == []
