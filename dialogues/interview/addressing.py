"""Addresses in what people send: keys «12·3 Eau», typed «12) 35», several lines of them (DESIGN, decision 5).

A key finds its question through the stored prompt; a typed address through the guide's printed numbers. What could
be both an address and a plain answer is an answer when the question that waits can read it whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.forms.ref import Ref, path_of
from dialogues.interview.interview import Interview
from dialogues.interview.tongues import read_words
from dialogues.locales import Locales, fold, plain
from dialogues.messages import Widget
from dialogues.questions import QUESTION_TYPES, Read
from dialogues.questions.numbers import ascii_digits

_KEY = re.compile(r"([A-Z]?\d{1,5}(?:\.\d{1,4})*)·(.*)", re.DOTALL)
_LINE = re.compile(r"([A-Za-z]?)(\d{1,5}(?:\.\d{1,4})*)(\s*[):;=]|\s*\.(?=\s)|\s*-(?=\s)|\s)\s*(\S.*)", re.DOTALL)

_NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,4})*[:,)=.]?")
_POINTING = 5
"""Words of a sentence among which its question's number is looked for."""
_LONGEST_WISH = 12
"""Words of a message that only asks to go to a question."""
_BEGIN_WITH_FIGURES = (Widget.NUMBER, Widget.DATE, Widget.TIME, Widget.DATE_TIME)


