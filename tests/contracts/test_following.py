"""What every store promises about the counts that supervisors follow."""

from __future__ import annotations

import json
from dataclasses import replace

from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.following import Doubt, GuideWork, Marks, MemberWork, marks_of
from dialogues.interview.status import InterviewStatus
from dialogues.ports import AttachmentStatus, Store, UnitOfWork
from tests.support.seed import Seed, attachment, seed, submission

TODAY, WEEK = 100_000, 50_000


def answers(place: str = "", *doubtful: str) -> str:
    """Canonical JSON as far as it is counted."""
    values = {"/data/lieu/region": place} if place else {"/data/visite[1]/region": "gao"}
    return json.dumps({"format": 1, "values": values, "doubtful": list(doubtful)}, separators=(",", ":"))


def sent(unit: UnitOfWork, seeded: Seed, member: int, at: int, said: str, *, trial: bool = False) -> int:
    """A sent interview of a member."""
    code = f"C{at}{'e' if trial else ''}"
    made = unit.interviews.add(seeded.project.id, member, seeded.version.id, code, "B", trial=trial, at=at - 10)
    unit.interviews.append(made.id, 0, (), InterviewStatus.SENT, at + 5)
    unit.submissions.put(replace(submission(seeded, made.id, sent_at=at, trial=trial), code=code, answers=said))
    return made.id


def test_counts_by_member_guide_and_place(store: Store, seeded: Seed) -> None:
    """Today, this week, in all; open since when; to be checked; waiting for a file; trials and other projects never."""
    other = seed(store, "niger", 5)
    project, awa = seeded.project.id, seeded.membership.id
    with store.writing() as unit:
        person = unit.people.add_person("Issa", "fr")
        issa = unit.people.add_membership(person.id, project, Role.AGENT, MembershipStatus.ACTIVE, "A02").id
        sent(unit, seeded, awa, 40_000, answers("gao"))
        first = sent(unit, seeded, awa, 60_000, answers("gao", "/data/age", "/data/nom"))
        sent(unit, seeded, issa, 100_000, answers())
        second = sent(unit, seeded, issa, 200_000, answers("kidal", "/data/age"))
        sent(unit, seeded, issa, 210_000, answers("kidal", "/data/age"), trial=True)
        unit.interviews.add(project, issa, seeded.version.id, "E9", "C", trial=True, at=220_000)
        unit.attachments.add(attachment(seeded, "p1"))
        unit.attachments.add(attachment(seeded, "p2"))
        unit.attachments.set_status("p2", AttachmentStatus.FAILED)
        sent(unit, other, other.membership.id, 300_000, answers("gao", "/data/age"))
        unit.commit()
    with store.reading() as unit:
        assert unit.following.members(project, TODAY, WEEK) == [
            MemberWork(awa, 0, 1, 2, doubtful=1, opened=1, oldest=2_000, waiting=1, last=60_005),
            MemberWork(issa, 2, 2, 2, doubtful=1, last=200_005),
        ]
        guide = seeded.guide.id
        assert unit.following.members(project, TODAY, WEEK, guide=guide) == unit.following.members(project, TODAY, WEEK)
        assert unit.following.members(project, TODAY, WEEK, guide=other.guide.id) == []
        assert unit.following.guides(project, TODAY, WEEK) == [GuideWork(guide, 2, 3, 4, doubtful=2, opened=1)]
        assert unit.following.guides(project, TODAY, WEEK, membership=awa) == [GuideWork(guide, 0, 1, 2, 1, 1)]
        assert unit.following.guides(project, TODAY, WEEK, membership=issa) == [GuideWork(guide, 2, 2, 2, 1, 0)]
        assert unit.following.guides(project, TODAY, WEEK, membership=other.membership.id) == []
        assert unit.following.places(project, guide) == [("gao", 2), ("", 1), ("kidal", 1)]
        newer = Doubt(second, "C200000", issa, guide, 200_000, 1)
        older = Doubt(first, "C60000", awa, guide, 60_000, 2)
        assert unit.following.doubts(project) == [newer, older]
        assert unit.following.doubts(project, limit=1) == [newer]
        assert unit.following.doubts(project, membership=awa) == [older]
        assert unit.following.trials(project) == 1
        assert unit.following.trials(other.project.id) == 0


def test_nothing_yet(store: Store, seeded: Seed) -> None:
    """A project without a sent interview has one open, and nothing else to tell."""
    with store.reading() as unit:
        assert unit.following.members(seeded.project.id, TODAY, WEEK) == [
            MemberWork(seeded.membership.id, opened=1, oldest=2_000, last=2_000)
        ]
        assert unit.following.places(seeded.project.id, seeded.guide.id) == []
        assert unit.following.doubts(seeded.project.id) == []
        assert unit.following.trials(seeded.project.id) == 0
        assert unit.following.members(999, 1_772_532_000_000, 1_772_000_000_000) == []


def test_marks_follow_the_last_revision(store: Store, seeded: Seed) -> None:
    """A correction takes a doubt away, and what was withdrawn is counted nowhere."""
    record = submission(seeded, seeded.interview.id)
    with store.writing() as unit:
        unit.submissions.put(replace(record, answers=answers("gao", "/data/age")))
        assert len(unit.following.doubts(seeded.project.id)) == 1
        unit.submissions.put(replace(record, answers=answers("kidal")))
        assert unit.following.doubts(seeded.project.id) == []
        assert unit.following.places(seeded.project.id, seeded.guide.id) == [("kidal", 1)]
        unit.interviews.erase(seeded.interview.id)
        assert unit.following.places(seeded.project.id, seeded.guide.id) == []


def test_touched_lately(store: Store, seeded: Seed) -> None:
    """Interviews of one member in which something happened since a time."""
    with store.reading() as unit:
        assert unit.interviews.touched_of(seeded.membership.id, 2_000) == [seeded.interview]
        assert unit.interviews.touched_of(seeded.membership.id, 2_001) == []
        assert unit.interviews.touched_of(999, 0) == []


def test_a_period_of_submissions(store: Store, seeded: Seed) -> None:
    """Since counts from its very moment, until stops before its own; both are optional."""
    project, guide = seeded.project.id, seeded.guide.id
    with store.writing() as unit:
        for at in (1_000, 2_000, 3_000):
            sent(unit, seeded, seeded.membership.id, at, "{}")
        unit.commit()
    with store.reading() as unit:
        for since, until, wanted in (
            (None, None, [1_000, 2_000, 3_000]),
            (2_000, None, [2_000, 3_000]),
            (None, 2_000, [1_000]),
            (2_000, 3_000, [2_000]),
            (4_000, None, []),
        ):
            found = unit.submissions.stream(project, guide, since=since, until=until)
            assert [one.sent_at for one in found] == wanted
            assert unit.submissions.count(project, guide, since=since, until=until) == len(wanted)
        assert unit.submissions.count(project, guide, trial=True) == 0


def test_marks_of_anything() -> None:
    """What is no canonical JSON has no marks; a place within a repeat is not where the interview was."""
    assert marks_of(answers("gao", "/data/a")) == Marks(1, "gao")
    assert marks_of(answers()) == Marks()
    assert marks_of('{"values":{"/data/adm1":"","/data/wilaya":"adrar"}}') == Marks(0, "adrar")
    for text in ("", "[]", "{", "{}"):
        assert marks_of(text) == Marks()
