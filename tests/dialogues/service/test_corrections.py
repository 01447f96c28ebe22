"""Corrections: what they change besides themselves, and those of interviews that were sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from dialogues.fieldwork.people import MembershipStatus
from dialogues.interview import events as e
from dialogues.ports import Submission
from tests.dialogues.service.forms import SETTINGS, SHORT, VISIT
from tests.support.fakes import FakeStore, FakeUnitOfWork
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

WAY = """
| survey |
|  | type | name | label | relevant | choice_filter | constraint |
|  | select_one oui | eau | De l'eau ? |
|  | text | d_ou | D'où vient-elle ? | ${eau} = 'oui' |
|  | integer | litres | Combien de litres ? | ${eau} = 'oui' | | . < 100 |
|  | text | pourquoi | Pourquoi pas ? | ${eau} = 'non' |
|  | select_one region | region | Quelle région ? |
|  | select_one cercle | cercle | Quel cercle ? | | region = ${region} |
|  | text | fin | Autre chose ? |
| choices |
|  | list_name | name | label | region |
|  | oui | oui | Oui |
|  | oui | non | Non |
|  | region | gao | Gao |
|  | region | mopti | Mopti |
|  | cercle | ansongo | Ansongo | gao |
|  | cercle | djenne | Djenné | mopti |
""" + SETTINGS.format(title="Fiche W", form_id="chemin")

PHOTO = """
| survey |
|  | type | name | label |
|  | integer | age | Quel âge ? |
|  | image | photo | Une photo ? |
""" + SETTINGS.format(title="Fiche P", form_id="photo")

ANSWERS = ("/nouveau", "tap Oui", "puits", "tap Suite", "20", "tap Gao", "tap Ansongo")


def submission(field: Field, of: int = 0) -> Submission:
    """What exports would read."""
    with field.store.reading() as uow:
        found = uow.submissions.submission(field.records()[of].id)
    assert found is not None
    return found


def sent_values(field: Field, of: int = 0) -> Mapping[str, str]:
    """The values of a submission, by name."""
    found = json.loads(submission(field, of).answers)["values"]
    return {ref.rpartition("/")[2]: value for ref, value in found.items()}


def log(field: Field, of: int = 0) -> list[e.Event]:
    """The events of an interview."""
    with field.store.reading() as uow:
        return [event for _, event in uow.interviews.events(field.records()[of].id)]


# --- what a correction changes besides itself ---------------------------------------------------------------------


CONSEQUENCES = (
    (
        "by address",
        ("1) Non",),
        "Corriger la 1 ? « Oui » devient « Non ».\n2 questions ne se poseront plus : 2, 3.\n1 question s'ajoutera : 4.",
        "✓ 1 : Non\n2 questions ne se posent plus : 2, 3.\n1 question s'ajoute : 4.",
    ),
    ("by reply", ("reply 1: non",), "1 question s'ajoutera : 4.", "1 question s'ajoute : 4."),
    ("by a late key", ("1·2 Non",), "2 questions ne se poseront plus : 2, 3.", "ne se posent plus : 2, 3."),
    (
        "by not knowing",
        ("1·Ne sait pas",),
        "« Oui » devient « ne sait pas ».\n2 questions ne se poseront plus : 2, 3.",
        "✓ 1 : ne sait pas\n2 questions ne se posent plus : 2, 3.",
    ),
    (
        "by refusing",
        ("1) ne souhaite pas répondre",),
        "2 questions ne se poseront plus : 2, 3.",
        "2 questions ne se posent plus : 2, 3.",
    ),
    (
        "of a list that others depend on",
        ("5) Mopti",),
        "1 réponse sera à redemander : 6.",
        "✓ 5 : Mopti\n1 réponse est à redemander : 6.",
    ),
    ("without any", ("3) 21",), "Corriger la 3 ? « 20 » devient « 21 ».", "✓ 3 : 21"),
)


@pytest.mark.parametrize(
    ("said", "asks", "tells"), [case[1:] for case in CONSEQUENCES], ids=[c[0] for c in CONSEQUENCES]
)
def test_consequences_are_shown_before_and_after(said: tuple[str, ...], asks: str, tells: str) -> None:
    """The proposal says what would change, the acknowledgement what did, in the same numbers."""
    agent = Field(WAY).agent()
    play(agent, *ANSWERS, *said)
    assert asks in agent.told
    assert ("question" in asks or "redemander" in asks) == ("poser" in agent.told or "redemander" in agent.told)
    assert values(agent)["eau"] == "oui"
    play(agent, "oui")
    assert tells in agent.told


def test_consequences_of_a_correction_by_the_list() -> None:
    """Gone back to by the list, the answer that changes says at once what goes and comes."""
    agent = Field(WAY).agent()
    play(agent, *ANSWERS, "/corriger", "press 1", "tap Non")
    assert "✓ 1 : Non\n2 questions ne se posent plus : 2, 3.\n1 question s'ajoute : 4." in agent.told


def test_consequences_of_an_edit() -> None:
    """So does Telegram's own edit, also of an open answer that others depend on."""
    form = WAY.replace("${eau} = 'non'", "contains(${d_ou}, 'loin')")
    agent = Field(form).agent()
    play(agent, "/nouveau", "oui", "puits", "tap Suite", "20", "edit 2: puits loin")
    assert "1 question s'ajoute : 4." in agent.told
    play(agent, "edit 1: non")
    assert "3 questions ne se posent plus : 2, 3, 4." in "\n".join(agent.heard[-2:])


