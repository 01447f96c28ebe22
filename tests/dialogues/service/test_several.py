"""Several open interviews: letters, switching by list, late keys, and what is gone; a line a case."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from dialogues.fieldwork.people import Role
from tests.dialogues.service.forms import SETTINGS, SHORT, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

BEGUN = ("/nouveau", "press Fiche V", "35", "/nouveau", "press Fiche S")
"""A of Fiche V waits at question 2, B of Fiche S at question 1, in this chat."""


class Case(NamedTuple):
    """One case.

    Args:
        steps: after `BEGUN`.
        told: words among the last things shown.
        first, second: values of A and of B in the end, those named.
        asked: address of the last prompt.
    """

    name: str
    steps: tuple[str, ...]
    told: str
    first: dict[str, str]
    second: dict[str, str]
    asked: str


CASES = (
    Case("words answer the one in this chat", ("7",), "✓ B1 : 7", {"age": "35"}, {"age": "7"}, "B2"),
    Case("switching by the list", ("/reprendre", "press Fiche V", "bien"), "✓ A2 noté", {"avis": "bien"}, {}, "A2"),
    Case("the list says letter, title, code", ("/reprendre",), "Quel entretien ?", {}, {}, "B1"),
    Case("by ☰", ("☰", "press Autre", "press Fiche V"), "Rien n'est perdu.", {}, {}, "A2"),
    Case("to the one that is here already", ("/reprendre", "press Fiche S", "7"), "✓ B1 : 7", {}, {"age": "7"}, "B2"),
    Case("there and back", ("/reprendre", "press Fiche V", "/reprendre", "press Fiche S", "7"), "✓ B1", {}, {}, "B2"),
    Case("a late key of the suspended one", ("A3·2",), "✓ A3 : Non", {"eau": "non"}, {}, "B1"),
    Case("its late words", ("A2) bien",), "✓ A2 noté", {"avis": "bien"}, {}, "B1"),
    Case("a late key from before there were letters", ("1·Ne sait pas",), "Corriger la A1 ?", {"age": "35"}, {}, "A1"),
    Case("and its yes", ("1·Ne sait pas", "oui"), "✓ A1 : ne sait pas", {"age": "<nsp>"}, {}, "B1"),
    Case("a reply to the other's question", ("reply 1: 36",), "Corriger la A1 ?", {"age": "35"}, {}, "A1"),
    Case("an edit of the other's answer", ("edit 2: 36",), "✓ A1 : 36", {"age": "36"}, {}, "B1"),
    Case("an edit of it into nonsense", ("edit 2: beaucoup",), "réponse est gardée.", {"age": "35"}, {}, "B1"),
    Case("a letter that nobody has", ("C1) 36",), "Je n'ai pas compris", {"age": "35"}, {}, "B1"),
    Case("a key of a letter that nobody has", ("C1·2",), "Cette touche ne sert plus.", {}, {}, "B1"),
    Case("correcting the other by number", ("/corriger A1",), "Quel âge ?", {"age": "35"}, {}, "A1"),
    Case("and then it is the one here", ("/corriger A1", "36"), "✓ A1 : 36", {"age": "36"}, {}, "A2"),
    Case(
        "the last one left drops its letter",
        ("7", "Issa", "tap Suite", "tap Envoyer", "/reprendre", "bien", "tap Suite"),
        "✓ 2 : bien",
        {"avis": "bien"},
        {"nom": "Issa"},
        "3",
    ),
    Case(
        "but its letter still finds it",
        ("7", "Issa", "tap Suite", "tap Envoyer", "/reprendre", "A3) Non"),
        "✓ 3 : Non",
        {"eau": "non"},
        {},
        "2",
    ),
    Case(
        "a key of the one that was sent",
        ("7", "Issa", "tap Suite", "tap Envoyer", "/reprendre", "B1·Ne sait pas"),
        "L'entretien K0004 est déjà envoyé.",
        {"age": "35"},
        {"age": "7"},
        "2",
    ),
    Case(
        "a key of the one that was abandoned",
        ("7", "/abandonner", "oui", "/reprendre", "B1·Ne sait pas"),
        "Cette fiche a été abandonnée.",
        {"age": "35"},
        {"age": "7"},
        "2",
    ),
    Case(
        "a letter goes to the next one that begins",
        ("7", "/abandonner", "oui", "/nouveau", "press Fiche S", "B1) 8"),
        "✓ B1 : 8",
        {"age": "35"},
        {"age": "7"},
        "B2",
    ),
    Case("both at once", ("A3) Non\nB1) 7",), "✓ B1 : 7", {"eau": "non"}, {"age": "7"}, "B2"),
    Case("paused, its letters still work", ("/pause", "A3) Non"), "✓ A3 : Non", {"eau": "non"}, {}, "B1"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_several(case: Case) -> None:
    """An answer lands in the interview that it is for, wherever this chat is."""
    field = Field(VISIT, SHORT)
    agent = field.agent()
    play(agent, *BEGUN, *case.steps)
    assert case.told in "\n".join(agent.heard[-3:])
    assert case.first.items() <= values(agent, of=0).items()
    assert case.second.items() <= values(agent, of=1).items()
    assert agent.asked.address == case.asked


def test_twenty_six_are_enough() -> None:
    """There are as many letters; then one has to end first, also to correct one that was sent."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "Issa", "tap Suite", "tap Envoyer")
    for _ in range(26):
        play(agent, "/nouveau", "35")
    assert [record.letter for record in field.records()[1:]] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    play(agent, "/nouveau")
    assert "beaucoup d'entretiens ouverts" in agent.told
    play(agent, "/corriger K0001", "tap Vérifié")
    assert "beaucoup d'entretiens ouverts" in agent.told


