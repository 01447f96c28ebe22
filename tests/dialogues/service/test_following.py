"""/suivi at its edges: a large team, strict projects, buttons of long ago, agents who look at themselves."""

from __future__ import annotations

import json

import pytest

from bot.telegram.render import RenderedText, render
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.forms.ref import Ref
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Say
from dialogues.ports import Attachment, Submission
from tests.dialogues.service.forms import SHORT, STRICT, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play


def newest(someone: Someone) -> Say:
    """What was said last."""
    said = someone.shown[-1][1].outgoing
    assert isinstance(said, Say)
    return said


def fits(someone: Someone) -> None:
    """Telegram takes what was shown last: one message, its buttons, their actions."""
    field = someone.field
    (message,) = render(someone.shown[-1][1], field.locales.text)
    assert isinstance(message, RenderedText)
    assert len(message.text.encode("utf-16-le")) // 2 <= 4096
    buttons = [button for row in newest(someone).rows for button in row]
    assert len(buttons) <= 40
    assert all(len(button.action.encode()) <= 64 for button in buttons)
    assert all(len(row) <= 8 for row in newest(someone).rows)


def sent(field: Field, member: int, number: int, *, place: str = "", doubtful: int = 0) -> None:
    """A sent interview, without its conversation."""
    with field.store.writing() as uow:
        guide = uow.guides.version(field.versions[0]).guide
        made = uow.interviews.add(
            field.project.id, member, field.versions[0], f"C{number}", "A", trial=False, at=field.clock()
        )
        uow.interviews.append(made.id, 0, (), InterviewStatus.SENT, field.clock())
        values = {"/data/region": place} if place else {}
        answers = json.dumps({"values": values, "doubtful": [f"/data/q{at}" for at in range(doubtful)]})
        uow.submissions.put(
            Submission(
                made.id,
                field.project.id,
                guide,
                field.versions[0],
                made.code,
                "A",
                False,
                answers,
                "",
                made.started_at,
                field.clock(),
            )
        )
        uow.commit()


def members(field: Field) -> list[int]:
    """Ids of all members."""
    with field.store.reading() as uow:
        return [member.id for member, _ in uow.people.members(field.project.id)]


def test_two_hundred_agents() -> None:
    """Pages of twenty, each within Telegram's limits, in the message that was tapped; nobody is left out."""
    field = Field(VISIT)
    leader = field.supervisor()
    for number in range(200):
        field.agent(f"Agent au nom assez long {number}")
    for number, member in enumerate(members(field)[1:]):
        sent(field, member, number, doubtful=number % 2)
    play(leader, "/suivi")
    fits(leader)
    assert leader.told == "Projet Essai : 200 aujourd'hui · 200 envoyés en tout · 100 à vérifier"
    play(leader, "press Agents (200)")
    seen: set[str] = set()
    for page in range(1, 11):
        fits(leader)
        lines = leader.told.splitlines()
        assert lines[-1] == f"Page {page} sur 10"
        seen.update(line.partition(" · ")[0] for line in lines[:-1])
        if page < 10:
            play(leader, "press ▶")
    assert len(seen) == 200
    assert leader.told.splitlines()[-2].startswith("X201 · ")  # after X99, not between X20 and X21
    play(leader, "press ◀")
    assert leader.told.endswith("Page 9 sur 10")
    leader.acts("follow:a9999")
    assert leader.told.endswith("Page 10 sur 10")
    play(leader, "press Suivi", "press À vérifier")
    fits(leader)
    assert leader.told.startswith("À vérifier : 100 entretiens")
    assert leader.told.endswith("… et 90 autres.")
    play(leader, "press Suivi", "press Guides", "press Fiche V")
    fits(leader)
    assert leader.told.endswith("… et 180 autres.")


def test_a_tap_edits_its_own_message() -> None:
    """What a button brings stands where the thumb is; a command begins a message of its own."""
    field = Field(VISIT)
    leader = field.supervisor()
    play(leader, "/suivi")
    assert newest(leader).replaces == 0
    message = leader.acts("follow:g")
    assert newest(leader).replaces == message
    assert leader.shown[-1][1].edits == message
    assert leader.told == "Personne n'a encore commencé."


