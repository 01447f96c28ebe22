"""Publishing in the chat: who may, what is told, what a tap does, and what is lost when."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dialogues.drafts import DraftState
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.messages import Blob, Inbound, Sender
from dialogues.xforms.converted import Checked
from dialogues.xforms.mends import mends_from
from dialogues.xforms.problems import Problem, ProblemCode, Severity, problem
from dialogues.xforms.xlsform import check_form
from tests.support.scenario import Field, Someone, checked
from tests.support.script import play

FORMS = Path(__file__).parents[2] / "scenarios" / "forms"
COURT, MARKET, OTHER, FAULTY = (
    (FORMS / f"{name}.md").read_text(encoding="utf-8") for name in ("court", "marche", "marche_autre", "fautes")
)


def versions(field: Field, form_id: str = "marche") -> list[str]:
    """Published versions of a guide, oldest first."""
    with field.store.reading() as uow:
        guide = uow.guides.by_form_id(field.project.id, form_id)
        return [] if guide is None else [one.version for one in uow.guides.versions(field.project.id, guide.id)]


def found(field: Field, someone: Someone, what: Checked) -> None:
    """The oldest draft that waits was checked."""
    field.service.guide_checked(field.drafts.waiting()[0], what)
    someone.receive()


def document(name: str, *, kind: str = "file", size: int = 2000, caption: str = "") -> Blob:
    """A document."""
    return Blob(kind, "file-7", name, "", size, caption)


def test_a_guide_is_published_on_a_tap() -> None:
    """Nothing is published before the tap; then new interviews take the version, open ones keep theirs."""
    field = Field(COURT)
    agent, supervisor = field.agent(), field.supervisor()
    play(agent, "/nouveau", "35")
    changed = COURT.replace("Quel nom ?", "Comment vous appelle-t-on ?").replace("| court | 1 |", "| court | 2 |")
    supervisor.sends(document("court.xlsx"))
    found(field, supervisor, checked(changed))
    assert versions(field, "court") == ["1.1"]
    play(supervisor, "press Publier")
    assert versions(field, "court") == ["1.1", "2"]
    play(agent, "/relire", "/pause", "/reprendre")
    assert agent.asked.label.text == "Quel nom ?"
    play(supervisor, "press Essayer", "40")
    assert supervisor.asked.label.text == "Comment vous appelle-t-on ?"
    assert field.records()[-1].trial


@pytest.mark.parametrize(
    ("blob", "begins"),
    [
        (document("g.XLSX"), "« g.XLSX » est reçu."),
        (document("photo.xlsx", kind="image"), "« photo.xlsx » est reçu."),
        (document("g.zip", caption="/publier"), "« g.zip » est reçu."),
        (document("x" * 100 + ".md"), "« " + "x" * 59 + "… » est reçu."),
        (document("g.docx"), "Ce fichier n'est pas un guide."),
        (document(""), "Ce fichier n'est pas un guide."),
        (document("", kind="audio"), "Aucun entretien n'est ouvert ici."),
        (document("g.xlsx", size=50_000_000), "« g.xlsx » est trop gros : 48 Mo."),
    ],
)
def test_what_a_supervisor_sends(blob: Blob, begins: str) -> None:
    """A guide is taken, by its name's ending; others get a word, and large ones are not even asked for."""
    field = Field(COURT)
    supervisor = field.supervisor()
    supervisor.sends(blob)
    assert supervisor.told.startswith(begins)
    assert len(field.drafts.waiting()) == begins.endswith("reçu.")