def test_a_first_answer_has_no_consequences() -> None:
    """The guide simply goes on: which questions come is no news."""
    agent = Field(WAY).agent()
    play(agent, "/nouveau", "tap Non")
    assert "question" not in agent.told.replace("Question", "")


def test_consequences_bear_the_letter_and_never_a_value() -> None:
    """With several interviews open the numbers have its letter; in strict there are numbers alone."""
    agent = Field(WAY, SHORT).agent()
    play(agent, "/nouveau", "press Fiche W", *ANSWERS[1:], "/nouveau", "press Fiche S", "A1) Non")
    assert "2 questions ne se poseront plus : A2, A3." in agent.told
    strict = Field(WAY, strict=True).agent()
    play(strict, *ANSWERS, "1) Non")
    assert strict.told == ("Corriger la 1 ?\n2 questions ne se poseront plus : 2, 3.\n1 question s'ajoutera : 4.")
    play(strict, "oui")
    assert "puits" not in "\n".join(strict.heard[-2:])
    assert "2 questions ne se posent plus" in strict.told


def test_many_consequences_are_counted_and_only_some_listed() -> None:
    """Numbers beyond a few would hide the question."""
    rows = "".join(f"|  | text | q{n} | Question {n} ? | ${{eau}} = 'oui' |\n" for n in range(20))
    form = WAY.replace("|  | text | d_ou", rows + "|  | text | d_ou")
    agent = Field(form).agent()
    play(agent, "/nouveau", "tap Oui", "a", "tap Suite", "1) Non")
    assert "22 questions ne se poseront plus : 2, 3, 4, 5, 6, 7, 8, 9, …." in agent.told


# --- after sending --------------------------------------------------------------------------------------------------


def sent(*forms: str, strict: bool = False) -> tuple[Field, Someone]:
    """An interview that was sent by an agent."""
    field = Field(*(forms or (WAY,)), strict=strict)
    agent = field.agent()
    play(agent, *ANSWERS, "rien", "tap Suite", "tap Envoyer")
    return field, agent


def test_after_sending_with_a_reason() -> None:
    """By its code: a reason, corrections as usual, one new revision when it is whole; the log keeps who, when, why."""
    field, agent = sent()
    before = submission(field)
    play(agent, "/corriger k0001")
    assert agent.told.startswith("Entretien K0001, déjà envoyé.\nPourquoi le corriger ?")
    play(agent, "tap Faute de frappe", "3) 21", "oui")
    assert sent_values(field) == {**sent_values(field), "litres": "20"}
    assert submission(field) == before
    play(agent, "tap Envoyer")
    assert agent.told == "Correction envoyée : entretien K0001. Merci."
    after = submission(field)
    assert (after.revision, after.member, after.sent_at) == (2, before.member, before.sent_at)
    assert sent_values(field)["litres"] == "21"
    assert "<litres>21</litres>" in after.xml
    assert json.loads(after.answers)["corrected_at"] == field.clock()
    events = log(field)
    opened = next(event for event in events if isinstance(event, e.CorrectionOpened))
    assert (opened.reason, opened.by) == ("typo", "X01")
    kept = [event.value for event in events if isinstance(event, e.AnswerRecorded) and event.ref.endswith("litres")]
    assert kept == ["20", "21"]
    assert field.records()[0].status.value == "sent"
    play(agent, "12")
    assert "Aucun entretien n'est ouvert" in agent.told


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("tap La personne a précisé", "told"),
        ("tap Vérifié après", "checked"),
        ("le chef du village a compté encore", "le chef du village a compté encore"),
    ],
)
def test_reasons(said: str, reason: str) -> None:
    """A key or a few words."""
    field, agent = sent()
    play(agent, "/corriger K0001", said)
    assert "Tant que vous n'avez pas touché ✅ Envoyer" in agent.told
    assert next(event for event in log(field) if isinstance(event, e.CorrectionOpened)).reason == reason


