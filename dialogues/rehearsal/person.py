"""A made-up person: what is answered to a question when a guide is rehearsed.

An answer is one that its constraint allows: choices, small numbers and those that the guide's own rules name, days
about the day of the rehearsal, short texts. Answers that led far before come first.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from dialogues.expressions import Expression
from dialogues.forms.definition import Bind, FormDefinition, Question
from dialogues.interview import inputs as i
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.questions import QUESTION_TYPES
from dialogues.questions.number_range import Scale
from dialogues.questions.numbers import canonical

__all__ = ["MOST_INSTANCES", "Experience", "Person", "Rules"]

MOST_INSTANCES = 3
"""Of a repeat."""

_SMALL = range(6)
_USUAL = (7, 8, 10, 12, 15, 18, 20, 25, 30, 40, 50, 60, 70, 100)
_DAYS = (0, 0, -1, 1, -7, 7, -30, 30, -365, -25 * 365)
_TEXTS = (
    "Une réponse de la répétition", "Marché", "70123456", "12345678", "123456789", "1234567890", "A1", "ab@cd.org",
)  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.'\"-])\d{1,9}(?:\.\d{1,4})?(?![\w'\"-])")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MOST_NAMED = 20


@dataclass(slots=True)
class Experience:
    """How far walks got, by the answers that they gave.

    Args:
        best: seconds of the longest walk, by path and value.
        longest: of all.
    """

    best: dict[tuple[str, str], int] = field(default_factory=dict)
    longest: int = 0

    def learn(self, answers: Mapping[str, str], seconds: int) -> None:
        """Keep what a walk showed."""
        self.longest = max(self.longest, seconds)
        for answer in answers.items():
            self.best[answer] = max(self.best.get(answer, 0), seconds)

    def weight(self, path: str, value: str, *, scouting: bool) -> float:
        """How gladly a value is taken, above 0 and at most 1; what nobody tried is as good as the best."""
        share = self.best.get((path, value), self.longest) / max(self.longest, 1)
        if scouting:
            return max(share**6, _HARDLY)
        return 1.0 if share >= 0.5 else _HARDLY


_HARDLY = 0.001


@dataclass(frozen=True, slots=True)
class Rules:
    """Numbers and days that stand in a guide's rules, by the paths of the questions that those rules read."""

    numbers: Mapping[str, Sequence[float]]
    days: Mapping[str, Sequence[date]]

    @staticmethod
    def of(form: FormDefinition) -> Rules:
        """Gather them."""
        numbers: dict[str, set[float]] = {}
        days: dict[str, set[date]] = {}
        for node in form.nodes.values():
            for rule in _rules(node.bind):
                for path in {node.path, *rule.references} & form.questions.keys():
                    numbers.setdefault(path, set()).update(float(found) for found in _NUMBER.findall(rule.source))
                    days.setdefault(path, set()).update(_days_in(rule.source))
        return Rules(
            {path: sorted(found)[:_MOST_NAMED] for path, found in numbers.items()},
            {path: sorted(found)[:_MOST_NAMED] for path, found in days.items()},
        )


def _rules(bind: Bind) -> Iterator[Expression]:
    for rule in (bind.relevant, bind.constraint, bind.calculation):
        if rule is not None:
            yield rule


def _days_in(source: str) -> Iterator[date]:
    for found in _DAY.findall(source):
        try:
            yield date.fromisoformat(found)
        except ValueError:
            continue


