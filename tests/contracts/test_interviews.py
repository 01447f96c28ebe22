"""What every store promises about interviews, their events and their withdrawal."""

from __future__ import annotations

import pytest

from dialogues.errors import ConcurrentUpdate, Duplicate, MissingReference
from dialogues.forms.ref import Ref
from dialogues.interview.effects import Ask
from dialogues.interview.events import (
    AnswerRecorded,
    InterviewStarted,
    InterviewSuspended,
    InterviewWithdrawn,
    Moved,
)
from dialogues.interview.lastsaved import FROM
from dialogues.interview.status import InterviewStatus
from dialogues.ports import AnswerPlace, Store
from tests.support.seed import CHAT, Seed, attachment, seed, submission

AGE = Ref("/data/visite[1]/age")


def test_an_interview_by_id_and_code(store: Store, seeded: Seed) -> None:
    """An interview is found by its id and, within its project, by its code."""
    other = seed(store, "niger", 5)
    with store.reading() as unit:
        assert unit.interviews.interview(seeded.interview.id) == seeded.interview
        assert unit.interviews.by_code(seeded.project.id, "K7204") == seeded.interview
        assert unit.interviews.by_code(other.project.id, "K7204") == other.interview
        assert unit.interviews.by_code(seeded.project.id, "K0000") is None
        assert unit.interviews.interview(99_999) is None
        assert unit.interviews.of_project(seeded.project.id) == [seeded.interview]


def test_a_code_names_one_interview_of_a_project(store: Store, seeded: Seed) -> None:
    """Two interviews of a project cannot have one code."""
    with store.writing() as unit, pytest.raises(Duplicate):
        unit.interviews.add(seeded.project.id, seeded.membership.id, seeded.version.id, "K7204", "B", trial=False, at=1)


def test_an_interview_needs_its_version(store: Store, seeded: Seed) -> None:
    """An interview of a version that is not there is refused."""
    with store.writing() as unit, pytest.raises(MissingReference):
        unit.interviews.add(seeded.project.id, seeded.membership.id, 99_999, "K1", "B", trial=False, at=1)


def test_open_interviews_oldest_first(store: Store, seeded: Seed) -> None:
    """Active and suspended interviews of a member are open; sent ones are not."""
    with store.writing() as unit:

        def add(code: str, at: int) -> int:
            made = unit.interviews.add(
                seeded.project.id, seeded.membership.id, seeded.version.id, code, "B", trial=True, at=at
            )
            return made.id

        later, earlier, sent = add("K2", 5_000), add("K3", 1_000), add("K4", 3_000)
        unit.interviews.append(later, 0, [InterviewSuspended(5_100)], InterviewStatus.SUSPENDED, 5_100)
        unit.interviews.append(sent, 0, [], InterviewStatus.SENT, 3_100)
        listed = unit.interviews.open_of(seeded.membership.id)
        assert [item.id for item in listed] == [earlier, seeded.interview.id, later]
        assert (listed[0].letter, listed[0].trial) == ("B", True)
        assert (listed[2].status, listed[2].updated_at, listed[2].sequence) == (
            InterviewStatus.SUSPENDED,
            5_100,
            1,
        )


def test_events_in_order_after_a_sequence(store: Store, seeded: Seed) -> None:
    """Events come back equal, in order, and from a sequence on when asked."""
    answer = AnswerRecorded(3_000, AGE, "35", "trente-cinq ans 👵 \x00 \u200fن", doubtful=True)
    moved = Moved(3_000, None)
    with store.writing() as unit:
        last = unit.interviews.append(seeded.interview.id, 1, [answer, moved], InterviewStatus.ACTIVE, 3_000)
        unit.commit()
    assert last == 3
    with store.reading() as unit:
        events = unit.interviews.events(seeded.interview.id)
        assert [sequence for sequence, _ in events] == [1, 2, 3]
        assert isinstance(events[0][1], InterviewStarted)
        assert events[0][1].preloads == {"property/username": "A01"}
        assert unit.interviews.events(seeded.interview.id, after=1) == [(2, answer), (3, moved)]
        assert unit.interviews.events(seeded.interview.id, after=3) == []
        assert unit.interviews.events(99_999) == []


