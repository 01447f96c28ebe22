"""What `relevant` says in words is what it does: conditions are compared with the engine, and read one by one."""

from __future__ import annotations

import random
import re

import pytest

from dialogues.interview.callsheet import sheet
from dialogues.interview.conditions import UNKNOWN, Atom, Both, Condition, Either, atoms, negated, relevance
from dialogues.interview.interview import Interview
from tests.dialogues.interview.talk import LOCALES, Talk, form_of

GUIDE = "consultation_sensibilite_conflit"


def holds(interview: Interview, condition: Condition) -> bool:
    """Whether a condition holds for the values there are."""
    match condition:
        case bool():
            return condition
        case Both(parts):
            return all(holds(interview, part) for part in parts)
        case Either(parts):
            return any(holds(interview, part) for part in parts)
        case Atom(path, kind, wanted, no):
            node = interview.instance.node(path)
            assert node is not None
            value = interview.instance.value(node) if interview.instance.relevant(node) else ""
            if kind in ("more", "least"):
                found = bool(value) and (float(value) > float(wanted) or (kind == "least" and value == wanted))
            else:
                found = {"is": value == wanted, "has": wanted in value.split(), "answered": bool(value)}[kind]
            return found != no


@pytest.mark.parametrize("seed", range(30))
def test_a_condition_says_what_the_guide_does(seed: int) -> None:
    """Whatever was answered, for every part of the shipped guide whose parts above are asked; so does its contrary."""
    chance = random.Random(seed)  # noqa: S311 - a test needs the same numbers again
    interview = Talk(GUIDE).interview
    for path, question in interview.form.questions.items():
        node = interview.instance.node(path)
        if node is None or question.number is None or chance.random() < 0.2:
            continue
        if question.choices is not None and question.choices.fixed is not None:
            names = [choice.name for choice in question.choices.fixed]
            likely = names[0] if chance.random() < 0.7 else chance.choice(names)
            interview.instance.set(node, likely)
        elif question.type == "integer":
            interview.instance.set(node, str(chance.randrange(5)))
        elif question.type == "text":
            interview.instance.set(node, "oui")
    compared = 0
    for path, model in interview.form.nodes.items():
        node = interview.instance.node(path)
        said = relevance(interview.form, path, lambda _: None)
        above = None if node is None else node.parent
        if model.bind.relevant is None or node is None or above is None or UNKNOWN in set(atoms(said)):
            continue
        if interview.instance.relevant(above):
            compared += 1
            assert holds(interview, said) == interview.instance.relevant(node), path
            assert holds(interview, negated(said)) != interview.instance.relevant(node), path
    assert compared > 3


FORM = """
| survey |
|  | type | name | label | relevant |
|  | integer | n | Combien ? |
|  | select_one oui | a | A ? |
|  | select_multiple oui | b | B ? |
|  | date | d | Quel jour ? |
|  | text | q | Q ? | {rule} |
| choices |
|  | list_name | name | label |
|  | oui | oui | Oui |
|  | oui | non | Non |
| settings |
|  | form_title | form_id | version |
|  | F | f | 1 |
"""