@pytest.mark.parametrize("said", ["tap Autre raison", "12", "oui", "x" * 300, "?"])
def test_no_reason_is_asked_again(said: str) -> None:
    """Nothing is opened without a reason in words."""
    field, agent = sent()
    play(agent, "/corriger K0001", said)
    assert agent.told.startswith("La raison en quelques mots, s'il vous plaît.")
    play(agent, "vérification")
    assert "ce qui a été envoyé ne change pas" in agent.told
    assert field.records()[0].correcting is not None


@pytest.mark.parametrize("said", ["tap Non", "non", "⬅️ Revenir"])
def test_one_may_think_better_of_it(said: str) -> None:
    """No: everything is as it was."""
    field, agent = sent()
    play(agent, "/corriger K0001", said)
    assert agent.told == "D'accord, rien n'a changé."
    assert field.records()[0].correcting is None
    play(agent, "/reprendre")
    assert "Aucun entretien n'est ouvert" in agent.told


def test_from_the_list_of_sent_ones() -> None:
    """Without a code: those sent last, by code, discreet title and hour; in an interview it is one button further."""
    field, agent = sent()
    play(agent, "/corriger")
    assert agent.told == "Quel entretien envoyé voulez-vous corriger ?"
    assert agent.action("K0001 · Fiche W · 10 h 0") == f"reopen:{field.records()[0].id}"
    play(agent, "/nouveau", "tap Non", "/corriger", "press déjà envoyé", "press K0001", "tap Vérifié")
    assert "ce qui a été envoyé ne change pas" in agent.told
    assert len([record for record in field.records() if record.open]) == 2
    field.clock.advance(24 * 3_600_000)
    play(agent, "/corriger", "press déjà envoyé")
    assert "3 mars 2026" in agent.words(agent.shown[-1][1].outgoing.rows[0][0].label)  # type: ignore[union-attr]
    assert "correction ouverte" in agent.words(agent.shown[-1][1].outgoing.rows[0][0].label)  # type: ignore[union-attr]


def test_an_agent_finds_only_their_own() -> None:
    """Codes and lists of others are as if they were not there; nobody has any at first."""
    field, _ = sent()
    other = field.agent("Issa")
    play(other, "/corriger")
    assert "Aucun entretien n'est ouvert" in other.told
    play(other, "/corriger K0001")
    assert other.told == "Il n'y a pas de question K0001 ici."
    other.acts("do:envoyes")
    assert other.told == "Il n'y a pas d'entretien envoyé ici."
    for action in (f"reopen:{field.records()[0].id}", "reopen:99", "reopen:zut"):
        other.acts(action)
        assert other.told == "Ce bouton ne sert plus."


def test_gaps_and_constraints_are_checked_again() -> None:
    """What the correction makes to be asked is asked before it is sent; until then the first revision stands."""
    field, agent = sent()
    play(agent, "/corriger K0001", "tap Vérifié", "1) Non", "oui")
    assert agent.asked.address == "4"
    agent.says("✅ Envoyer")
    assert "Il manque encore une réponse" in agent.told
    assert submission(field).revision == 1
    assert sent_values(field)["eau"] == "oui"
    play(agent, "trop loin", "tap Suite", "tap Envoyer")
    assert submission(field).revision == 2
    assert {**sent_values(field), "instanceID": ""} == {
        "eau": "non",
        "pourquoi": "trop loin",
        "region": "gao",
        "cercle": "ansongo",
        "fin": "rien",
        "instanceID": "",
    }