def test_during_an_interview() -> None:
    """During an interview a file is for the interview, unless its caption says «/publier»."""
    field = Field(COURT)
    supervisor = field.supervisor()
    play(supervisor, "/nouveau")
    supervisor.sends(document("g.xlsx"))
    assert field.drafts.waiting() == []
    for caption in ("/publier", " /Publier@baro_bot merci", "/publier version 2"):
        supervisor.sends(document("g.xlsx", caption=caption))
        assert supervisor.told.startswith("« g.xlsx » est reçu.")
    supervisor.sends(document("g.xlsx", caption="/publierait"))
    assert len(field.drafts.waiting()) == 3
    assert supervisor.asked.address == "1"


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.AGENT, "Aucun entretien n'est ouvert ici."),
        (Role.ASSISTANT, "Aucune séance n'est ouverte ici."),
    ],
)
def test_others_cannot(role: Role, told: str) -> None:
    """Agents and assistants publish nothing: not with a file, not with a caption, not with a button of another's."""
    field = Field(COURT)
    supervisor, other = field.supervisor(), field.member("Issa", role)
    other.sends(document("g.xlsx"))
    assert other.told.startswith(told)
    other.sends(document("g.xlsx", caption="/publier"))
    assert other.told.startswith("Seul un superviseur peut faire cela.")
    assert field.drafts.waiting() == []
    supervisor.sends(document("g.xlsx"))
    found(field, supervisor, checked(MARKET))
    for button in ("Publier", "Ne pas"):
        other.acts(supervisor.action(button))
        assert other.told.startswith("Seul un superviseur peut faire cela.")
    assert versions(field) == []


def test_another_project() -> None:
    """A supervisor of another project finds nothing behind the button, and nothing goes into either project."""
    field = Field(COURT)
    with field.store.writing() as uow:
        elsewhere = field.beside(uow.projects.add("b", "Autre", "O", "Africa/Bamako"))
        uow.commit()
    here, there = field.supervisor(), elsewhere.supervisor("Oumar")
    here.sends(document("g.xlsx"))
    found(field, here, checked(MARKET))
    for button in ("Publier", "Ne pas"):
        there.acts(here.action(button))
        assert there.told.startswith("Ce guide n'attend plus ici.")
    assert versions(field) == versions(elsewhere) == []
    play(here, "press Publier")
    assert versions(field) == ["2"]


def test_who_lost_their_place_hears_nothing() -> None:
    """Somebody revoked while the guide was checked is told nothing of it, and nothing is kept."""
    field = Field(COURT)
    supervisor = field.supervisor()
    for lost in (False, True):
        supervisor.sends(document("g.xlsx"))
        draft = field.drafts.waiting()[0]
        with field.store.writing() as uow:
            uow.people.set_membership(draft.membership, role=Role.SUPERVISOR, status=MembershipStatus.REVOKED)
            uow.commit()
        before = len(supervisor.shown)
        if lost:
            field.service.guide_lost(draft)
        else:
            field.service.guide_checked(draft, checked(MARKET))
        supervisor.receive()
        assert (len(supervisor.shown), field.drafts.by_id, field.drafts.found) == (before, {}, {})
        with field.store.writing() as uow:
            uow.people.set_membership(draft.membership, role=Role.SUPERVISOR, status=MembershipStatus.ACTIVE)
            uow.commit()


def test_faults_are_told_and_nothing_waits() -> None:
    """Faults come with their place; at most fifteen, then how many more; long cells are cut; notes come apart."""
    field = Field(COURT)
    supervisor = field.supervisor()
    supervisor.sends(document("g.xlsx"))
    faults = [problem(ProblemCode.UNKNOWN_TYPE, "survey", row, "type", type="x" * 900) for row in range(2, 20)]
    notes = [problem(ProblemCode.MISSING_FILE, severity=Severity.NOTE, file="a.csv")] * 7
    found(field, supervisor, Checked((*faults, *notes)))
    lines = supervisor.heard[-2].splitlines()
    assert lines[0] == "« g.xlsx » : 18 choses à corriger."
    assert lines[1].startswith("• survey, ligne 2, colonne « type » : ")
    assert [line for line in lines if line.startswith("…")] == ["… et 3 autres.", "… et 2 autres."]
    assert lines[17] == "À savoir :"
    assert lines[-1].startswith("Corrigez le fichier")
    assert max(len(line) for line in lines) < 300
    assert field.drafts.by_id == {}
    assert supervisor.told == "a-corriger.txt"
    whole = next(iter(field.files.downloads.values())).decode("utf-8-sig").splitlines()
    assert (whole[0], sum(line.startswith("• ") for line in whole)) == ("« g.xlsx » : 18 choses à corriger.", 25)


