"""What every store promises about transactions."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest

from dialogues.errors import ConcurrentUpdate, Duplicate
from dialogues.fieldwork.people import MembershipStatus
from dialogues.forms.ref import Ref
from dialogues.interview.events import AnswerRecorded
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Say
from dialogues.ports import RawUpdate, Store
from tests.support.seed import Seed


def test_what_is_not_committed_is_rolled_back(store: Store) -> None:
    """A unit of work that is left without a commit leaves nothing."""
    with store.writing() as unit:
        unit.projects.add("mali", "Mali", "Organisation", "Africa/Bamako")
    with store.reading() as unit:
        assert unit.projects.all() == []


def test_an_exception_rolls_back(store: Store) -> None:
    """A unit of work that fails leaves nothing, and the next one can write."""

    def fail() -> None:
        with store.writing() as unit:
            unit.projects.add("mali", "Mali", "Organisation", "Africa/Bamako")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    with store.writing() as unit:
        unit.projects.add("mali", "Mali", "Organisation", "Africa/Bamako")
        unit.commit()
    with store.reading() as unit:
        assert [project.slug for project in unit.projects.all()] == ["mali"]


def test_a_unit_sees_its_own_writes_and_others_do_not(store: Store) -> None:
    """What is written is seen at once by its own unit, and by others only after the commit."""
    with store.writing() as unit:
        unit.projects.add("mali", "Mali", "Organisation", "Africa/Bamako")
        assert unit.projects.by_slug("mali") is not None
        with store.reading() as other:
            assert other.projects.by_slug("mali") is None
        unit.commit()
        with store.reading() as other:
            assert other.projects.by_slug("mali") is not None


def test_what_follows_a_commit_needs_another(store: Store) -> None:
    """A unit may go on after its commit; what it writes then is kept only by the next commit."""
    with store.writing() as unit:
        unit.projects.add("one", "One", "Organisation", "Africa/Bamako")
        unit.commit()
        unit.projects.add("two", "Two", "Organisation", "Africa/Bamako")
        unit.commit()
        unit.projects.add("three", "Three", "Organisation", "Africa/Bamako")
    with store.reading() as unit:
        assert [project.slug for project in unit.projects.all()] == ["one", "two"]


def test_a_reading_unit_sees_one_moment(store: Store) -> None:
    """What others commit while a reading unit is open does not show in it."""
    with store.reading() as reader:
        assert reader.projects.all() == []
        with store.writing() as unit:
            unit.projects.add("mali", "Mali", "Organisation", "Africa/Bamako")
            unit.commit()
        assert reader.projects.all() == []


def test_a_reading_unit_cannot_be_committed(store: Store) -> None:
    """To commit a reading unit is a programmer's mistake."""
    with store.reading() as unit, pytest.raises(RuntimeError):
        unit.commit()


def test_two_writers_of_one_interview_have_one_winner(store: Store, seeded: Seed) -> None:
    """Of writers that append after the same event exactly one wins; the others are told and wrote nothing."""
    start = threading.Barrier(4)

    def append(writer: int) -> bool:
        start.wait()
        try:
            with store.writing() as unit:
                answer = AnswerRecorded(writer, Ref("/data/age"), str(writer))
                unit.interviews.append(seeded.interview.id, 1, [answer], InterviewStatus.ACTIVE, writer)
                unit.commit()
        except ConcurrentUpdate:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(append, range(4)))
    assert won.count(True) == 1
    with store.reading() as unit:
        events = unit.interviews.events(seeded.interview.id, after=1)
        assert [event.at for _, event in events] == [won.index(True)]
        record = unit.interviews.interview(seeded.interview.id)
        assert record is not None
        assert record.sequence == 2


def test_writers_in_threads_all_get_their_turn(store: Store) -> None:
    """Many threads that write at once lose nothing and store nothing twice."""

    def add(chat: int) -> int:
        new = 0
        for number in range(5):
            with store.writing() as unit:
                new += unit.inbox.add([RawUpdate(f"{chat % 4}-{number}", chat, "{}", 1)])
                unit.commit()
        return new

    with ThreadPoolExecutor(8) as pool:
        new = sum(pool.map(add, range(8)))
    assert new == 20
    with store.reading() as unit:
        assert len(unit.inbox.waiting()) == 20


