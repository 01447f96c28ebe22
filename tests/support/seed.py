"""A small project in a store: one agent, one guide, one interview that has begun."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.fieldwork.people import Account, Membership, MembershipStatus, Person, Project, Role
from dialogues.forms.ref import Ref
from dialogues.interview.events import InterviewStarted
from dialogues.interview.status import InterviewStatus
from dialogues.ports import Attachment, Guide, GuideVersion, InterviewRecord, Store, Submission

__all__ = ["Seed", "attachment", "seed", "submission"]

CHAT = 7_000_000_001
"""A number of Telegram's size: it does not fit in 32 bits."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What `seed` put in."""

    project: Project
    person: Person
    account: Account
    membership: Membership
    guide: Guide
    version: GuideVersion
    interview: InterviewRecord


def seed(store: Store, slug: str = "mali", chat: int = CHAT) -> Seed:
    """Put a project with one begun interview into a store.

    Args:
        store: where to.
        slug: of the project; others of the store need others.
        chat: of the agent; others need others.
    """
    with store.writing() as unit:
        project = unit.projects.add(slug, "Mali", "Organisation", "Africa/Bamako")
        person = unit.people.add_person("Awa", "fr")
        account = unit.people.add_account(chat, person.id, chat)
        membership = unit.people.add_membership(person.id, project.id, Role.AGENT, MembershipStatus.ACTIVE, "A01")
        guide = unit.guides.add(project.id, "menage", "Consultation des ménages", "Fiche A")
        version = unit.guides.add_version(
            project.id,
            guide.id,
            "1",
            "0" * 64,
            b"<h:html/>",
            {"regions.csv": b"name\nGao\n"},
            {"style": "pages"},
            {"/data/age|fr": "reviewed"},
            1_000,
        )
        interview = unit.interviews.add(project.id, membership.id, version.id, "K7204", "A", trial=False, at=2_000)
        started = InterviewStarted(2_000, "menage", "1", "Africa/Bamako", 42, "fr", {"property/username": "A01"})
        unit.interviews.append(interview.id, 0, [started], InterviewStatus.ACTIVE, 2_000)
        loaded = unit.interviews.interview(interview.id)
        assert loaded is not None
        unit.commit()
    return Seed(project, person, account, membership, guide, version, loaded)


def attachment(seeded: Seed, name: str, ref: str = "/data/photo") -> Attachment:
    """A photo that is still to be fetched."""
    return Attachment(
        name, seeded.interview.id, seeded.project.id, Ref(ref), "image", "file-1", "photo.jpg", "image/jpeg", 0
    )


def submission(seeded: Seed, interview: int, *, sent_at: int = 9_000, trial: bool = False) -> Submission:
    """The record of an interview."""
    return Submission(
        interview,
        seeded.project.id,
        seeded.guide.id,
        seeded.version.id,
        f"K{interview}",
        "A01",
        trial,
        '{"format":1,"values":{"/data/nom":"Aïssata ✓"}}',
        "<data/>",
        2_000,
        sent_at,
    )