@pytest.mark.parametrize(
    ("one", "begins"),
    [
        (problem(ProblemCode.NO_SURVEY), "• "),
        (problem(ProblemCode.NO_SURVEY, column="label"), "• colonne « label » : "),
        (problem(ProblemCode.NOT_A_FORM, "g.xlsx"), "• g.xlsx : "),
        (problem(ProblemCode.NO_TYPE, "survey", 3), "• survey, ligne 3 : "),
        (problem(ProblemCode.NO_TYPE, "survey", 1234, "type"), "• survey, ligne 1234, colonne « type » : "),
    ],
)
def test_where_a_fault_is(one: Problem, begins: str) -> None:
    """As much of its place as is known."""
    field = Field(COURT)
    supervisor = field.supervisor()
    supervisor.sends(document("g.xlsx"))
    found(field, supervisor, Checked((one,)))
    assert supervisor.told.splitlines()[1].startswith(begins)


def test_versions_and_lengths() -> None:
    """A guide without a version says so; one that was not rehearsed says no length; notes come first."""
    field = Field(COURT)
    supervisor = field.supervisor()
    whole = checked(MARKET)
    assert whole.converted is not None
    note = problem(ProblemCode.MISSING_FILE, "survey", 2, severity=Severity.NOTE, file="a.csv")
    supervisor.sends(document("g.xlsx"))
    found(field, supervisor, Checked((note,), replace(whole.converted, version="")))
    first, *_, what, many, new, asks = supervisor.told.splitlines()
    assert first == "À savoir :"
    assert what == "Marché : sans numéro de version (ce sera la date et l'heure)"
    assert many == "3 questions, dont 1 ouverte."
    assert new == "C'est la première version de ce guide."
    assert asks == "L'essayer d'abord, ou publier ?"
    play(supervisor, "press Publier")
    assert [len(version) for version in versions(field)] == [14]


def test_a_late_or_lost_tap() -> None:
    """The checked guide waits a day, over a restart; later, or once declined, it has to be sent again."""
    field = Field(COURT)
    supervisor = field.supervisor()
    supervisor.sends(document("g.xlsx"))
    found(field, supervisor, checked(MARKET))
    play(supervisor, "restart", "later 23", "press Publier", "press Ne pas")
    assert supervisor.told == "Ce guide est déjà publié."
    assert versions(field) == ["2"]
    later = checked(MARKET.replace("| 2 |", "| 3 |"))
    for steps in (("later 25",), ("press Ne pas",)):
        supervisor.sends(document("g.xlsx"))
        found(field, supervisor, later)
        play(supervisor, *steps, "press Publier")
        assert supervisor.told.startswith("Ce guide n'attend plus ici.")
    assert versions(field) == ["2"]


def test_another_version_meanwhile() -> None:
    """Two guides of one version wait: the second tap is refused with what to do."""
    field = Field(COURT)
    supervisor = field.supervisor()
    actions = []
    for form in (MARKET, OTHER):
        supervisor.sends(document("g.xlsx"))
        found(field, supervisor, checked(form))
        actions.append(supervisor.action("✅ Publier"))
    for action in actions:
        supervisor.acts(action)
    assert supervisor.told.startswith("La version 2 de marche est déjà publiée avec un autre contenu.")
    assert versions(field) == ["2"]