@dataclass(frozen=True, slots=True)
class Press:
    """A key that bears an address.

    Args:
        address: as printed, letter included.
        position: number of the choice, from 1; None for a key with a word.
        word: the word, without a page number at its end.
        page: that number, from 1; None where there is none.
    """

    address: str
    position: int | None
    word: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One addressed line: «B7.2) oui».

    Args:
        letter: of the interview, "" when it names none.
        number: printed number and positions, «7.2».
        words: the rest.
        sure: the address was set apart by «)»; «10:30 …» and «1. …» also begin plain sentences and lists.
    """

    letter: str
    number: str
    words: str
    sure: bool


def press(text: str) -> Press | None:
    """The key that a message is, or None when it is none."""
    found = _KEY.fullmatch(plain(text))
    if found is None:
        return None
    rest = found[2].strip()
    position = re.match(r"(\d{1,6})(?:\s|$)", rest)
    if position is not None:
        return Press(found[1], int(position[1]), "", None)
    page = re.fullmatch(r"(.*?\D)\s*(\d{1,4})", rest)
    return Press(found[1], None, page[1].strip() if page else rest, int(page[2]) if page else None)


def line(text: str) -> Line | None:
    """The addressed line that a text is, or None when it begins with no number."""
    found = _LINE.fullmatch(plain(text))
    if found is None:
        return None
    return Line(found[1].upper(), ascii_digits(found[2]), found[4].strip(), sure=found[3].strip() == ")")


def said_of(text: str, locales: Locales) -> Line | None:
    """The addressed line that «la 4 c'est non», «question 4 : non» say in words; None for any other text.

    Args:
        text: one line.
        locales: words that point to a question, and that tell what it is.
    """
    words = plain(text).split()
    at = next((at for at, word in enumerate(words[:_POINTING]) if _NUMBER.fullmatch(word)), 0)
    if not at or fold(" ".join(words[:at])) not in locales.words["points_to"]:
        return None
    rest = words[at + 1 :]
    told = bool(rest) and fold(rest[0]) in locales.words["tells"]
    said = " ".join(rest[told:]).lstrip(":,=- ")
    number = ascii_digits(words[at]).rstrip(":,)=.")
    return Line("", number, said, sure=told) if said else None


def goes_to(text: str, locales: Locales) -> str | None:
    """The question that «reviens à la question 1», «corriger la 4» ask to go to.

    Args:
        text: a whole message.
        locales: words that ask to go somewhere, and those that may stand beside them.

    Returns:
        Its number as it is printed; "" where that stands there in words; None for words that ask for something else.
    """
    words = [word.strip(",:;!?)").rstrip(".") for word in ascii_digits(plain(text)).split()]
    folded = [fold(word) for word in words]
    points = locales.words["points_to"].intersection(folded)  # «allez, 12», «corrige 36» may well be answers
    if not points or not locales.words["goes"].intersection(folded) or len(words) > _LONGEST_WISH:
        return None
    figures = [word for word in words if _NUMBER.fullmatch(word)]
    about = points | locales.words["goes"] | locales.words["beside_goes"]
    others = [
        each for word, each in zip(words, folded, strict=True) if each and word not in figures and each not in about
    ]
    if len(figures) == 1 and not others:
        return figures[0]
    return "" if others and not figures and all(word in locales.numerals for word in others) else None


def resolve(interview: Interview, number: str) -> Ref | None:
    """The question at a printed number, in its instance.

    Without positions a number inside a repeat means the instance that the interview stands in, or the only one.

    Args:
        interview: where.
        number: «12» or «7.2».

    Returns:
        Its ref, None when there is no such question or instance.
    """
    first, *rest = number.split(".")
    path = interview.form.numbers.get(int(first))
    if path is None:
        return None
    given = [int(n) for n in rest]
    node = interview.instance.top
    ref = f"/{node.name}"
    depth = 0
    for step in path.split("/")[2:]:
        found = node.named(step)
        if not found:
            # the address of «Ajouter …?» where there is no instance
            return Ref(f"{ref}/{step}") if path == f"{path_of(ref)}/{step}" else None
        index = 0
        if found[0].definition.repeat:
            if path == found[0].definition.path:
                return Ref(f"{ref}/{step}")
            position = given[depth] if depth < len(given) else _here(interview, f"{ref}/{step}[", len(found))
            if position is None or not 1 <= position <= len(found):
                return None
            index = position - 1
            depth += 1
        node = found[index]
        ref = node.ref
    return Ref(ref) if depth == len(given) or not given else None


def _here(interview: Interview, base: str, many: int) -> int | None:
    """The position of the instance of a repeat that the interview stands in, else of the only one."""
    current = interview.current or ""
    if current.startswith(base):
        return int(current[len(base) :].partition("]")[0])
    return 1 if many == 1 else None


def reads(interview: Interview, ref: Ref | None, text: str) -> bool:
    """Whether the question at a ref can read a text whole."""
    if ref is None:
        return False
    node = interview.instance.node(ref)
    question = interview.form.questions.get(path_of(ref))
    if node is None or question is None or question.number is None:
        return False
    kind = QUESTION_TYPES[question.type]
    if kind.is_open(question.appearance):
        return False
    return isinstance(read_words(interview, question, node, text), Read)


def addressed(interview: Interview, text: str, at: Ref | None = None) -> Sequence[tuple[Ref, str]]:
    """The questions that a typed message answers by address, with the words for each.

    Args:
        interview: the one that its letter, if any, names.
        text: the whole message; several lines answer several questions, all of them or none.
        at: the question that an edited message answered; None for the one that waits.

    Returns:
        (ref, words) in order; empty when the message is a plain answer.
    """
    here = at or interview.current
    lines = [line(part) for part in text.splitlines() if part.strip()]
    known = [found for found in lines if found is not None]
    if not known or len(known) != len(lines):
        return ()
    if len(known) == 1 and not known[0].sure and reads(interview, here, text.strip()):
        return ()
    answers: list[tuple[Ref, str]] = []
    for found in known:
        ref = resolve(interview, found.number)
        if ref is None or not (_plainly(interview, found, here) or reads(interview, ref, found.words)):
            return ()
        answers.append((ref, found.words))
    return answers


def _plainly(interview: Interview, found: Line, here: Ref | None) -> bool:
    """Whether an address needs no second look.

    «12) …» never does. «12 …» does while an open answer is being told: «12 femmes sont venues» is part of it; and
    where a number, a day or an hour is asked: «7 ans» is an age, not «ans» for question 7.
    """
    if found.letter or found.sure:
        return True
    question = interview.form.questions.get(path_of(here or ""))
    if question is None:
        return True
    kind = QUESTION_TYPES[question.type]
    return not kind.is_open(question.appearance) and kind.widget not in _BEGIN_WITH_FIGURES