def test_words_with_half_a_surrogate_pair_are_kept(store: Store, seeded: Seed) -> None:
    """Even text that is no Unicode comes back as it was."""
    answer = AnswerRecorded(3_000, AGE, "x", "cassé \ud83d")
    with store.writing() as unit:
        unit.interviews.append(seeded.interview.id, 1, [answer], InterviewStatus.ACTIVE, 3_000)
        assert unit.interviews.events(seeded.interview.id, after=1) == [(2, answer)]


def test_a_stale_sequence_writes_nothing(store: Store, seeded: Seed) -> None:
    """To append after another event than the last is refused, and so is a missing interview."""
    with store.writing() as unit:
        for interview, expected in ((seeded.interview.id, 0), (seeded.interview.id, 2), (99_999, 0)):
            with pytest.raises(ConcurrentUpdate):
                unit.interviews.append(interview, expected, [Moved(1, None)], InterviewStatus.SENT, 9)
        assert unit.interviews.interview(seeded.interview.id) == seeded.interview
        assert len(unit.interviews.events(seeded.interview.id)) == 1


def test_a_withdrawn_interview_is_erased(store: Store, seeded: Seed) -> None:
    """Withdrawal leaves the last event and empty rows, and touches no other interview."""
    other = seed(store, "niger", 5)
    with store.writing() as unit:
        for one in (seeded, other):
            number, chat = one.interview.id, one.account.chat
            unit.interviews.append(number, 1, [AnswerRecorded(3, AGE, "35")], InterviewStatus.SENT, 3)
            prompt = unit.prompts.add(chat, "12", number, AGE, ["oui", "non"], 2, "question")
            unit.prompts.add_answer(AnswerPlace(chat, 70, number, AGE, 2))
            unit.outbox.add(chat, Ask(), interview=number, prompt=prompt.id)
            unit.attachments.add(attachment(one, f"photo{number}"))
            unit.submissions.put(submission(one, number))
        unit.outbox.add(CHAT, Ask())
        withdrawn = InterviewWithdrawn(9)
        unit.interviews.append(seeded.interview.id, 2, [withdrawn], InterviewStatus.WITHDRAWN, 9)
        unit.interviews.erase(seeded.interview.id)
        unit.commit()
    with store.reading() as unit:
        assert unit.interviews.events(seeded.interview.id) == [(3, withdrawn)]
        assert unit.prompts.answer(CHAT, 70) is None
        assert [owed.interview for owed in unit.outbox.of_chat(CHAT)] == [None]
        assert unit.attachments.of_interview(seeded.interview.id) == []
        assert unit.submissions.submission(seeded.interview.id) is None
        left = unit.prompts.latest(CHAT)
        assert left is not None
        assert left.keys == ()
        assert len(unit.interviews.events(other.interview.id)) == 2
        assert unit.prompts.answer(5, 70) is not None
        assert len(unit.outbox.of_chat(5)) == 1
        assert unit.submissions.submission(other.interview.id) is not None
        kept = unit.prompts.latest(5)
        assert kept is not None
        assert kept.keys == ("oui", "non")


def test_what_a_later_interview_was_given_goes_with_a_withdrawal(store: Store, seeded: Seed) -> None:
    """The start of a later interview of the member loses what it took from the withdrawn one, and nothing else."""
    brought = {
        number: {"uid": f"u{number}", FROM: str(before), "last-saved/values": '{"/data/age":"35"}'}
        for number, before in enumerate((seeded.interview.id, 77))
    }
    with store.writing() as unit:
        of = seeded.interview
        later = [
            unit.interviews.add(of.project, of.membership, of.version, f"K{number}", "", trial=False, at=of.started_at)
            for number in brought
        ]
        for record, preloads in zip(later, brought.values(), strict=True):
            started = InterviewStarted(5, "f", "1", "UTC", 1, "", preloads)
            unit.interviews.append(record.id, 0, [started, Moved(5, AGE)], InterviewStatus.ACTIVE, 5)
        unit.interviews.erase(of.id)
        unit.commit()
    with store.reading() as unit:
        logs = [unit.interviews.events(record.id) for record in later]
    starts = [log[0][1] for log in logs]
    assert [start.preloads for start in starts if isinstance(start, InterviewStarted)] == [{"uid": "u0"}, brought[1]]
    assert [len(log) for log in logs] == [2, 2]