CASES = {
    "${a} = 'oui'": "Seulement si la 2 est « Oui » :",
    "'oui' = ${a}": "Seulement si la 2 est « Oui » :",
    "${a} != 'oui'": "Seulement si la 2 n'est pas « Oui » :",
    "not(${a} = 'oui')": "Seulement si la 2 n'est pas « Oui » :",
    "${a} = 'oui' or ${a} = 'non'": "Seulement si la 2 est « Oui » ou « Non » :",
    "${a} != 'oui' and ${a} != 'non'": "Seulement si la 2 n'est ni « Oui » ni « Non » :",
    "selected(${a}, 'oui')": "Seulement si la 2 est « Oui » :",
    "selected(${b}, 'oui')": "Seulement si la 3 contient « Oui » :",
    "not(selected(${b}, 'oui'))": "Seulement si la 3 ne contient pas « Oui » :",
    "selected(${b}, 'oui') or selected(${b}, 'non')": "Seulement si la 3 contient « Oui » ou « Non » :",
    "not(selected(${b}, 'oui') or selected(${b}, 'non'))": "Seulement si la 3 ne contient ni « Oui » ni « Non » :",
    "selected('oui non', ${a})": "Seulement si la 2 est « Oui » ou « Non » :",
    "count-selected(${b}) > 0": "Seulement si la 3 a une réponse :",
    "count-selected(${b}) >= 2": "Selon les réponses :",
    "${n} > 3": "Seulement si la 1 est plus de 3 :",
    "${n} >= 3": "Seulement si la 1 est 3 ou plus :",
    "3 <= ${n}": "Seulement si la 1 est 3 ou plus :",
    "${n} < 3": "Seulement si la 1 a une réponse et la 1 est moins de 3 :",
    "${n} <= 2.5": "Seulement si la 1 a une réponse et la 1 n'est pas plus de 2.5 :",
    "${n} > 3 and ${n} > 5": "Seulement si la 1 est plus de 5 :",
    "${n} > 3 or ${n} >= 3": "Seulement si la 1 est 3 ou plus :",
    "number(${n}) = 3": "Seulement si la 1 est « 3 » :",
    "${a} = ''": "Seulement si la 2 n'a pas de réponse :",
    "string(${a}) != ''": "Seulement si la 2 a une réponse :",
    "${a} = 'oui' and (${n} > 3 or ${b} = 'non')": (
        "Seulement si la 2 est « Oui » et (la 1 est plus de 3 ou la 3 est « Non ») :"
    ),
    "if(${a} = 'oui', ${n} > 1, ${n} > 3)": (
        "Seulement si (la 2 est « Oui » et la 1 est plus de 1) ou (la 2 n'est pas « Oui » et la 1 est plus de 3) :"
    ),
    "if(${a} = 'oui', 1, 0) = 1": "Seulement si la 2 est « Oui » :",
    "coalesce(${n}, 0) > 2": "Seulement si la 1 est plus de 2 :",
    "coalesce(${n}, 3) > 2": "Selon les réponses :",
    "${d} > today()": "Selon les réponses :",
    "${d} > '2026-01-01'": "Selon les réponses :",
    "if(${a} = 'oui', 1, 0) < 1": "Selon les réponses :",
    "string-length(${a}) > 2": "Selon les réponses :",
    "${a} = ${b}": "Selon les réponses :",
    "boolean(${a} = 'oui') and true()": "Seulement si la 2 est « Oui » :",
    "/data/*[1] = 'oui'": "Selon les réponses :",
    "1 = 1": "",
    "2 > 1 and 'a' = 'a'": "",
    "${a} = 'oui' or ${a} != 'oui'": "",
}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_in_words(rule: str) -> None:
    """Each kind of rule, and those that cannot be said."""
    talk = Talk(FORM.format(rule=rule))
    said = next(text for text in sheet(talk.interview, LOCALES, "fr") if "Q ?" in text)
    assert said == (f"{CASES[rule]}\n5) Q ?" if CASES[rule] else "5) Q ?")


@pytest.mark.parametrize("rule", ["1 = 2", "${a} = 'oui' and ${a} != 'oui'", "false()"])
def test_a_rule_that_never_holds(rule: str) -> None:
    """Then the question is not printed."""
    assert "Q ?" not in "".join(sheet(Talk(FORM.format(rule=rule)).interview, LOCALES, "fr"))


def test_what_cannot_be_said_is_known_once_it_was_answered() -> None:
    """A date that was given decides, whatever the function."""
    talk = Talk(FORM.format(rule="${d} > date('2026-01-01')"))
    assert "Selon les réponses" in "".join(sheet(talk.interview, LOCALES, "fr"))
    talk.writes("d", "02/03/2026")
    assert "Selon les réponses" not in "".join(sheet(talk.interview, LOCALES, "fr"))
    assert "5) Q ?" in sheet(talk.interview, LOCALES, "fr")
    talk = Talk(FORM.format(rule="${n} > 3 or selected(${b}, 'oui')"))
    talk.writes("n", "2")
    talk.takes("non", at="b")
    assert "Q ?" not in "".join(sheet(talk.interview, LOCALES, "fr"))


def test_texts_and_rules_of_the_shipped_guide() -> None:
    """At most five messages of Telegram's 4096 signs; every number that a rule sends to is printed."""
    said = sheet(Talk(GUIDE).interview, LOCALES, "fr")
    assert sum(len(text) + 2 for text in said) < 5 * 4000
    heads = {line.partition(")")[0] for text in said for line in text.splitlines() if re.match(r"\d+(\.\d+)?\) ", line)}
    for text in said:
        if ", allez à la " in text:
            assert text.rpartition(" ")[2].rstrip(".") in heads
    assert form_of(GUIDE).numbers