def test_a_part_that_fails_takes_only_itself_back(store: Store) -> None:
    """What the unit wrote before and after a part that fails is stored, and nothing of the part."""

    def add(slug: str) -> None:
        unit.projects.add(slug, slug, "Organisation", "Africa/Bamako")

    def failing(slug: str) -> None:
        with unit.part():
            add("failed")
            add(slug)
            raise LookupError

    with store.writing() as unit:
        with unit.part():
            add("one")
        with pytest.raises(Duplicate):
            failing("one")
        with pytest.raises(LookupError):
            failing("two")
        with unit.part():
            add("two")
        unit.commit()
    with store.reading() as reader:
        assert [project.slug for project in reader.projects.all()] == ["one", "two"]


def test_a_unit_reads_the_interviews_that_it_wrote(store: Store, seeded: Seed) -> None:
    """What a unit has read is read as it stands now, whatever it has written since."""
    member, interview = seeded.membership, seeded.interview
    with store.writing() as unit:
        assert list(unit.interviews.open_of(member.id)) == [interview] == [unit.interviews.interview(interview.id)]
        unit.interviews.append(interview.id, 1, [], InterviewStatus.SUSPENDED, 5)
        moved = replace(interview, status=InterviewStatus.SUSPENDED, updated_at=5)
        assert list(unit.interviews.open_of(member.id)) == [moved] == [unit.interviews.interview(interview.id)]
        other = unit.interviews.add(member.project, member.id, interview.version, "K2", "B", trial=False, at=6)
        assert {one.id for one in unit.interviews.open_of(member.id)} == {interview.id, other.id}
        unit.interviews.append(interview.id, 1, [], InterviewStatus.SENT, 7)
        assert [one.id for one in unit.interviews.open_of(member.id)] == [other.id]
        unit.interviews.set_correcting(interview.id, member.id, "A")
        assert {one.id for one in unit.interviews.open_of(member.id)} == {interview.id, other.id}


def test_a_unit_reads_the_prompts_that_it_wrote(store: Store, seeded: Seed) -> None:
    """A prompt is the newest of its chat at once, and shows the message that shows it."""
    account, interview = seeded.account, seeded.interview
    with store.writing() as unit:
        assert unit.prompts.latest(account.chat) is None
        prompt = unit.prompts.add(account.chat, "1", interview.id, None, ("oui",), 1, "question")
        assert unit.prompts.latest(account.chat) == prompt == unit.prompts.prompt(prompt.id)
        unit.prompts.set_messages(prompt.id, 9, None)
        assert unit.prompts.latest(account.chat) == replace(prompt, message=9) == unit.prompts.prompt(prompt.id)


def test_a_unit_reads_the_people_that_it_wrote(store: Store, seeded: Seed) -> None:
    """What is known of people changes with each write, and back with a part that is taken back."""
    account, member, person = seeded.account, seeded.membership, seeded.person
    with store.writing() as unit:
        assert unit.people.person(person.id) == person
        assert unit.people.account_of_chat(account.chat) == unit.people.account(account.id) == account
        assert unit.people.membership(member.id) == member
        assert unit.projects.project(member.project).id == member.project
        unit.people.set_language(person.id, "en")
        unit.people.set_account(account.id, membership=member.id, interview=None, reachable=False)
        unit.people.set_membership(member.id, role=member.role, status=MembershipStatus.REVOKED)
        assert unit.people.person(person.id) == replace(person, language="en")
        gone = replace(account, membership=member.id, interview=None, reachable=False)
        assert unit.people.account_of_chat(account.chat) == unit.people.account(account.id) == gone
        assert unit.people.membership(member.id).status is MembershipStatus.REVOKED
        owed = unit.outbox.add(account.chat, Say(("un",)))
        assert list(unit.outbox.of_chat(account.chat)) == [owed]
        with suppress(LookupError), unit.part():
            unit.people.set_language(person.id, "fr")
            assert unit.people.person(person.id).language == "fr"
            raise LookupError
        assert unit.people.person(person.id).language == "en"
        unit.commit()
