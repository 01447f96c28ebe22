"""The rest of a guide as numbered text, for a call during which nothing can be asked (FIELD, «The day», 1).

Numbers, choices and their numbers are those of the chat; skips are written out in words. What was answered already is
left out, and what its answers decide is decided. A repeat stands once, as «7.1, 7.2…».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from dialogues.expressions import Expression
from dialogues.forms.definition import AGENT, Choice, Control, FormDefinition, Group, Question, Repeat, Text
from dialogues.forms.languages import native_name
from dialogues.forms.ref import Ref
from dialogues.interview.conditions import (
    UNKNOWN,
    Atom,
    Both,
    Condition,
    Either,
    atoms,
    both,
    follows,
    negated,
    relevance,
)
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.tongues import labels_beside, spoken
from dialogues.locales import Locales
from dialogues.messages import Phrase, ReadAloud

__all__ = ["Printed", "choices_of", "is_list", "label_of", "printed", "printed_lists", "sheet"]

_LIST = 24
"""Choices that are printed; of a longer list the label is written."""
_HINT = 90
"""Characters of a hint."""
_LABEL = 48
"""Characters of a choice's label where a rule quotes it."""
_SIGNS, _SIGNS_MANY = 0x24B6, 52
"""Circled letters, from Ⓐ on."""
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")
_APART, _APART_END = "\u2068", "\u2069"
_SKIP_ATOMS = 3
"""Things that «Si …, allez à la …» may say; longer rules are said as «seulement si»."""


def choices_of(interview: Interview, question: Question, node: LiveNode | None) -> Sequence[tuple[str, str]]:
    """The choices of a question for a call: those offered now, or the whole list where a filter still waits."""
    source = question.choices
    if source is None:
        return ()
    if node is not None and (offered := interview.instance.choices(question, node)):
        return offered
    found: tuple[Choice, ...] = source.fixed or ()
    if source.fixed is None and source.nodeset is not None:
        documents = [form for name, form in interview.form.instances.items() if name in source.nodeset.instances]
        items = [item for top in documents for root in top.named("root") for item in root.named("item")]
        found = tuple(source.choice(item) for item in items)
    top = interview.instance.top
    return [(each.name, interview.instance.words(each.label, top)[1] if each.label else each.name) for each in found]


def printed_lists(interview: Interview) -> Mapping[str, tuple[str, ...]]:
    """Names of the choices of every filtered list as they are printed now, by path.

    Their numbers must mean the same when the answers come, whatever was answered in between.
    """
    lists: dict[str, tuple[str, ...]] = {}
    for path, question in interview.form.questions.items():
        if question.choices is not None and question.choices.fixed is None:
            node = next(iter(interview.instance.nodes_at(path)), None)
            lists[path] = tuple(name for name, _ in choices_of(interview, question, node))
    return lists


def sheet(interview: Interview, locales: Locales, tag: str) -> tuple[str, ...]:
    """The rest of the guide, a paragraph a question, a text to read or a rule.

    Args:
        interview: where it stands.
        locales: the bot's own words.
        tag: language of the person.
    """
    return tuple(_Printer(interview, locales, tag).paragraphs())


def printed(interview: Interview, locales: Locales, tag: str) -> tuple[Printed, ...]:
    """The same, in its parts, lists of choices in full each time; arguments as of `sheet`."""
    return tuple(_Printer(interview, locales, tag, brief=False).printed())


def label_of(interview: Interview, question: Question, blank: str = "…") -> str:
    """The label of a question, also where the repeat that it stands in has no instance yet."""
    node = next(iter(interview.instance.nodes_at(question.path)), None)
    return " ".join(_words(interview, question.label, node, blank).split()) or question.name


def _words(interview: Interview, text: Text | None, node: LiveNode | None, blank: str = "…") -> str:
    if text is None:
        return ""

    def put(part: str | Expression) -> str:
        if isinstance(part, str):
            return part
        return ("" if node is None else interview.instance.evaluate(part, node)) or blank

    _, parts = text.parts(interview.language, interview.form.default_language)
    return "".join(put(part) for part in parts).strip()


@dataclass(slots=True)
class _Item:
    """A paragraph of the sheet.

    Args:
        number: number of a question, 0 for anything else.
        text: its words; of a rule those of its condition.
        when: on what it depends.
        path: of a question.
        printed: its number as printed, instances of a repeat included.
        aside: for the agent alone.
        last: number of the last question that a rule is about.
        title: it opens a part of the guide.
        span: of a rule, how many of the following paragraphs it is about; 0 for anything else.
        mark: a sign by which a rule sends one here, where no number does.
        choices, unchecked: as in `Printed`.
    """

    number: int
    text: str
    when: Condition = True
    path: str = ""
    printed: str = ""
    aside: str = ""
    last: int = 0
    span: int = 0
    mark: str = ""
    title: bool = False
    choices: tuple[str, ...] = field(default=())
    unchecked: str = ""


