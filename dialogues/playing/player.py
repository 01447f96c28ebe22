"""Answers of a program, put into the chat's own interview: events, actions and calculations as if a person gave them.

A ref is read as in the recorded interviews of ODK Web Forms: a repeat step without a position is the first, one past
the end adds instances where a person may add them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dialogues.errors import BaroError
from dialogues.forms.canonical import as_type, plain_type
from dialogues.forms.definition import FormDefinition, Question
from dialogues.forms.ref import Ref
from dialogues.interview import events as e
from dialogues.interview.engine import start
from dialogues.interview.instance import LiveNode
from dialogues.interview.preloads import at_sending
from dialogues.interview.submission import to_xml
from dialogues.interview.turn import Turn

__all__ = ["Answer", "Player", "Refused", "Setting"]

_MOST_ADDED = 1_000
"""How many instances one ref may add."""


class Refused(BaroError):  # noqa: N818 - errors say what is wrong
    """An answer cannot be given there; the message is a word for programs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One step of a program.

    Args:
        ref: where; "" for a language.
        value: text, number, truth value, list of names; None and "" mean no answer. Of a language, its name.
        operation: "" for an answer, `add`, `remove` for a repeat, `lang`.
    """

    ref: str
    value: object = None
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an interview of a program begins with.

    Args:
        now: UTC milliseconds, for all of it.
        time_zone: IANA name.
        seed: of everything random.
        language: of the labels; "" for the form's own.
        properties: `deviceid`, `username`, `email`, `phonenumber`.
    """

    now: int
    time_zone: str = "UTC"
    seed: int = 1
    language: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


class Player:
    """One interview held by a program.

    Attributes:
        interview: as far as it went.

    Raises:
        Refused: the form has no such language.
    """

    def __init__(self, form: FormDefinition, setting: Setting) -> None:
        uid = UUID(int=random.Random(f"uid:{setting.seed}").getrandbits(128), version=4)  # noqa: S311 - no secret
        preloads = {"uid": str(uid), **{f"property/{name}": value for name, value in setting.properties.items()}}
        language = self._language(form, setting.language) if setting.language else form.default_language
        started = e.InterviewStarted(
            setting.now, form.form_id, form.version, setting.time_zone, setting.seed, language, preloads, literal=True
        )
        self.interview, opened = start(form, started)
        self._opened = opened.events
        self._turn = Turn(self.interview, setting.now)

    @property
    def log(self) -> tuple[e.Event, ...]:
        """Every event so far, in order."""
        return (*self._opened, *self._turn.events)

    def give(self, answer: Answer) -> None:
        """Put an answer in.

        Raises:
            Refused: there is no such place, or nothing can be answered there.
        """
        match answer.operation:
            case "":
                self._answer(answer)
            case "add":
                above, _, step = answer.ref.rpartition("/")
                self._add(self._node(above), step.partition("[")[0])
                self._turn.settle()
            case "remove":
                node = self.interview.instance.node(answer.ref)
                if node is None:
                    raise Refused("no such node")
                if not self._is_free(node):
                    raise Refused("not a repeat")
                self._turn.record(e.RepeatRemoved(self._turn.now, node.ref))
                self._turn.settle()
            case "lang":
                self.speak(str(answer.value))
            case _:
                raise Refused("operation")

    def speak(self, language: str) -> None:
        """Show another language.

        Raises:
            Refused: the form has no such language.
        """
        name = self._language(self.interview.form, language)
        self._turn.record(e.LanguageChanged(self._turn.now, name, ""))
        self._turn.settle()

    def submission(self) -> str:
        """The submission as it would be sent now, which ends the interview's time."""
        for ref, value in at_sending(self.interview):
            self._turn.record(e.ValueSet(self._turn.now, ref, value))
        self._turn.settle()
        return to_xml(self.interview)

    @staticmethod
    def _language(form: FormDefinition, name: str) -> str:
        for candidate in (name, "" if name == "default" else name):
            if candidate in form.languages:
                return candidate
        raise Refused("no such language")

    def _answer(self, answer: Answer) -> None:
        node = self._node(answer.ref)
        question = self.interview.form.questions.get(node.definition.path)
        if question is None or question.type == "note":
            raise Refused("not a question")
        if self.interview.instance.readonly(node):
            raise Refused("read-only")
        value = self._text(question, node, answer.value)
        self._turn.record(e.AnswerRecorded(self._turn.now, node.ref, value, reader="key"))
        self._turn.changed(node)

    def _text(self, question: Question, node: LiveNode, value: object) -> str:
        """The canonical text of an answer."""
        if value is None or value is False or value in ("", []):
            return ""
        if question.type == "acknowledge":
            return "OK"
        if question.choices is not None:
            return self._chosen(question, node, [str(one) for one in value] if isinstance(value, list) else str(value))
        if value is True or isinstance(value, list | dict):
            raise Refused("not a value")
        text = as_type(plain_type(node.definition.bind.value_type), str(value))
        if not text:
            raise Refused("not a value of its type")
        return text

    def _chosen(self, question: Question, node: LiveNode, value: list[str] | str) -> str:
        """Of choices those that are offered, in the order of the list; of a ranking all of them, as they come."""
        offered = dict.fromkeys(name for name, _ in self.interview.instance.choices(question, node))
        if question.type == "rank":
            names = value if isinstance(value, list) else value.split()
            if set(offered) - set(names):
                raise Refused("not all choices")
            return " ".join(names)
        if question.type == "select_multiple":
            names = value if isinstance(value, list) else value.split()
            return " ".join(name for name in offered if name in names)
        name = value if isinstance(value, str) else next(iter(value), "")
        return name if name in offered or not offered else ""

    def _node(self, ref: str) -> LiveNode:
        """The node at a ref; instances that are missing are added."""
        top, *steps = ref.split("/")[1:] or [""]
        here = self.interview.instance.top
        if top != here.name:
            raise Refused("no such node")
        for step in steps:
            name, _, place = step.partition("[")
            if place and not place.removesuffix("]").isdecimal():
                raise Refused("no such node")
            wanted = int(place.removesuffix("]")) if place else 1
            if wanted > len(here.named(name)) + _MOST_ADDED:
                raise Refused("no such node")
            while 0 < len(here.named(name)) + 1 <= wanted:
                self._add(here, name)
                self._turn.settle()
            if wanted < 1:
                raise Refused("no such node")
            here = here.named(name)[wanted - 1]
        return here

    def _add(self, parent: LiveNode, name: str) -> None:
        path = f"{parent.definition.path}/{name}"
        repeat = self.interview.form.repeats.get(path)
        if repeat is None or repeat.count is not None or self.interview.instance.is_full(path, parent):
            raise Refused("no such node")
        ref = f"{parent.ref}/{name}[{len(parent.named(name)) + 1}]"
        self._turn.record(e.RepeatAdded(self._turn.now, Ref(ref)))

    def _is_free(self, node: LiveNode) -> bool:
        repeat = self.interview.form.repeats.get(node.definition.path)
        return repeat is not None and repeat.count is None