class Person:
    """One made-up person.

    Args:
        rules: of the guide.
        experience: of the walks before.
        seed: decides on every answer.
        scouting: answers that lead far are sought; else only those that lead nowhere are shunned.
    """

    def __init__(self, rules: Rules, experience: Experience, seed: int, *, scouting: bool) -> None:
        self.answers: dict[str, str] = {}
        self.chance = random.Random(seed)  # noqa: S311 - made-up answers are no secret
        self._rules = rules
        self._experience = experience
        self._scouting = scouting
        self._files = 0

    def another(self, many: int) -> bool:
        """Whether a free repeat gets one more instance.

        Args:
            many: instances that it has.
        """
        return many < 1 or (many < MOST_INSTANCES and self.chance.random() < 0.4)

    def inputs(self, interview: Interview, question: Question, node: LiveNode) -> Iterator[i.Input]:
        """Inputs that answer a question; none where no answer would do."""
        kind = QUESTION_TYPES[question.type]
        ref = node.ref
        if question.type in ("select_one", "select_multiple"):
            names = self._choices(interview, question, node)
            if names:
                yield i.ChoicesSet(ref, names) if question.type == "select_multiple" else i.ChoiceTaken(ref, *names)
        elif question.type == "rank":
            names = self._ranking(interview, question, node)
            if names:
                yield i.ChoicesSet(ref, names)
        elif kind.several_places:
            for corner in ((12.6392, -8.0029), (12.6392, -8.0011), (12.6401, -8.0011)):
                yield i.PlaceGiven(*corner, 330.0, 8.0, ref)
            yield i.Done(ref)
        elif kind.place:
            yield i.PlaceGiven(12.6392, -8.0029, 330.0, 8.0, ref)
        elif kind.accepts:
            self._files += 1
            attachment, blob = f"repetition-{self._files}", min(kind.accepts)
            yield i.BlobGiven(blob, "repetition", f"{blob}.bin", attachment, size=1, ref=ref)
            yield i.AttachmentArrived(ref, attachment, stored=True)
        else:
            allowed = interview.instance.allows
            words = next((one for one in self._words(interview, question, node) if allowed(node, one)), None)
            if words is not None:
                self.answers[question.path] = words
                yield i.Reply(words, ref)
                if kind.is_open(question.appearance):
                    yield i.Done(ref)

    def _choices(self, interview: Interview, question: Question, node: LiveNode) -> tuple[str, ...]:
        """Names of one choice, or of one to three."""
        names = list(dict.fromkeys(name for name, _ in interview.instance.choices(question, node)))
        if not names:
            return ()
        glad = self._shuffled(question.path, names)
        many = 1 if question.type == "select_one" else self.chance.randint(1, 3)
        for taken in chain((glad[:many], glad[:2]) if many > 1 else (), ([name] for name in glad)):
            chosen = [name for name in names if name in taken]
            if interview.instance.allows(node, " ".join(chosen)):
                self.answers[question.path] = taken[0]
                return tuple(chosen)
        return ()

    def _ranking(self, interview: Interview, question: Question, node: LiveNode) -> tuple[str, ...]:
        """All names in an order that the guide allows; none where no order that was tried is."""
        names = list(dict.fromkeys(name for name, _ in interview.instance.choices(question, node)))
        tried = chain((self._shuffled(question.path, names) for _ in range(4)), (names, names[::-1]))
        order = next((one for one in tried if interview.instance.allows(node, " ".join(one))), ())
        if order:
            self.answers[question.path] = order[0]
        return tuple(order)

    def _words(self, interview: Interview, question: Question, node: LiveNode) -> Sequence[str]:
        """Words for a question, the likeliest first."""
        match question.type:
            case "integer":
                return [value for value in self._numbers(interview, node) if value.lstrip("-").isdigit()]
            case "decimal":
                return self._numbers(interview, node)
            case "date":
                return [day.isoformat() for day in self._days(interview, node)]
            case "dateTime":
                return [f"{day.isoformat()}T{self._hour()}" for day in self._days(interview, node)]
            case "time":
                return [self._hour() for _ in range(4)]
            case "acknowledge":
                return ["oui"]
            case "range":
                return self._on_scale(question)
            case _ if question.appearance & {"numbers", "thousands-sep"}:
                return [*self._numbers(interview, node), *_TEXTS[2:6]]
            case _:
                return _TEXTS

    def _numbers(self, interview: Interview, node: LiveNode) -> Sequence[str]:
        """Small ones for what counts a repeat; else small ones as often as others, and those that rules name."""
        path, form = node.definition.path, interview.form
        others = [f"{number:.10g}" for number in sorted({*_USUAL, *self._near(interview, node)})]
        if any(dependent in form.repeats for dependent in form.dependents.get(path, ())):
            return [*self._shuffled(path, [str(number) for number in range(MOST_INSTANCES + 1)]), *others]
        drawn = [self._shuffled(path, [str(number) for number in _SMALL]), self._shuffled(path, others)]
        self.chance.shuffle(drawn)
        return list(dict.fromkeys(chain(*drawn)))

    def _on_scale(self, question: Question) -> Sequence[str]:
        """Numbers of a range: its ends, and one in between."""
        scale = Scale.of(question.parameters)
        inside = scale.origin + (scale.step if scale.origin == scale.first else -scale.step)
        return self._shuffled(question.path, [canonical(number) for number in (scale.first, inside, scale.last)])

    def _near(self, interview: Interview, node: LiveNode) -> Iterator[float]:
        """Numbers at the edges of what rules about a question allow, whether written there or answered before."""
        constraint = node.definition.bind.constraint
        numbers = list(self._rules.numbers.get(node.definition.path, ()))
        for path in () if constraint is None else constraint.references:
            texts = (other.text() for other in interview.instance.nodes_at(path) if other is not node)
            numbers += [float(text) for text in texts if _NUMBER.fullmatch(text)]
        for number in numbers:
            yield from (number - 1, number, number + 1)

    def _days(self, interview: Interview, node: LiveNode) -> Sequence[date]:
        today = interview.instance.now().date()
        days = [today + timedelta(days=days) for days in _DAYS]
        self.chance.shuffle(days)
        for day in self._rules.days.get(node.definition.path, ()):
            days += [day, day - timedelta(days=1), day + timedelta(days=1)]
        return days

    def _hour(self) -> str:
        return f"{self.chance.randint(8, 18):02}:{self.chance.choice((0, 15, 30, 45)):02}"

    def _shuffled(self, path: str, values: Sequence[str]) -> Sequence[str]:
        """Values in an order of chance, those first that led far before."""
        weight = self._experience.weight
        drawn = {value: self.chance.random() ** (1 / weight(path, value, scouting=self._scouting)) for value in values}
        return sorted(values, key=lambda value: -drawn[value])