# --- what is not there any more -----------------------------------------------------------------------------------


def test_a_guide_replaced_while_it_is_being_filled() -> None:
    """An interview stays on its version, with its keys and lists; the next one takes the new one."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite")
    field.publish(VISIT.replace("|  | oui | non | Non |", "|  | oui | jamais | Jamais |"))
    play(agent, "tap Non")
    assert values(agent)["eau"] == "non"
    play(agent, "/nouveau", "35", "bonne", "tap Suite")
    assert agent.asked.address == "B3"
    assert [option.label for option in agent.asked.options] == ["Oui", "Jamais"]
    play(agent, "A3·1 Oui", "oui", "B3·2")
    assert values(agent, of=0)["eau"] == "oui"
    assert values(agent, of=1)["eau"] == "jamais"


def test_a_key_of_a_version_that_is_gone() -> None:
    """The interview of the old version was taken back: its keys reach nothing, and say so."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "35", "bonne", "tap Suite", "/retirer", "oui")
    field.publish(VISIT.replace("Quel âge ?", "Âge ?"))
    kept = field.records()[0].sequence
    for late in ("3·2 Non", "reply 3: non", "edit 1: 36"):
        play(agent, late)
        assert field.records()[0].sequence == kept
    play(agent, "3·2 Non")
    assert agent.told == "Cette touche ne sert plus."


def test_a_reply_to_a_message_that_is_not_known_here() -> None:
    """It quotes something of another chat, or old: the words are taken as words."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau")
    agent.says("35", reply_to=99_999)
    assert values(agent)["age"] == "35"


def test_a_reply_about_an_interview_that_is_not_ones_own_any_more() -> None:
    """A supervisor who corrected somebody's interview and leads no more reaches nothing in it."""
    field = Field(SHORT)
    agent = field.agent()
    leader = field.supervisor()
    play(agent, "/nouveau", "35", "Issa", "tap Suite", "tap Envoyer")
    play(leader, "/corriger K0001", "tap Vérifié", "/corriger 1", "36", "tap Envoyer")
    asked = leader.prompt_id("1")
    _demote(field, leader)
    kept = field.records()[0].sequence
    leader.says("40", reply_to=asked)
    leader.says("1·Ne sait pas")
    assert field.records()[0].sequence == kept


def _demote(field: Field, someone: Someone) -> None:
    with field.store.writing() as uow:
        account = uow.people.account(someone.account)
        assert account is not None
        assert account.membership is not None
        member = uow.people.membership(account.membership)
        uow.people.set_membership(member.id, role=Role.AGENT, status=member.status)
        uow.commit()


MANY = (
    "| survey |\n|  | type | name | label |\n|  | select_one village | village | Quel village ? |\n"
    "|  | text | fin | Autre chose ? |\n| choices |\n|  | list_name | name | label |\n"
    + "".join(
        f"|  | village | v{n} | Le village numéro {n} de la commune de Sanankoroba, au bord du fleuve |\n"
        for n in range(1, 201)
    )
    + SETTINGS.format(title="Fiche N", form_id="nombreux")
)


def test_two_hundred_choices_with_long_labels() -> None:
    """By number, by page, by some letters, by a late key; corrected by address with the number of the list."""
    agent = Field(MANY).agent()
    play(agent, "/nouveau", "1·Page suivante ▶ 3")
    assert agent.asked.page == 2
    play(agent, "1·150 Le village")
    assert values(agent)["village"] == "v150"
    play(agent, "1) 173")
    assert "le village numéro 173" in agent.told.lower()
    play(agent, "oui", "1·200")
    assert "Corriger la 1 ?" in agent.told
    play(agent, "non", "1·201")
    assert agent.told.startswith("Cette touche ne sert plus.")
    play(agent, "1) 201")
    assert "La liste va de 1 à 200" in agent.told
    play(agent, "1) numéro 42 ")
    assert values(agent)["village"] == "v173"
