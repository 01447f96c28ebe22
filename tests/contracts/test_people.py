"""What every store promises about persons, accounts, memberships, invitations and projects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.errors import ConcurrentUpdate, Duplicate, MissingReference
from dialogues.fieldwork.people import Account, MembershipStatus, Role
from dialogues.ports import Store
from tests.support.seed import CHAT, Seed


def test_a_person_and_their_language(store: Store, seeded: Seed) -> None:
    """A person comes back as added, with the language set last."""
    with store.writing() as unit:
        assert unit.people.person(seeded.person.id) == seeded.person
        unit.people.set_language(seeded.person.id, "en")
        assert unit.people.person(seeded.person.id) == replace(seeded.person, language="en")


def test_who_is_not_there(store: Store) -> None:
    """By id a missing person, membership or project is a mistake; by name or number it is None."""
    with store.reading() as unit:
        for missing in (unit.people.person, unit.people.membership, unit.projects.project):
            with pytest.raises(LookupError):
                missing(99)
        assert unit.people.account(99) is None
        assert unit.people.account_of_chat(99) is None
        assert unit.people.invitation("x") is None
        assert unit.projects.by_slug("x") is None


def test_accounts_of_a_person(store: Store, seeded: Seed) -> None:
    """A person may have several accounts, each with its chat and what it speaks for."""
    with store.writing() as unit:
        second = unit.people.add_account(12, seeded.person.id, 12)
        assert second == Account(12, seeded.person.id, 12)
        assert unit.people.accounts_of(seeded.person.id) == [second, seeded.account]
        unit.people.set_account(CHAT, membership=seeded.membership.id, interview=seeded.interview.id, reachable=False)
        expected = Account(CHAT, seeded.person.id, CHAT, seeded.membership.id, seeded.interview.id, reachable=False)
        assert unit.people.account(CHAT) == expected
        assert unit.people.account_of_chat(CHAT) == expected
        assert unit.people.account(12) == second


def test_an_account_exists_once(store: Store, seeded: Seed) -> None:
    """The same account cannot be added twice."""
    with store.writing() as unit, pytest.raises(Duplicate):
        unit.people.add_account(CHAT, seeded.person.id, 5)


def test_a_chat_belongs_to_one_account(store: Store, seeded: Seed) -> None:
    """Two accounts cannot have one chat."""
    with store.writing() as unit, pytest.raises(Duplicate):
        unit.people.add_account(5, seeded.person.id, CHAT)


def test_an_account_needs_a_person(store: Store) -> None:
    """An account of nobody is refused."""
    with store.writing() as unit, pytest.raises(MissingReference):
        unit.people.add_account(5, 99, 5)


def test_members_of_a_project(store: Store, seeded: Seed) -> None:
    """Members come with their persons, oldest first; role and status are those set last."""
    with store.writing() as unit:
        other = unit.people.add_person("Moussa", "fr")
        second = unit.people.add_membership(
            other.id, seeded.project.id, Role.SUPERVISOR, MembershipStatus.PENDING, "S01"
        )
        unit.people.set_membership(second.id, role=Role.SUPERVISOR, status=MembershipStatus.ACTIVE)
        second = replace(second, status=MembershipStatus.ACTIVE)
        assert unit.people.membership(second.id) == second
        assert unit.people.memberships_of(other.id) == [second]
        assert unit.people.members(seeded.project.id) == [(seeded.membership, seeded.person), (second, other)]


def test_a_code_names_one_member_of_a_project(store: Store, seeded: Seed) -> None:
    """A member's code is unique in a project and free in another."""
    with store.writing() as unit:
        niger = unit.projects.add("niger", "Niger", "Organisation", "Africa/Niamey")
        unit.people.add_membership(seeded.person.id, niger.id, Role.AGENT, MembershipStatus.ACTIVE, "A01")
        assert len(unit.people.memberships_of(seeded.person.id)) == 2
        with pytest.raises(Duplicate):
            unit.people.add_membership(seeded.person.id, niger.id, Role.AGENT, MembershipStatus.ACTIVE, "A01")


def test_an_invitation_is_used_once(store: Store, seeded: Seed) -> None:
    """An invitation remembers who used it; a second use is refused."""
    with store.writing() as unit:
        made = unit.people.add_invitation(seeded.project.id, Role.AGENT, "h" * 64, seeded.membership.id, 5_000)
        assert unit.people.entered_at(seeded.membership.id) == 0
        assert unit.people.invitation("h" * 64) == made
        unit.people.use_invitation(made.id, seeded.membership.id, 3_000)
        assert unit.people.invitation("h" * 64) == replace(made, used_at=3_000, used_by=seeded.membership.id)
        assert unit.people.entered_at(seeded.membership.id) == 3_000
        with pytest.raises(ConcurrentUpdate):
            unit.people.use_invitation(made.id, seeded.membership.id, 4_000)


def test_projects(store: Store) -> None:
    """Projects come back as added, by id, by slug and in their order; a slug is unique."""
    with store.writing() as unit:
        first = unit.projects.add("mali", "Mali", "Organisation", "Africa/Bamako", strict=True)
        second = unit.projects.add("niger", "Niger", "Organisation", "Africa/Niamey")
        assert unit.projects.project(first.id) == first
        assert unit.projects.by_slug("niger") == second
        assert unit.projects.all() == [first, second]
        assert (first.strict, second.strict) == (True, False)
        with pytest.raises(Duplicate):
            unit.projects.add("mali", "Mali 2", "Organisation", "Africa/Bamako")
