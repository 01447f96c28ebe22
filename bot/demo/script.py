"""What the people of the demonstration type and tap, question by question: read from `consultation.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done when a question is asked.

    Args:
        question: words of its label that no other question has.
        actions: («say» | «tap» | «press» | «call», what) in order.
        heading: printed before it; "" for nothing.
        last: the conversation ends with it.
    """

    question: str
    actions: tuple[tuple[str, str], ...]
    heading: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """The whole conversation.

    Args:
        answers: by question.
        expected: what the spreadsheet must hold, by column.
    """

    answers: tuple[Answer, ...]
    expected: Mapping[str, str | int | float]


def load_script() -> Script:
    """The script of this package."""
    text = resources.files(__package__).joinpath("consultation.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    answers = tuple(
        Answer(
            one["question"],
            tuple(_action(str(action)) for action in one["do"]),
            one.get("heading", ""),
            one.get("last", False),
        )
        for one in read["answer"]
    )
    return Script(answers, read["expected"])


def _action(text: str) -> tuple[str, str]:
    verb, _, rest = text.partition(": ")
    return verb, rest