def test_a_correction_that_is_left_leaves_nothing() -> None:
    """All answers are as they were sent, and the next correction begins from there."""
    field, agent = sent()
    play(agent, "/corriger K0001", "tap Vérifié", "1) Non", "oui", "5) Mopti", "oui", "/abandonner")
    assert agent.told == "Laisser cette correction ? L'entretien reste comme il a été envoyé."
    play(agent, "non")
    assert "D'accord, on continue." in agent.told
    play(agent, "/abandonner", "oui")
    assert agent.told == "D'accord : l'entretien K0001 reste comme il a été envoyé."
    field.restart()
    play(agent, "/corriger K0001", "tap Faute", "3) 25", "oui", "tap Envoyer")
    found = sent_values(field)
    assert (found["eau"], found["litres"], found["region"], found["cercle"]) == ("oui", "25", "gao", "ansongo")
    assert submission(field).revision == 2


def test_a_correction_that_changes_nothing_is_no_revision() -> None:
    """Opened and closed, or changed there and back: the submission stays the first."""
    field, agent = sent()
    play(agent, "/corriger K0001", "tap Vérifié", "tap Envoyer")
    assert agent.told == "Correction envoyée : entretien K0001. Merci."
    assert submission(field).revision == 1
    play(agent, "/corriger K0001", "tap Vérifié", "3) 25", "oui", "3) 20", "oui", "tap Envoyer")
    assert submission(field).revision == 1


def test_a_correction_may_rest() -> None:
    """Paused, or left for another interview, it waits among the open ones; the first revision stands."""
    field, agent = sent()
    play(agent, "/corriger K0001", "tap Vérifié", "3) 21", "oui", "/pause")
    assert agent.told.startswith("Tout est gardé.")
    play(agent, "44")
    assert "en pause" in agent.told
    play(agent, "/nouveau", "tap Non")
    assert agent.asked.address == "B4"
    play(agent, "A3) 22", "oui")
    assert "✓ A3 : 22" in "\n".join(agent.heard[-2:])
    assert submission(field).revision == 1
    play(agent, "/reprendre", "press K0001", "/corriger K0001", "tap Envoyer")
    assert sent_values(field)["litres"] == "22"
    play(agent, "/reprendre")
    assert agent.asked.address == "4"


def test_a_supervisor_corrects_in_their_own_name() -> None:
    """By code or from the list of the project; the submission stays the agent's, who is told by whose code."""
    field, agent = sent()
    leader = field.supervisor()
    play(leader, "/corriger", "press X01", "tap Vérifié", "3) 21", "oui")
    play(agent, "/corriger K0001")
    assert agent.told == "L'entretien K0001 est en train d'être corrigé par X02. Un peu de patience, s'il vous plaît."
    for late in ("reply 3: 40", "edit 4: 40", "3·Ne sait pas"):
        play(agent, late)
        assert "corrigé par X02" in agent.told
    play(leader, "tap Envoyer")
    agent.receive()
    assert agent.told == "Votre entretien K0001 a été corrigé par X02."
    found = submission(field)
    assert (found.revision, found.member) == (2, "X01")
    assert sent_values(field)["litres"] == "21"
    assert [event.by for event in log(field) if isinstance(event, e.CorrectionOpened)] == ["X02"]


def test_agent_and_supervisor_at_once() -> None:
    """Both are asked why; the first reason opens it, the second hears who corrects, and nobody's name is mixed up."""
    field, agent = sent()
    leader = field.supervisor()
    play(agent, "/corriger K0001")
    play(leader, "/corriger K0001")
    play(agent, "tap Faute de frappe")
    assert "ce qui a été envoyé ne change pas" in agent.told
    play(leader, "tap Vérifié")
    assert leader.told.startswith("L'entretien K0001 est en train d'être corrigé par X01.")
    assert [event.by for event in log(field) if isinstance(event, e.CorrectionOpened)] == ["X01"]
    assert field.records()[0].correcting == field.records()[0].membership
    play(agent, "3) 21", "oui", "tap Envoyer")
    assert submission(field).revision == 2


