"""Buttons by hand: whoever sends the action of a button that was never theirs sees nothing, and changes nothing."""

from __future__ import annotations

import pytest

from dialogues.fieldwork.people import Role
from dialogues.messages import Blob
from dialogues.service import commands
from tests.dialogues.service.forms import SHORT
from tests.support.scenario import Field, Someone, checked
from tests.support.script import FORMS, play

HIDDEN = "Zeïnabou"
OWN = {"new", "trial", "light"}
"""What an agent may do with a guide of the project, and with the own phone."""


def worked() -> tuple[Field, tuple[str, ...]]:
    """A project with a sent and an open interview, a remark and a guide that waits; and ids of all of that."""
    field = Field(SHORT)
    leader, agent = field.supervisor(HIDDEN), field.agent(HIDDEN)
    play(agent, "/nouveau", "7", HIDDEN, f"RQ {HIDDEN}", "tap Suite", "oui", "/nouveau", "8")
    leader.sends(Blob("file", "file-5", "g.md", "", 2000))
    draft = field.drafts.waiting()[0]
    field.service.guide_checked(draft, checked((FORMS / "marche.md").read_text(encoding="utf-8")))
    with field.store.reading() as uow:
        members = [member.id for member, _ in uow.people.members(field.project.id)]
        guides = [guide.id for guide in uow.guides.all(field.project.id)]
        remarks = [one.id for guide in guides for one in uow.remarks.of_guide(field.project.id, guide)]
    ids = [*members, *guides, *remarks, *(record.id for record in field.records())]
    more = [f"{guides[0]}:xlsx:l:ever", f"{guides[0]}:0:0", f"m{members[1]}", f"g{guides[0]}", draft.id, "agent", "d"]
    return field, tuple(dict.fromkeys([*map(str, ids), *more]))


def stored(field: Field) -> object:
    """What must not change."""
    project = field.project.id
    with field.store.reading() as uow:
        guides = [(guide, list(uow.guides.versions(project, guide.id))) for guide in uow.guides.all(project)]
        people = list(uow.people.members(project))
        return people, guides, list(uow.downloads.waiting()), uow.remarks.counts(project, guides[0][0].id)


@pytest.mark.parametrize("other_project", [False, True])
def test_every_button_by_hand(other_project: bool) -> None:
    """An agent of the project, and an administrator of another one, with every id that there is."""
    field, ids = worked()
    interviews = {record.id: record for record in field.records()}
    somebody: Someone
    if other_project:
        with field.store.writing() as uow:
            project = uow.projects.add("autre", "Autre", "Organisation", "Africa/Bamako")
            uow.commit()
        somebody = field.beside(project).member("Binta", Role.ADMINISTRATOR)
    else:
        somebody = field.agent("Binta")
    before = stored(field)
    for verb in commands._BUTTONS_BY_VERB:
        for rest in ids:
            if verb not in OWN or other_project:
                somebody.acts(f"{verb}:{rest}")
    for code in (record.code for record in interviews.values()):
        play(somebody, f"/corriger {code}", f"/retirer {code}", f"RQ 1) {code}")
    play(somebody, "/envoyes", "/suivi", "/remarques", "/equipe", "/export", "/relire")
    assert not any(HIDDEN in heard for heard in somebody.heard)
    assert stored(field) == before
    assert {record.id: record for record in field.records()} == interviews