class Room(Enum):
    """How much room an answer needs on paper."""

    NONE = "none"
    FIGURE = "figure"
    LINE = "line"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph as it is printed.

    Args:
        text: the words of a question, a text to read, a rule, or the title of a part.
        number: of a question as printed, «12» or «7.1, 7.2…»; "" for anything else.
        aside: for the agent alone.
        only_if: on what it depends, in words; "" for always.
        beside: the label in the other languages that are shown, drafts marked.
        choices: «1 Oui», «1 Oui / Awɔ» in two languages, or one sentence where a list is not printed.
        unchecked: says which languages of the choices are drafts; "" for none.
        room: to write in, on paper.
        title: it opens a part of the guide.
        mark: a sign by which a rule sends one here.
        path: of a question; "" for anything else.
    """

    text: str
    number: str = ""
    aside: str = ""
    only_if: str = ""
    choices: tuple[str, ...] = ()
    room: Room = Room.NONE
    title: bool = False
    mark: str = ""
    path: str = ""
    beside: tuple[str, ...] = ()
    unchecked: str = ""


def is_list(choices: Sequence[str]) -> bool:
    """Whether choices were printed one by one, not as a sentence about a long list or another question's."""
    return bool(choices) and choices[0][:1].isdigit()


@dataclass(slots=True)
class _Printer:
    interview: Interview
    locales: Locales
    tag: str
    brief: bool = True
    shown: dict[tuple[str, ...], int] = field(default_factory=dict)

    @property
    def form(self) -> FormDefinition:
        return self.interview.form

    def own(self, key: str, **params: str | int) -> str:
        return self.locales.text(Phrase(f"call.{key}", params), self.tag)

    def paragraphs(self) -> Iterator[str]:
        """A paragraph a question, a text to read or a rule, as text."""
        for printed in self.printed():
            words = f"{printed.number}) {printed.text}" if printed.number else printed.text
            words += "".join(f"\n{line}" for line in printed.beside)
            if printed.aside:
                words += f"\n{self.own('aside', text=printed.aside)}"
            if printed.choices:
                words += f"\n{' · '.join(printed.choices)}"
            if printed.unchecked:
                words += f"\n{printed.unchecked}"
            if printed.only_if:
                words = f"{printed.only_if}\n{words}"
            yield f"{printed.mark} {words}" if printed.mark else words

    def beside(self, path: str) -> Iterator[str]:
        """The label of a question in the other languages that are shown, as it stands under it in the chat."""
        question = self.form.questions.get(path)
        node = next(iter(self.interview.instance.nodes_at(path)), None) if question is not None else None
        if question is None or question.label is None or node is None or len(self.form.languages) == 1:
            return
        read = spoken(self.interview, question.label, node, path, self.interview.languages)
        for other in () if read is None else read.also:
            yield other.text + (f"\n{self.draft(other.language)}" if other.status == "draft" else "")

    def draft(self, language: str) -> str:
        """«(traduction à vérifier : Bamanankan)»."""
        return self.locales.text(Phrase("telegram.draft", {"language": native_name(language)}), self.tag)

    def printed(self) -> Iterator[Printed]:
        """The same, in its parts."""
        items = self.within(self.form.body)
        rules = {at: self.rule(items, at) for at, item in enumerate(items) if item.span}
        for at, item in enumerate(items):
            if item.span:
                yield Printed(rules[at], mark=item.mark)
                continue
            only_if = "" if item.when is True else self.only(item.when)
            choices = self.as_before(item)
            yield Printed(
                item.text,
                item.printed,
                item.aside,
                only_if,
                choices,
                title=item.title,
                mark=item.mark,
                path=item.path,
                beside=tuple(self.beside(item.path)),
                unchecked="" if choices != item.choices else item.unchecked,
            )

    def as_before(self, item: _Item) -> tuple[str, ...]:
        """The choices of a question, or the question above that has the same."""
        if not self.brief or not is_list(item.choices):
            return item.choices
        like = self.shown.get(item.choices)
        self.shown.setdefault(item.choices, item.number)
        return (self.own("like", number=like),) if like else item.choices

    # --- what is printed ------------------------------------------------------------------------------------------

    def within(self, controls: Sequence[Control]) -> list[_Item]:
        found: list[_Item] = []
        for control in controls:
            match control:
                case Question():
                    found += self.question(control)
                case Group():
                    found += self.group(control.path, control.label, self.within(control.children))
                case Repeat():
                    found += self.repeat(control)
        return found

    def question(self, question: Question) -> list[_Item]:
        when = self.when(question.path)
        nodes = self.interview.instance.nodes_at(question.path)
        node = nodes[0] if nodes else None
        if when is False or question.label is None:
            return []
        label = label_of(self.interview, question, self.own("later"))
        if question.number is None or (node is not None and self.interview.instance.readonly(node)):
            return [_Item(0, self.own("aloud", text=label), when)]
        if "[" not in (node.ref if node is not None else "[") and self.answered(question.path):
            return []
        numbers = str(question.number)
        if self.repeated(question.path):
            numbers = self.own("instances", first=f"{numbers}.1", second=f"{numbers}.2")
        hint = " ".join(_words(self.interview, question.hint, node).split())
        text = label + (f" ({_first(hint)})" if hint else "")
        # What protects people («Ne demandez pas le récit») must be before the agent's eyes in a call too.
        others = self.others(question, node)
        drafts = dict.fromkeys(each.language for found in others.values() for each in found if each.status == "draft")
        aside = "" if AGENT in question.appearance else _words(self.interview, question.guidance_hint, node)
        return [
            _Item(
                question.number,
                text,
                when,
                question.path,
                numbers,
                " ".join(aside.split()),
                question.number,
                choices=self.choices(question, node, others),
                unchecked="\n".join(map(self.draft, drafts)),
            )
        ]

    def others(self, question: Question, node: LiveNode | None) -> Mapping[str, tuple[ReadAloud, ...]]:
        """The labels of choices in the other languages that are shown, by name."""
        if question.choices is None or node is None or not self.interview.second:
            return {}
        return labels_beside(self.interview, question, node, self.interview.languages)

    def choices(
        self, question: Question, node: LiveNode | None, others: Mapping[str, tuple[ReadAloud, ...]]
    ) -> tuple[str, ...]:
        if question.choices is None:
            return ()
        labels = dict(choices_of(self.interview, question, node))
        call = self.interview.call
        names = tuple(labels) if call is None else call.lists.get(question.path, tuple(labels))
        if len(names) > _LIST:
            return (self.own("long_list", n=len(names)),)
        spoken_as = {name: [label, *(each.text for each in others.get(name, ()))] for name, label in labels.items()}
        return tuple(f"{place} {_together(spoken_as.get(name, [name]))}" for place, name in enumerate(names, 1))

    def group(self, path: str | None, label: Text | None, inner: list[_Item]) -> list[_Item]:
        when = True if path is None else self.when(path)
        if when is False or not any(item.number for item in inner):
            return inner if when is True else [replace(item, when=both((when, item.when))) for item in inner if when]
        node = None if path is None else next(iter(self.interview.instance.nodes_at(path)), None)
        words = _words(self.interview, label, node)
        title = [_Item(0, self.own("title", text=words), title=True)] if words else []
        if when is True:
            return [*title, *inner]
        if len(inner) == 1:
            return [replace(inner[0], when=both((when, inner[0].when)))]
        last = max(item.last for item in inner)
        return [_Item(0, "", when, last=last, span=len(title) + len(inner)), *title, *inner]

    def repeat(self, repeat: Repeat) -> list[_Item]:
        inner = self.group(repeat.path, repeat.label, self.within(repeat.children))
        if repeat.number is not None and inner:
            inner[-1].text += f"\n{self.own('each', number=repeat.number)}" if not inner[-1].choices else ""
        return inner

    def repeated(self, path: str) -> bool:
        return any(path.startswith(f"{each}/") for each in self.form.repeats)

    def answered(self, path: str) -> bool:
        answer = self.interview.answers.get(Ref(path))
        return answer is not None and not answer.ticking

    # --- conditions -----------------------------------------------------------------------------------------------

    def when(self, path: str) -> Condition:
        said = relevance(self.form, path, self.decide)
        if not any(atom == UNKNOWN for atom in atoms(said)):
            return said
        return self.settled(path)

    def settled(self, path: str) -> Condition:
        """What cannot be said in words: known once every question behind it was answered."""
        rule = self.form.nodes[path].bind.relevant
        nodes = self.interview.instance.nodes_at(path)
        if rule is None or not nodes or rule.volatile or not all(self.known(each, 0) for each in rule.references):
            return UNKNOWN
        return self.interview.instance.evaluate(rule, nodes[0]) not in ("", "0", "false", "NaN")

    def known(self, path: str, depth: int) -> bool:
        if self.repeated(path) or path in self.form.repeats or depth > _LIST:
            return False
        question = self.form.questions.get(path)
        if question is not None and question.number is not None:
            return self.answered(path)
        node = self.form.nodes.get(path)
        if node is None or node.children:
            return False
        calculation = node.bind.calculation
        return calculation is None or all(self.known(each, depth + 1) for each in calculation.references)

    def decide(self, atom: Atom) -> bool | None:
        """An atom about a question that was answered, and stands on the way now."""
        node = self.interview.instance.node(atom.path)
        if node is None or not self.answered(atom.path) or not self.interview.instance.relevant(node):
            return None
        value = self.interview.instance.value(node)
        match atom.kind:
            case "is":
                return value == atom.value
            case "has":
                return atom.value in value.split()
            case "answered":
                return bool(value)
            case _:
                try:
                    number = float(value)
                except ValueError:
                    return False
                return number > float(atom.value) if atom.kind == "more" else number >= float(atom.value)

    # --- words ----------------------------------------------------------------------------------------------------

    def only(self, when: Condition) -> str:
        if any(atom == UNKNOWN for atom in atoms(when)):
            return self.own("depends")
        return self.own("only_if", condition=self.said(when))

    def rule(self, items: Sequence[_Item], at: int) -> str:
        item = items[at]
        contrary = negated(item.when)
        unknown = any(atom == UNKNOWN for atom in atoms(item.when))
        if unknown or len(list(atoms(contrary))) > _SKIP_ATOMS:
            return self.own("until", rule=self.only(item.when), last=item.last)
        target = self.target(items, at)
        if not target:
            return self.own("skip_to_end", condition=self.said(contrary))
        key = "skip_to" if target.isdecimal() else "skip_to_sign"
        return self.own(key, condition=self.said(contrary), number=target)

    def target(self, items: Sequence[_Item], at: int) -> str:
        """Where one goes on when a rule leaves its paragraphs out: a number, a sign, or "" at the end.

        The number only where nothing else stands before that question that would be passed over: a text to read, or
        another rule that may hold.
        """
        lands = at + 1 + items[at].span
        while lands < len(items):
            first = next((k for k in range(lands, len(items)) if not items[k].title), lands)
            item = items[first]
            left_out = follows(self.form, self.decide, item.when, items[at].when)
            if item.number and not left_out:
                return str(item.number)
            if not left_out:
                return self.marked(items, lands)
            lands = first + 1 + item.span
        return ""

    def marked(self, items: Sequence[_Item], at: int) -> str:
        if not items[at].mark:
            signs = sum(1 for item in items if item.mark)
            items[at].mark = chr(_SIGNS + signs) if signs < _SIGNS_MANY else f"({signs})"
        return items[at].mark

    def said(self, condition: Condition, *, inside: bool = False) -> str:
        match condition:
            case Both(parts) | Either(parts):
                joined = self.joined(parts, condition)
                return f"({joined})" if inside else joined
            case Atom():
                return self.atom(condition)
            case bool():
                return ""

    def joined(self, parts: Sequence[Condition], whole: Both | Either) -> str:
        """«la 9 est « A » ou « B »», «la 9 n'est ni « A » ni « B »», or one after the other."""
        several = [part for part in parts if isinstance(part, Atom)]
        first = several[0] if several else None
        alike = (
            first is not None
            and len(several) == len(parts)
            and first.kind in ("is", "has")
            and first.no == isinstance(whole, Both)
            and all((part.path, part.kind, part.no) == (first.path, first.kind, first.no) for part in several)
        )
        if alike and first is not None:
            word = "neither" if first.no else "either"
            values = self.own(word).join(self.quoted(part) for part in several)
            return self.own(f"{first.kind}_{'none' if first.no else 'one'}", number=self.number(first), value=values)
        word = "and" if isinstance(whole, Both) else "or"
        return self.own(word).join(self.said(part, inside=True) for part in parts)

    def atom(self, atom: Atom) -> str:
        key = f"{atom.kind}_not" if atom.no else atom.kind
        if atom.kind == "answered":
            return self.own(key, number=self.number(atom))
        return self.own(key, number=self.number(atom), value=self.quoted(atom))

    def number(self, atom: Atom) -> str:
        return str(self.form.questions[atom.path].number)

    def quoted(self, atom: Atom) -> str:
        if atom.kind not in ("is", "has"):
            return atom.value
        question = self.form.questions[atom.path]
        node = next(iter(self.interview.instance.nodes_at(atom.path)), None)
        labels = dict(choices_of(self.interview, question, node))
        label = labels.get(atom.value, atom.value)
        return self.own("quoted", text=label if len(label) <= _LABEL else f"{label[: _LABEL - 1].rstrip()}…")


def _together(labels: Sequence[str]) -> str:
    """A label in several languages, each in its own direction."""
    if len({_RIGHT_TO_LEFT.search(label) is None for label in labels}) > 1:
        labels = [f"{_APART}{label}{_APART_END}" for label in labels]
    return " / ".join(labels)


def _first(hint: str) -> str:
    """The first sentence of a hint, short."""
    sentence = hint.partition(". ")[0].rstrip(".")
    return sentence if len(sentence) <= _HINT else f"{sentence[:_HINT].rpartition(' ')[0]}…"