@pytest.mark.parametrize("form", [VISIT, STRICT])
def test_places_are_never_told_in_strict(form: str) -> None:
    """A place can give somebody away: not where the guide is strict, nor where the project is."""
    for strict in (False, True):
        field = Field(form, strict=strict)
        leader = field.supervisor()
        sent(field, members(field)[0], 1, place="gao")
        sent(field, members(field)[0], 2, place="ailleurs_encore")
        sent(field, members(field)[0], 3)
        leader.acts("follow:g")
        leader.acts(next(b.action for row in newest(leader).rows for b in row))
        told = leader.told
        assert ("Où :" in told) is (form is VISIT and not strict)
        if "Où :" in told:
            assert told.endswith("sans lieu : 1\nAilleurs encore : 1\nGao : 1")
        else:
            assert "ao" not in told.partition("Par agent")[2].replace("Fanta", "")


def test_what_waits_for_a_file() -> None:
    """An open interview whose file did not arrive is told apart."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    play(agent, "/nouveau", "7")
    record = field.records()[0]
    with field.store.writing() as uow:
        uow.attachments.add(
            Attachment("f1", record.id, field.project.id, Ref("/data/photo"), "image", "x", "p.jpg", "image/jpeg", 1)
        )
        uow.commit()
    play(leader, "/suivi")
    assert "1 en cours · 1 attend un fichier pour partir" in leader.told


def test_many_open_interviews_of_one_agent() -> None:
    """Ten are listed, the rest is counted; trials are no work."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent()
    for _ in range(12):
        play(agent, "/nouveau", "7")
    play(agent, "/nouveau essai", "7")
    play(leader, "/suivi", "press X02")
    assert "12 entretiens en cours :" in leader.told
    assert leader.told.count("Fiche S, commencé") == 10
    assert "… et 2 autres." in leader.told


def test_agents_see_their_own_work_alone() -> None:
    """No button leads an agent into anybody else's work, also not one that was made up."""
    field = Field(SHORT)
    field.supervisor()
    agent, other = field.agent("Awa"), field.agent("Issa")
    play(other, "/nouveau", "7")
    for step in (f"follow:m{members(field)[2]}", "follow:a0", "follow:g", "follow:d", "follow:"):
        agent.acts(step)
        assert agent.told == "X02 · Awa : 0 envoyé en tout"
        assert newest(agent).rows == ()


def test_buttons_that_are_gone() -> None:
    """Members and guides of nowhere are said to be gone; a wrong letter is the first message."""
    field = Field(SHORT)
    leader = field.supervisor()
    for action in ("follow:m999", "follow:m", "follow:g999", "follow:gx"):
        leader.acts(action)
        assert leader.told == "Ce bouton ne sert plus."
    leader.acts("follow:z")
    assert leader.told.startswith("Projet Essai")
    leader.acts("follow:a3")
    assert leader.told == "Personne n'a encore commencé."
    leader.acts("follow:d")
    assert leader.told == "Rien à vérifier."
    with field.store.reading() as uow:
        guide = uow.guides.all(field.project.id)[0].id
    leader.acts(f"follow:g{guide}")
    assert leader.told == "Fiche S : 0 envoyé en tout"


def test_somebody_who_left_is_still_counted() -> None:
    """Work of a revoked member stays in the list; one who did nothing goes from it."""
    field = Field(SHORT)
    leader, agent = field.supervisor(), field.agent("Awa")
    field.agent("Issa")
    sent(field, members(field)[1], 1)
    with field.store.writing() as uow:
        for member, _ in uow.people.members(field.project.id):
            if member.role is Role.AGENT:
                uow.people.set_membership(member.id, role=member.role, status=MembershipStatus.REVOKED)
        uow.commit()
    play(leader, "/suivi")
    assert "Awa" in leader.told
    assert "Issa" not in leader.told
    play(agent, "/suivi")
    assert agent.told == "Vous n'avez pas accès ici. Voyez avec votre responsable."
