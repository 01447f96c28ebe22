"""Addresses in what people send: keys, typed addresses, several lines, what may be read in two ways."""

from __future__ import annotations

import pytest

from dialogues.interview.addressing import Line, Press, addressed, line, press, reads, resolve
from tests.dialogues.interview.talk import Talk

GUIDE = """
| survey |
|  | type | name | label | repeat_count | calculation |
|  | integer | femmes | Femmes ? |
|  | select_one lieu | ou | Où ? |
|  | text | avis | Avis ? |
|  | integer | n | Combien ? |
|  | begin_repeat | visite | Visite |
|  | integer | jour | Jour ? |
|  | begin_repeat | equipe | Équipe |
|  | text | nom | Nom ? |
|  | end_repeat |
|  | end_repeat |
|  | begin_repeat | puits | Puits | ${n} |
|  | integer | fond | Fond ? |
|  | end_repeat |
|  | note | fini | Fini |
| choices |
|  | list_name | name | label |
|  | lieu | gao | Gao |
|  | lieu | kidal | Kidal |
| settings |
|  | form_id |
|  | adresses |
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12·3 Eau", Press("12", 3, "", None)),
        ("12·3", Press("12", 3, "", None)),
        ("B7.2·✔ Terminé", Press("B7.2", None, "✔ Terminé", None)),
        ("12·Suite ▶ 3", Press("12", None, "Suite ▶", 3)),
        ("\u206712·1 ماء\u2069", Press("12", 1, "", None)),
        ("12·", Press("12", None, "", None)),
        ("12 3", None),
        ("douze", None),
    ],
)
def test_keys(text: str, found: Press | None) -> None:
    """A key is an address, a middle dot, and a position or a word, whatever marks stand around it."""
    assert press(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12) 35", Line("", "12", "35", sure=True)),
        ("12 : 35", Line("", "12", "35", sure=False)),
        ("12. 35", Line("", "12", "35", sure=False)),
        ("12 - oui", Line("", "12", "oui", sure=False)),
        ("b7) oui", Line("B", "7", "oui", sure=True)),
        ("B7.2) oui", Line("B", "7.2", "oui", sure=True)),
        ("12 femmes", Line("", "12", "femmes", sure=False)),
        ("12.5", None),
        ("-3", None),
        ("12)", None),
        ("oui", None),
    ],
)
def test_lines(text: str, found: Line | None) -> None:
    """An addressed line begins with a number that a sign or a space sets apart."""
    assert line(text) == found


def visited() -> Talk:
    """Two visits of which the second has two people; the way stands in it."""
    talk = Talk(GUIDE)
    talk.says("3", "1", "bien")
    talk.done()
    talk.says("2", "4", "Awa")
    talk.done()
    talk.no()
    talk.yes()
    talk.says("5", "Bah")
    talk.done()
    talk.yes()
    return talk


def test_resolving() -> None:
    """A number means its question; positions choose instances; without them the instance one stands in."""
    talk = Talk(GUIDE)

    def found(number: str) -> str | None:
        ref = resolve(talk.interview, number)
        return talk.short(ref)

    assert found("1") == "femmes"
    assert found("6") == "visite[1]/jour"
    assert found("99") is None
    assert found("1.2") is None
    assert found("9") is None
    talk = visited()
    assert talk.at == "visite[2]/equipe[2]/nom"
    assert found("6") == "visite[2]/jour"
    assert found("6.1") == "visite[1]/jour"
    assert found("8") == "visite[2]/equipe[2]/nom"
    assert found("8.2.1") == "visite[2]/equipe[1]/nom"
    assert found("8.1") is None
    assert found("9") is None
    assert found("6.3") is None
    assert found("6.1.1") is None
    assert found("5") == "visite"
    assert found("7") == "visite[2]/equipe"
    talk.goes_to("femmes")
    assert found("6") is None
    assert found("9.2") == "puits[2]/fond"
    assert found("9") is None


def test_resolving_where_there_is_no_instance() -> None:
    """«Ajouter …?» has its address even where nothing was added; what would lie inside has none."""
    talk = Talk(GUIDE)
    talk.interview.instance.remove_repeat(talk.interview.instance.nodes_at("/data/visite")[0])
    assert resolve(talk.interview, "5") == "/data/visite"
    assert resolve(talk.interview, "6") is None
    assert resolve(talk.interview, "8") is None


def test_typed_addresses() -> None:
    """A message that begins with a question's number answers it, several lines several questions."""
    talk = Talk(GUIDE)
    assert addressed(talk.interview, "1) 12") == [("/data/femmes", "12")]
    assert addressed(talk.interview, "1 12\n2 gao") == [("/data/femmes", "12"), ("/data/ou", "gao")]
    assert addressed(talk.interview, "\n1) 12\n\n2) gao\n") == [("/data/femmes", "12"), ("/data/ou", "gao")]
    assert addressed(talk.interview, "1) 12\net voilà") == ()
    assert addressed(talk.interview, "1) 12\n99) 4") == ()
    assert addressed(talk.interview, "") == ()
    assert addressed(talk.interview, "B1) 12") == [("/data/femmes", "12")]


def test_what_may_be_an_answer_is_one() -> None:
    """«2 500» is a number where a number is asked; a sign makes it an address."""
    talk = Talk(GUIDE)
    assert addressed(talk.interview, "2 500") == ()
    assert addressed(talk.interview, "2) 500") == [("/data/ou", "500")]
    talk.says("3")
    assert addressed(talk.interview, "1 35") == [("/data/femmes", "35")]


def test_inside_an_open_answer() -> None:
    """«1 femme est venue» is part of the story; «1 35», which the question can read, is its answer."""
    talk = Talk(GUIDE)
    talk.says("3", "1")
    assert addressed(talk.interview, "1 femme est venue de loin") == ()
    assert addressed(talk.interview, "1 35") == [("/data/femmes", "35")]
    assert addressed(talk.interview, "3 encore") == ()
    assert addressed(talk.interview, "B1 femme est venue") == [("/data/femmes", "femme est venue")]


def test_reads() -> None:
    """Whether a question can read a text: not an open one, not a note, not what is not there."""
    talk = Talk(GUIDE)
    assert reads(talk.interview, talk.ref("femmes"), "12")
    assert not reads(talk.interview, talk.ref("femmes"), "beaucoup")
    assert reads(talk.interview, talk.ref("ou"), "Gao")
    assert not reads(talk.interview, talk.ref("avis"), "12")
    assert not reads(talk.interview, talk.ref("fini"), "12")
    assert not reads(talk.interview, talk.ref("visite"), "12")
    assert not reads(talk.interview, None, "12")
    assert not reads(talk.interview, talk.ref("absent"), "12")
