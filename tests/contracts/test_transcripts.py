"""What every store promises about voice answers and what is written down of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.errors import Duplicate, MissingReference
from dialogues.interview.status import InterviewStatus
from dialogues.ports import AttachmentStatus, Store, UnitOfWork
from dialogues.transcripts import Recording, Transcript
from tests.support.seed import Seed, attachment, seed

LONG = 10_000
"""Until when a claim lasts."""


def queued(unit: UnitOfWork, seeded: Seed, name: str, at: int, *, stored: bool = True) -> Recording:
    """A recording of the seeded interview in the queue."""
    unit.attachments.add(replace(attachment(seeded, name, "/data/avis"), kind="audio", name=f"{name}.ogg"))
    if stored:
        unit.attachments.set_status(name, AttachmentStatus.STORED, sha256="ab" * 32, size=10)
    recording = Recording(name, seeded.project.id, seeded.interview.id, seeded.membership.id, at)
    unit.transcripts.add(recording)
    return recording


def written(seeded: Seed, name: str, text: str, *, reader: str = "", at: int = 5_000) -> Transcript:
    """What somebody wrote down."""
    member = "" if reader else "A01"
    found = (0, seeded.project.id, seeded.interview.id, name, "bm", text, "", member, at, reader)
    return Transcript(*found, 0.5 if reader else 1.0)


def test_the_oldest_waits_first(store: Store, seeded: Seed) -> None:
    """Those whose file is there come oldest first, of a project or of one member; another project's never do."""
    other = seed(store, "niger", 5)
    me = seeded.membership.id
    with store.writing() as unit:
        queued(unit, seeded, "deux", 20)
        first = queued(unit, seeded, "un", 10)
        queued(unit, seeded, "en-route", 5, stored=False)
        queued(unit, other, "ailleurs", 1)
        unit.commit()
    project = seeded.project.id
    with store.reading() as unit:
        queue = unit.transcripts
        assert queue.next(project, None, me, 0) == first == queue.recording("un")
        assert queue.next(project, me, me, 0) == first
        assert queue.next(project, me + 1_000, me, 0) is None
        second = queue.next(project, None, me, 0, first)
        assert second is not None
        assert second.attachment == "deux"
        assert queue.next(project, None, me, 0, second) is None
        assert (queue.waiting(project, None), queue.waiting(project, me), queue.waiting(project, me + 1_000)) == (
            2,
            2,
            0,
        )
        assert queue.recording("rien") is None
        assert [one.attachment for one in queue.untried()] == ["ailleurs", "un", "deux"]
        assert [one.attachment for one in queue.untried(limit=1)] == ["ailleurs"]


def test_one_at_a_time(store: Store, seeded: Seed) -> None:
    """A claim keeps others away until it ends or is let go; what one has begun comes first for oneself."""
    project, me = seeded.project.id, seeded.membership.id
    other = seed(store, "niger", 5).membership.id
    with store.writing() as unit:
        queue = unit.transcripts
        queued(unit, seeded, "un", 10)
        queued(unit, seeded, "deux", 20)
        assert queue.claim("deux", me, 0, LONG)
        assert queue.claim("deux", me, 5, LONG)
        assert not queue.claim("deux", other, LONG - 1, 2 * LONG)
        assert not queue.claim("rien", me, 0, LONG)

        def named(who: int, now: int) -> str:
            found = queue.next(project, None, who, now)
            return "" if found is None else found.attachment

        assert (named(me, 1), named(other, 1)) == ("deux", "un")
        queue.claim("un", me, 1, LONG)
        assert named(other, 1) == ""
        assert named(other, LONG) == "un"
        queue.release("deux", other)
        assert named(other, 1) == ""
        queue.release("deux", me)
        assert (named(other, 1), queue.waiting(project, None)) == ("deux", 2)
        assert queue.claim("un", other, LONG, 2 * LONG)


def test_what_is_written_is_kept(store: Store, seeded: Seed) -> None:
    """A person's words end the waiting; corrections are history; a recogniser's draft ends nothing."""
    project, me = seeded.project.id, seeded.membership.id
    with store.writing() as unit:
        queue = unit.transcripts
        queued(unit, seeded, "un", 10)
        queue.claim("un", me, 0, LONG)
        draft = queue.write(written(seeded, "un", "ji ka gɛlɛn", reader="essai"))
        assert queue.waiting(project, None) == 1
        assert queue.of_interview(seeded.interview.id) == []
        first = queue.write(written(seeded, "un", "ji ka gɛlɛn an fɛ", at=6_000))
        queue.translate(first.id, "l'eau est difficile")
        queue.set_language(first.id, "ses")
        second = queue.write(written(seeded, "un", "ji man gɛlɛn", at=7_000))
        unit.commit()
    with store.reading() as unit:
        queue = unit.transcripts
        assert draft.id < first.id < second.id
        assert queue.history("un") == [draft, replace(first, french="l'eau est difficile", language="ses"), second]
        assert queue.of_interview(seeded.interview.id) == [second] == [queue.transcript(second.id)]
        assert (queue.waiting(project, None), queue.next(project, None, me, 0)) == (0, None)
        kept = queue.recording("un")
        assert kept is not None
        assert (kept.written_at, kept.claimed_by, kept.claimed_until) == (6_000, None, 0)
        assert (queue.transcript(99_999), queue.history("rien")) == (None, [])


def test_a_recogniser_is_given_each_once(store: Store, seeded: Seed) -> None:
    """What was tried, written or dropped is not given again."""
    with store.writing() as unit:
        queue = unit.transcripts
        for name in ("un", "deux", "trois"):
            queued(unit, seeded, name, 10)
        queue.tried("un", 1)
        queue.write(written(seeded, "deux", "mots"))
        assert [one.attachment for one in queue.untried()] == ["trois"]
        queue.drop("trois")
        assert list(queue.untried()) == []
        assert queue.waiting(seeded.project.id, None) == 1


def test_what_is_given_up_is_not_written_down(store: Store, seeded: Seed) -> None:
    """Abandoned interviews and trials leave the queue."""
    with store.writing() as unit:
        queued(unit, seeded, "un", 10)
        trial = unit.interviews.add(
            seeded.project.id, seeded.membership.id, seeded.version.id, "K7", "B", trial=True, at=1
        )
        queued(unit, replace(seeded, interview=trial), "essai", 11)
        assert unit.transcripts.waiting(seeded.project.id, None) == 1
        unit.interviews.append(seeded.interview.id, 1, [], InterviewStatus.ABANDONED, 3)
        assert unit.transcripts.waiting(seeded.project.id, None) == 0


def test_it_goes_with_the_interview(store: Store, seeded: Seed) -> None:
    """Taking an interview back removes what was said in it and what was written down."""
    with store.writing() as unit:
        queued(unit, seeded, "un", 10)
        unit.transcripts.write(written(seeded, "un", "mots"))
        unit.interviews.erase(seeded.interview.id)
        unit.commit()
    with store.reading() as unit:
        assert unit.transcripts.recording("un") is None
        assert list(unit.transcripts.history("un")) == []


def test_references_are_kept(store: Store, seeded: Seed) -> None:
    """A recording stands once, and of an interview that is there."""
    with store.writing() as unit, pytest.raises(Duplicate):
        unit.transcripts.add(queued(unit, seeded, "un", 10))
    with store.writing() as unit, pytest.raises(MissingReference):
        unit.transcripts.write(replace(written(seeded, "un", "mots"), interview=99_999))
