"""What every store promises about one-time codes for new phones, removed accounts, and who corrects what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.errors import ConcurrentUpdate
from dialogues.fieldwork.people import PhoneCode
from dialogues.interview.events import InterviewSent
from dialogues.interview.status import InterviewStatus
from dialogues.ports import Heard, Store
from tests.support.seed import CHAT, Seed


def test_a_code_is_used_once(store: Store, seeded: Seed) -> None:
    """A code is found by its hash until it is used; who is second is told."""
    member = seeded.membership.id
    with store.writing() as unit:
        made = unit.phones.add(seeded.person.id, "a" * 64, None, member, 9_000)
        assert made == PhoneCode(made.id, seeded.person.id, "a" * 64, None, member, 9_000)
        assert unit.phones.code("a" * 64) == made
        assert unit.phones.code("b" * 64) is None
        unit.phones.use(made.id, CHAT + 1, 5_000)
        assert unit.phones.code("a" * 64) is None
        with pytest.raises(ConcurrentUpdate):
            unit.phones.use(made.id, CHAT + 2, 5_001)


def test_a_newer_code_takes_the_place_of_others(store: Store, seeded: Seed) -> None:
    """Voiding closes the open codes of a person and of nobody else."""
    with store.writing() as unit:
        other = unit.people.add_person("Fanta", "fr")
        unit.phones.add(seeded.person.id, "a" * 64, seeded.membership.id, None, 9_000)
        theirs = unit.phones.add(other.id, "b" * 64, None, None, 9_000)
        unit.phones.void(seeded.person.id, 5_000)
        assert unit.phones.code("a" * 64) is None
        assert unit.phones.code("b" * 64) == theirs


def test_tries_are_counted_and_forgotten(store: Store) -> None:
    """Tries of one account count until the first of them is old."""
    with store.writing() as unit:
        assert unit.phones.tries(7, 0) == 0
        for at in (100, 200, 300):
            unit.phones.tried(7, 0, at)
        assert unit.phones.tries(7, 100) == 3
        assert unit.phones.tries(8, 0) == 0
        assert unit.phones.tries(7, 101) == 0
        unit.phones.tried(7, 101, 400)
        assert unit.phones.tries(7, 101) == 1


def test_an_account_is_forgotten(store: Store, seeded: Seed) -> None:
    """A removed account is nobody's, its chat free; it may join again."""
    with store.writing() as unit:
        unit.people.remove_account(CHAT)
        assert unit.people.account(CHAT) is None
        assert unit.people.accounts_of(seeded.person.id) == []
        unit.people.add_account(CHAT, seeded.person.id, CHAT)
        assert unit.people.account_of_chat(CHAT) is not None


def test_what_somebody_corrects_is_among_their_open_interviews(store: Store, seeded: Seed) -> None:
    """A sent interview is open for whom it is being corrected by, under the letter it is given, and for nobody else."""
    with store.writing() as unit:
        other = unit.people.add_person("Fanta", "fr")
        leader = unit.people.add_membership(
            other.id, seeded.project.id, seeded.membership.role, seeded.membership.status, "S01"
        )
        assert unit.interviews.sent_of(seeded.project.id, None, 5) == []
        unit.interviews.append(
            seeded.interview.id, seeded.interview.sequence, [InterviewSent(3_000)], InterviewStatus.SENT, 3_000
        )
        unit.interviews.set_correcting(seeded.interview.id, leader.id, "C")
        expected = replace(
            seeded.interview,
            status=InterviewStatus.SENT,
            updated_at=3_000,
            sequence=seeded.interview.sequence + 1,
            correcting=leader.id,
            letter="C",
        )
        assert unit.interviews.open_of(leader.id) == [expected]
        assert unit.interviews.open_of(seeded.membership.id) == []
        assert unit.interviews.sent_of(seeded.project.id, None, 5) == [expected]
        assert unit.interviews.sent_of(seeded.project.id, seeded.membership.id, 5) == [expected]
        assert unit.interviews.sent_of(seeded.project.id, leader.id, 5) == []
        unit.interviews.set_correcting(seeded.interview.id, None, "C")
        assert unit.interviews.open_of(leader.id) == []


def test_what_a_chat_said_last(store: Store) -> None:
    """The last words stand in the place of those before; the first message shown since is kept, until new words."""
    with store.writing() as unit:
        assert unit.hearing.last(CHAT) is None
        unit.hearing.answered(CHAT, 3)
        unit.hearing.put(Heard(CHAT, 4, "a" * 64, 1_000))
        unit.hearing.answered(CHAT, 5)
        unit.hearing.answered(CHAT, 6)
        unit.hearing.answered(CHAT + 1, 7)
        assert unit.hearing.last(CHAT) == Heard(CHAT, 4, "a" * 64, 1_000, 5)
        unit.hearing.put(Heard(CHAT, 8, "b" * 64, 2_000))
        assert unit.hearing.last(CHAT) == Heard(CHAT, 8, "b" * 64, 2_000)
        unit.hearing.forget(CHAT)
        assert unit.hearing.last(CHAT) is None
