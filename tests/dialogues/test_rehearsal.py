"""Rehearsals: what is counted, what is told, and what a form that traps or breaks the engine gets."""

import csv
from itertools import count
from pathlib import Path

import pytest

from dialogues.forms.definition import FormDefinition
from dialogues.interview.instance import Instance
from dialogues.rehearsal import rehearse
from dialogues.xforms.length import Figures, Length
from dialogues.xforms.problems import Problem, ProblemCode, Severity
from dialogues.xforms.xform import compile_xform
from dialogues.xforms.xlsform import convert_form
from tests.dialogues.xforms.forms import bind, xform


def form(body: str, data: str = "<a/><b/><c/><r><d/></r>", binds: str = "") -> FormDefinition:
    """A form with this body."""
    return compile_xform(xform(data, binds, body))


def of(body: str, binds: str = "") -> Length:
    """The length of a form with this body."""
    length = rehearse(form(body, binds=binds))
    assert isinstance(length, Length)
    return length


def survey(folder: Path, *rows: str, choices: str = "") -> FormDefinition:
    """A form of these survey rows: type, name, relevant, constraint, appearance, repeat_count."""
    guide = folder / "guide"
    guide.mkdir()
    head = "type,name,relevant,constraint,appearance,repeat_count,label"
    lines = [next(csv.reader([row])) for row in rows]
    with (guide / "survey.csv").open("w", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet).writerows((head.split(","), *([*line, *[""] * (6 - len(line)), "Texte"] for line in lines)))
    lists = "\n".join(f"c,{name},{name}" for name in choices.split())
    (guide / "choices.csv").write_text(f"list_name,name,label\n{lists}\n", encoding="utf-8")
    return compile_xform(convert_form(guide).xform)


CLOSED = "<input ref='/data/a' appearance='numbers'/>"


def test_closed_open_and_agent() -> None:
    """A text is open where the guide never says multiline; digits are not; speech is; the agent's own is not asked."""
    one = Figures(1, 0, 0, 1, 1)
    assert of(CLOSED) == Length(25, one, one)
    assert of(CLOSED + "<input ref='/data/b'/>").median == Figures(2, 1, 0, 2, 3)
    assert of("<input ref='/data/a' appearance='multiline'/><input ref='/data/b'/>").median == Figures(2, 1, 0, 2, 3)
    assert of("<upload ref='/data/a' mediatype='audio/*'/>").median == Figures(1, 1, 0, 2, 3)
    agent = "<input ref='/data/b' appearance='multiline agent'/><input ref='/data/c' appearance='agent'/>"
    assert of(CLOSED + agent).median == Figures(1, 0, 2, 1, 2)
    assert of(CLOSED + "<input ref='/data/b'/>", bind("b", readonly="true()")).median == one


def test_repeats() -> None:
    """A free repeat gets one to three instances, one that an answer counts none to three."""
    repeat = "<group><repeat nodeset='/data/r'{0}><input ref='/data/r/d' appearance='numbers'/></repeat></group>"
    free = of(repeat.format(""))
    assert 1 <= free.median.asked < free.longest.asked <= 3
    counted = of(CLOSED + repeat.format(" jr:count='/data/a'"), bind("a", type="int"))
    assert 2 <= counted.median.asked <= counted.longest.asked == 4


def test_what_is_not_held_is_not_told(tmp_path: Path) -> None:
    """Behind three doors that most answers close stands the interview; only those who pass are told."""
    rows = [
        "select_one c,porte",
        "select_one c,porte2,${porte} = 'oui'",
        "select_one c,porte3,${porte2} = 'oui'",
        *(f"integer,n{number},${{porte3}} = 'oui'" for number in range(20)),
    ]
    length = rehearse(survey(tmp_path, *rows, choices="oui non plus_tard jamais"))
    assert isinstance(length, Length)
    assert length.interviews > 12
    assert length.median == length.longest == Figures(23, 0, 0, 10, 15)


def test_answers_that_rules_allow(tmp_path: Path) -> None:
    """Years, sums, days to come, codes, several choices, places and files are answered; what cannot be is not known."""
    rows = [
        "integer,annee,,. >= 1990 and . <= 2020",
        "integer,double,,. = ${annee} + 1",
        "decimal,poids,,. > 3.5 and . < 4.5",
        "integer,jamais,,. > 5 and . < 4",
        "date,jour,,. > today()",
        "date,fete,,. = date('2031-05-06') or . = date('2031-02-31')",
        "dateTime,quand,,",
        "time,heure,,",
        "text,code,,\"regex(., '^[0-9]{8}$')\"",
        "text,chiffres,,,numbers",
        "text,recit,,,multiline",
        "select_multiple c,plusieurs,,\"not(selected(., 'aucun') and count-selected(.) > 1)\"",
        "select_one c,aucune,,. = 'x'",
        "geopoint,lieu",
        "image,photo",
        "acknowledge,lu",
        "integer,adulte",
        "integer,metier,${adulte} >= 18",
    ]
    length = rehearse(survey(tmp_path, *rows, choices="eau terre aucun"))
    assert isinstance(length, Length)
    assert length.interviews == 25
    assert (length.median.opened, length.longest.asked) == (1, 18)
    assert length.median.asked >= 17


def test_the_same_every_time() -> None:
    """Two rehearsals of a guide tell the same."""
    guide = compile_xform(convert_form(Path(__file__).parents[1] / "forms" / "visite.md").xform)
    assert rehearse(guide) == rehearse(guide)


def test_a_form_that_traps(tmp_path: Path) -> None:
    """A repeat that nobody comes to the end of is cut off: a note, no length."""
    found = rehearse(survey(tmp_path, "begin_repeat,r,,,,900", "text,a", "end_repeat,"))
    assert isinstance(found, Problem)
    assert (found.code, found.severity) == (ProblemCode.NOT_PLAYED, Severity.NOTE)


def test_too_little_time() -> None:
    """Walks that are done when the time is up must do; without any there is a note."""
    ticks = count()
    length = rehearse(form(CLOSED), clock=lambda: next(ticks), seconds=10)
    assert isinstance(length, Length)
    assert 0 < length.interviews < 10
    none = rehearse(form(CLOSED), clock=lambda: next(ticks), seconds=0)
    assert isinstance(none, Problem)
    assert none.code is ProblemCode.NOT_PLAYED


def test_an_engine_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """What escapes the engine is one fault at the question where it happened, or of the form; no memory is neither."""

    def fail(self: Instance, *arguments: object) -> bool:
        raise KeyError("a secret")

    def no_memory(self: Instance, *arguments: object) -> bool:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(Instance, "satisfied", fail)
        found = rehearse(form(CLOSED, binds=bind("a", constraint=". != 'x'")))
        assert isinstance(found, Problem)
        assert (found.code, found.path, found.severity) == (ProblemCode.PLAY_FAILED, "/data/a", Severity.FAULT)
        assert found.phrase.params == {"name": "a", "kind": "KeyError"}
        broken.setattr(Instance, "set_now", fail)
        found = rehearse(form(CLOSED))
        assert isinstance(found, Problem)
        assert found.path == ""
        broken.setattr(Instance, "set_now", no_memory)
        with pytest.raises(MemoryError):
            rehearse(form(CLOSED))