def test_a_power_cut_anywhere() -> None:
    """Told twice at worst; between the telling and the noting, a tap works and is not undone."""
    field = Field(COURT)
    supervisor = field.supervisor()
    supervisor.sends(document("g.xlsx"))
    (draft,) = field.drafts.waiting()
    field.service.guide_checked(draft, checked(MARKET))
    field.drafts.put(draft)  # the power went before it was noted that it was told
    supervisor.receive()
    field.restart()
    found(field, supervisor, checked(MARKET))
    assert sum("ou publier ?" in heard for heard in supervisor.heard) == 2
    play(supervisor, "press Publier")
    told = field.drafts.by_id[draft.id]
    assert told.state is DraftState.PUBLISHED
    field.service.guide_checked(draft, checked(MARKET))  # late: it does not wait any more
    assert field.drafts.by_id[draft.id] == told
    field.drafts.put(replace(told, state=DraftState.TOLD))  # the power went after the commit
    field.drafts.keep(draft.id, checked(MARKET))
    play(supervisor, "restart", "press ✅ Publier")
    assert supervisor.told.startswith("Rien à faire")
    assert versions(field) == ["2"]


def test_what_was_kept_is_gone() -> None:
    """A button whose guide the disk has lost says to send it again; a forged one too."""
    field = Field(COURT)
    supervisor = field.supervisor()
    supervisor.sends(document("g.xlsx"))
    found(field, supervisor, checked(MARKET))
    field.drafts.found.clear()
    play(supervisor, "press Publier")
    assert supervisor.told.startswith("Ce guide n'attend plus ici.")
    for forged in ("publish:", "publish:../../x", "decline:9-9", "publish:" + "9" * 50):
        supervisor.acts(forged)
        assert supervisor.told.startswith("Ce guide n'attend plus ici.")


def test_a_message_that_comes_twice_is_one_draft() -> None:
    """What was noted before the power went is not noted again, wherever it stands by then."""
    field = Field(COURT)
    supervisor = field.supervisor()
    supervisor.sends(document("g.xlsx"))
    (draft,) = field.drafts.waiting()
    found(field, supervisor, checked(MARKET))
    told = field.drafts.by_id[draft.id]
    sender = Sender(supervisor.account, supervisor.name, "fr")
    inbox, _, sent_at = draft.id.partition("-")
    field.service.handle(Inbound(int(inbox), sender, draft.chat, 1, int(sent_at), document("g.xlsx")))
    assert field.drafts.by_id == {draft.id: told}


def test_a_guide_that_can_be_mended(tmp_path: Path) -> None:
    """What would change is told first; a tap takes it so, the version remembers, and «no» leaves everything."""
    field = Field(COURT)
    supervisor = field.supervisor()
    form = tmp_path / "double.md"
    form.write_text("| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | a | B |\n", encoding="utf-8")
    supervisor.sends(document("double.xlsx"))
    found(field, supervisor, check_form(form))
    assert "« double.xlsx » ne peut pas être publié comme il est." in supervisor.told
    assert "survey, ligne 3, colonne « name » : « a » devient « a_2 »." in supervisor.told
    assert versions(field, "double") == []
    play(supervisor, "press Corriger et continuer")
    assert supervisor.told.startswith("Corrigé : un changement, noté avec le guide.")
    assert "C'est la première version de ce guide." in supervisor.told
    play(supervisor, "press Publier")
    (version,) = versions(field, "double")
    with field.store.reading() as uow:
        guide = uow.guides.by_form_id(field.project.id, "double")
        assert guide is not None
        (kept,) = uow.guides.versions(field.project.id, guide.id)
    assert kept.version == version
    assert [mend.after for mend in mends_from(kept.files)] == ["a_2"]
    supervisor.sends(document("double.xlsx"))
    found(field, supervisor, check_form(form))
    no, yes = supervisor.action("Non"), supervisor.action("Corriger et")
    supervisor.acts(yes)
    assert "Rien à faire" in supervisor.told
    supervisor.acts(no)
    assert "rien n'est publié" in supervisor.told
    supervisor.acts(yes)
    assert "n'attend plus ici" in supervisor.told