class Racing(FakeStore):
    """A store in which something else happens just before a message of somebody is written."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Callable[[], object]] = []

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[FakeUnitOfWork]:
        """The first unit stores the raw message, the next is what it leads to."""
        if self.calls:
            self.calls.pop(0)()
        with super().writing(durable=durable) as unit:
            yield unit


def test_agent_and_supervisor_in_the_same_instant() -> None:
    """Who writes second finds that the log went on, looks again, and is told."""
    store = Racing()
    field = Field(WAY, store=store)
    agent, leader = field.agent(), field.supervisor()
    play(agent, *ANSWERS, "rien", "tap Suite", "tap Envoyer", "/corriger K0001")
    play(leader, "/corriger K0001")
    said = leader.key("Vérifié")
    store.calls = [lambda: None, lambda: leader.says(said)]
    play(agent, "tap Faute de frappe")
    assert agent.told.startswith("L'entretien K0001 est en train d'être corrigé par X02.")
    assert [event.by for event in log(field) if isinstance(event, e.CorrectionOpened)] == ["X02"]
    play(leader, "3) 21", "oui", "tap Envoyer")
    assert sent_values(field)["litres"] == "21"


def test_what_somebody_who_left_had_begun_is_left() -> None:
    """A corrector who is not in the team any more holds nothing up."""
    field, agent = sent()
    leader = field.supervisor()
    play(leader, "/corriger K0001", "tap Vérifié", "3) 99", "oui")
    with field.store.writing() as uow:
        gone = next(m for m, person in uow.people.members(field.project.id) if person.name == "Fanta")
        uow.people.set_membership(gone.id, role=gone.role, status=MembershipStatus.REVOKED)
        uow.commit()
    play(agent, "/corriger K0001", "tap Faute", "2) source", "oui", "tap Envoyer")
    found = sent_values(field)
    assert (found["litres"], found["d_ou"]) == ("20", "source")


def test_what_was_taken_back_cannot_be_corrected() -> None:
    """Neither after a withdrawal, nor one that comes while it is being corrected, by whomever."""
    field, agent = sent()
    leader = field.supervisor()
    play(leader, "/corriger K0001", "tap Vérifié", "3) 21", "oui")
    play(agent, "/retirer K0001", "oui")
    assert "sont supprimées" in agent.told
    for someone in (agent, leader):
        play(someone, "/corriger K0001")
        assert someone.told == "Les réponses de cet entretien ont été supprimées."
    play(leader, "3) 22")
    assert "Aucun entretien n'est ouvert" in leader.told
    assert field.records()[0].correcting is None
    with field.store.reading() as uow:
        assert uow.submissions.submission(field.records()[0].id) is None


def test_what_is_not_sent_has_nothing_to_open_again() -> None:
    """An open one is simply taken up, an abandoned one says so."""
    field = Field(WAY)
    agent = field.agent()
    play(agent, "/nouveau", "tap Oui", "/corriger K0001")
    assert "Rien n'est perdu." in agent.told
    play(field.supervisor(), "/corriger K0001")
    play(agent, "/abandonner", "oui", "/corriger K0001")
    assert agent.told == "Cette fiche a été abandonnée."


def test_a_photo_of_a_correction_is_waited_for() -> None:
    """A file sent in a correction is fetched as ever, and the revision waits for it."""
    field = Field(PHOTO)
    agent = field.agent()
    play(agent, "/nouveau", "35", "Passer", "tap Envoyer", "/corriger K0001", "tap Vérifié", "/corriger 2", "photo")
    assert agent.told.startswith("✓ 2")
    play(agent, "tap Envoyer")
    assert "Un fichier n'est pas encore arrivé" in agent.told
    play(agent, "tap Non", "stored")
    assert "✓ 2 : fichier enregistré." in agent.told
    agent.says("✅ Envoyer")
    assert submission(field).revision == 2
    assert "photo" in sent_values(field)


def test_the_menu_of_a_correction() -> None:
    """☰ offers no call, and to leave the correction in its own words; a late call is refused."""
    _, agent = sent()
    play(agent, "/corriger K0001", "tap Vérifié", "☰")
    with pytest.raises(LookupError):
        agent.action("J'appelle")
    play(agent, "/appel")
    assert agent.told.startswith("Pas d'appel pendant une correction.")
    play(agent, "☰", "press Laisser")
    assert agent.told.startswith("Laisser cette correction ?")


def test_a_button_that_removes_takes_away_one() -> None:
    """Tapped again, at once or later, it does not take away the instance that moved up."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 8.1", "Awa", "tap Suite", "5", "tap Oui", "Ali", "tap Suite", "6", "tap Oui")
    play(agent, "Issa", "tap Suite", "7", "/corriger", "press Enlever Enfant 2", "press Enlever Enfant 2")
    assert agent.told.endswith("Ce bouton ne sert plus.")
    found = values(agent)
    assert (found["enfant[1]/prenom"], found["enfant[2]/prenom"]) == ("Awa", "Issa")
