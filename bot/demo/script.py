"""What the agent of the demonstration types and taps, question by question: read from `consultation.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from bot.demo.sheet import Value

__all__ = ["Answer", "Script", "load_script"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done when a question is asked.

    Args:
        question: words of its label that no other question has.
        actions: («say» | «tap» | «mean» | «scene», what) in order.
        heading: printed before it; "" for nothing.
        before: what happens when it is asked, before it is answered; "" for nothing.
        last: the conversation ends with it.
    """

    question: str
    actions: tuple[tuple[str, str], ...]
    heading: str = ""
    before: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """The whole conversation.

    Args:
        answers: by question.
        call: messages of the call, each of (words of a question, answer).
        expected: what the spreadsheet with names must hold, by column.
        labels: what the one with labels must hold.
    """

    answers: tuple[Answer, ...]
    call: tuple[tuple[tuple[str, str], ...], ...]
    expected: Mapping[str, Value]
    labels: Mapping[str, Value]


def load_script() -> Script:
    """The script of this package."""
    text = resources.files("bot.demo").joinpath("consultation.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    answers = tuple(
        Answer(
            one["question"],
            tuple(_action(str(action)) for action in one["do"]),
            one.get("heading", ""),
            one.get("before", ""),
            one.get("last", False),
        )
        for one in read["answer"]
    )
    call = tuple(tuple((str(question), str(answer)) for question, answer in one["lines"]) for one in read["call"])
    return Script(answers, call, read["expected"], read["labels"])


def _action(text: str) -> tuple[str, str]:
    verb, _, rest = text.partition(": ")
    return verb, rest
