"""A session told in one sentence, laid upon the questions of a guide: «hier causerie Kati 12F 8H 5f 3g terre».

What was said is read by a `SessionReader`; here it finds its questions:

1. The appearance of a question says what it takes: `ligne` for days and choices, `ligne-lieu`, `ligne-type`,
   `ligne-theme` for what the choices are of, with `-autre` for the text beside them, `ligne-femmes`, `ligne-hommes`,
   `ligne-filles`, `ligne-garcons`, `ligne-personnes` for figures, `ligne-duree` for minutes.
2. A choice is named by all of its label, or by words that one label alone has; a word with a slip where the reader of
   labels is certain of it. What names none goes into the text beside, with «autre».
3. What is in doubt is proposed and asked again; what two labels have is asked. Before 4 in the morning «aujourd'hui»
   may be the day before: it is asked.
4. Whatever is left over is said and kept; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogues.forms.definition import LINE, FormDefinition, Question
from dialogues.forms.ref import Ref
from dialogues.interview.filling import OTHER, marked
from dialogues.interview.held import NIGHT_ENDS
from dialogues.interview.interview import Interview
from dialogues.interview.told import Activity, Said, ToldSession
from dialogues.locales import Locales, fold
from dialogues.messages import Option, Phrase

MOST_LINES = 20
"""Records in one message."""
LONGEST = 600
"""Characters of one record."""
FIGURES = {
    "women": "femmes",
    "men": "hommes",
    "girls": "filles",
    "boys": "garcons",
}
"""The appearance word of the question that takes a count, after `ligne-`."""
_NAMES: Mapping[Activity, tuple[str, ...]] = {
    Activity.COMMUNITY_MEETING: ("reunion_communautaire", "reunion"),
    Activity.AWARENESS: ("sensibilisation", "sensibilisation_masse"),
}
"""The names of a choice for a kind of session, where they are not its own."""
_WORD = re.compile(r"[\w'’/.-]*\w")
_DAY = re.compile(r"[0-9][/.-][0-9]")
_WIDEST = 5
"""Words of a label that are looked for together."""
_SHORTEST = 3
"""Letters of a word that may name a label."""
_TELLING = 5
"""Letters of a word that tells one label from the others."""
_SURE = 3
"""Values that make a line a record even without a figure."""

ReadLabel = Callable[[str, Sequence[Option]], str | None]
"""The name of the choice that words mean for certain, None for none."""
ReadSession = Callable[[str], ToldSession | None]
"""What can be read of a session in a text, whether it tells of one or not."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was understood of one record.

    Args:
        text: the line.
        values: canonical texts by ref, what is in doubt too.
        doubts: those of them that are asked again.
        vague: those of them that are «à vérifier» but not asked again: «une vingtaine».
        unread: the words that were not understood, "" for none.
        figures: how many figures had a unit.
        day: it is a day and nothing else.
        whole: it tells of a session by itself.
        denied: it asks, wishes, or says that nothing took place.
        differs: the total that was said is not that of those who were counted.
    """

    text: str
    values: Mapping[Ref, str]
    doubts: frozenset[Ref] = frozenset()
    vague: frozenset[Ref] = frozenset()
    unread: str = ""
    figures: int = 0
    day: bool = False
    whole: bool = False
    denied: bool = False
    differs: bool = False

    @property
    def is_record(self) -> bool:
        """Whether there is enough in it to begin a record."""
        if self.whole or self.denied:
            return self.whole
        return len(self.values) >= _SURE or (self.figures > 0 and len(self.values) > self.figures)


@dataclass(slots=True)
class _Laid:
    """Values as they find their questions."""

    values: dict[Ref, str] = field(default_factory=dict)
    doubts: set[Ref] = field(default_factory=set)
    vague: set[Ref] = field(default_factory=set)
    left: list[str] = field(default_factory=list)

    def put(self, ref: Ref, value: str, said: Said[object]) -> None:
        self.values[ref] = value
        if not said.certain:
            (self.vague if said.about else self.doubts).add(ref)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads records for one interview that has just begun.

    Args:
        interview: says which questions there are and what their choices are.
        locales: the lexicon.
        label: reads words with slips.
        session: reads what is told of a session.
    """

    interview: Interview
    locales: Locales
    label: ReadLabel
    session: ReadSession

    def lines(self, text: str) -> Sequence[Told]:
        """What a message tells: one record a line, or one in all of it, a slot a line.

        A line that is a day and nothing else is the day of those below it.
        """
        day: Mapping[Ref, str] = {}
        told: list[Told] = []
        for line in text.splitlines():
            if not line.strip():
                continue
            found = self.line(line)
            if found.day:
                day = found.values
            else:
                told.append(replace(found, values={**day, **found.values}))
        if len(told) > 1 and not any(each.whole for each in told):
            whole = self.line(text)
            if whole.whole:
                return (whole,)
        return told

    def line(self, text: str) -> Told:
        """What one record tells."""
        if len(text) > LONGEST:
            return Told(text, {}, unread=text)
        said = self.session(text) or ToldSession(unread=text, tells=False)
        laid = _Laid()
        figures = self._figures(said, laid)
        self._day(text, said, laid)
        self._kind(said, laid)
        self._whole_labels(text, laid)
        self._where(said, laid)
        self._topic(said, laid)
        words = self._labels([*_WORD.findall(said.unread), *laid.left], laid.values)
        small = set(self._list("small_words"))
        unread = " ".join(word for word in words if word and fold(word) not in small)
        return Told(
            text,
            laid.values,
            frozenset(laid.doubts),
            frozenset(laid.vague),
            unread,
            figures,
            said.date is not None and not figures and not unread and laid.values.keys() <= self._dates(),
            said.tells,
            said.denied,
            said.total is not None and said.whole_total and not said.total.certain and not said.total.about,
        )

    def _list(self, name: str) -> Sequence[str]:
        tags = self.locales.languages
        return [word for tag in tags for word in self.locales.text(Phrase(f"lines.{name}"), tag).split()]

    def _dates(self) -> set[Ref]:
        return {ref for ref, question in self._questions(LINE) if question.type == "date"}

    def _questions(self, word: str) -> Sequence[tuple[Ref, Question]]:
        form: FormDefinition = self.interview.form
        return [(ref, form.questions[ref]) for ref in marked(form, word)]

    def _of(self, slot: str) -> Ref | None:
        """The question that takes a slot."""
        return next(iter(marked(self.interview.form, f"{LINE}-{slot}")), None)

    # --- slots ----------------------------------------------------------------------------------------------------

    def _figures(self, said: ToldSession, laid: _Laid) -> int:
        """Who was counted, and how long it took; returns how many figures there are."""
        known = 0
        for who, slot in FIGURES.items():
            count, ref = said.counts[who], self._of(slot)
            if count is not None and ref is not None:
                laid.put(ref, str(count.value), count)
                known += 1
        total, ref = said.total, self._of("personnes")
        if total is not None and ref is not None and (said.whole_total or not known):
            laid.put(ref, str(total.value), Said(total.value, total.certain or known > 1, total.about))
            known += 1
        ref = self._of("duree")
        if said.minutes is not None and ref is not None:
            laid.put(ref, str(said.minutes.value), Said(said.minutes.value))
        return known

    def _day(self, text: str, said: ToldSession, laid: _Laid) -> None:
        if said.date is None:
            return
        now = self.interview.instance.now()
        if now.hour < NIGHT_ENDS and said.date.value == now.date() and not self._written(text):
            return
        for ref in sorted(self._dates())[:1]:
            laid.put(ref, said.date.value.isoformat(), said.date)

    def _written(self, text: str) -> bool:
        """Whether a day is written in figures: then it is that day."""
        return bool(_DAY.search(text)) or any(word in self.locales.months for word in fold(text).split(" "))

    def _kind(self, said: ToldSession, laid: _Laid) -> None:
        ref = self._of("type")
        if said.activity is None or ref is None:
            return
        there = {option.name for option in self._options(ref)}
        names = _NAMES.get(said.activity.value, (said.activity.value.value,))
        name = next((name for name in names if name in there), None)
        if name is not None and said.activity.certain:
            laid.put(ref, name, said.activity)

    def _where(self, said: ToldSession, laid: _Laid) -> None:
        ref = self._of("lieu")
        if said.place is None or ref is None or ref in laid.values:
            return
        options = self._options(ref)
        parts = [said.place.value, *said.place.value.split(", ")]
        for part in parts:
            name = _named(fold(part), options) or self.label(part, options)
            if name is not None:
                laid.put(ref, name, said.place)
                return
        several = any(f" {fold(part)} " in f" {fold(option.label)} " for part in parts for option in options)
        if several or not self._beside("lieu", ref, options, said.place, laid):
            laid.left.append(said.place.value)

    def _topic(self, said: ToldSession, laid: _Laid) -> None:
        ref = self._of("theme")
        if said.topic is None:
            return
        if ref is None or ref in laid.values:
            return
        options = self._options(ref)
        folded = fold(said.topic.value)
        for other, _ in self._questions(LINE):  # «forum» alone was the kind of session
            if other in laid.values and _named(folded, self._options(other)) == laid.values[other]:
                return
        name = _named(folded, options) or self.label(said.topic.value, options) or self._told_apart(folded, options)
        if name is not None:
            laid.put(ref, name, Said(name))
        elif not self._beside("theme", ref, options, said.topic, laid):
            laid.left.append(said.topic.value)

    def _beside(self, slot: str, ref: Ref, options: Sequence[Option], said: Said[str], laid: _Laid) -> bool:
        """«Autre», with the words in the text beside it; False where the guide has none."""
        text = self._of(f"{slot}-{OTHER}")
        if text is None or OTHER not in {option.name for option in options}:
            return False
        laid.put(ref, OTHER, said)
        laid.put(text, said.value, Said(said.value, said.certain, about=True))
        return True

    def _told_apart(self, folded: str, options: Sequence[Option]) -> str | None:
        """The only choice that shares a telling word: «leadership féminin» is «Leadership des femmes».

        Not where both speak of people, and of others: «droits des femmes» is not «Droits de l'enfant».
        """
        people = {fold(word) for word in self._list("people")}
        words = folded.replace("'", " ").split()
        telling = [word for word in words if len(word) >= _TELLING and word not in people]
        who = people.intersection(words)
        found: list[str] = []
        for option in options:
            label = fold(option.label).replace("'", " ").split()
            others = people.intersection(label)
            shared = any(_alike(word, other) for word in telling for other in label if other not in people)
            if shared and not (who and others and not who & others):
                found.append(option.name)
        return found[0] if len(found) == 1 else None

    # --- labels ---------------------------------------------------------------------------------------------------

    def _options(self, ref: Ref) -> Sequence[Option]:
        question, node = self.interview.form.questions[ref], self.interview.instance.node(ref)
        if question.choices is None or node is None:
            return ()
        return [Option(name, label) for name, label in self.interview.instance.choices(question, node)]

    def _whole_labels(self, text: str, laid: _Laid) -> None:
        """Choices whose whole label stands in the text, of the questions that have no value yet."""
        words = _WORD.findall(text)
        windows = {fold(" ".join(window)) for _, _, window in _windows(words)}
        for ref, _ in self._questions(LINE):
            options = [] if ref in laid.values else self._options(ref)
            found = {option.name for option in options if fold(option.label) in windows}
            if len(found) == 1:
                laid.values[ref] = found.pop()

    def _labels(self, words: list[str], values: dict[Ref, str]) -> list[str]:
        """Find the choices that left words name, longest first; the words that name none are left."""
        small = set(self._list("small_words"))
        left: list[str] = [*words]
        for at, width, _ in _windows(words):
            window = left[at : at + width]
            if any(not word for word in window) or {fold(window[0]), fold(window[-1])} & small:
                continue
            meant = self._meant(" ".join(window), values)
            if len(meant) == 1 or any(ref in values for ref in meant):
                for ref, name in meant.items() if len(meant) == 1 else ():
                    values.setdefault(ref, name)
                left[at : at + width] = [""] * width
        return left

    def _meant(self, words: str, values: Mapping[Ref, str]) -> dict[Ref, str]:
        """The choices that words name; of a question that has a value, only that one."""
        found: dict[Ref, str] = {}
        folded = fold(words)
        if len(folded) < _SHORTEST or folded.isdigit():
            return found
        for ref, _ in self._questions(LINE):
            options = self._options(ref)
            name = _named(folded, options) or (self.label(words, options) if options and " " not in folded else None)
            if name is not None and values.get(ref, name) == name:
                found[ref] = name
        return found


def _windows(words: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Words that stand together, the longest first: where, how many, which."""
    for width in range(min(_WIDEST, len(words)), 0, -1):
        for at in range(len(words) - width + 1):
            yield at, width, words[at : at + width]


def _alike(word: str, other: str) -> bool:
    """Whether two words begin alike: «féminin» and «féminine», «mariages» and «mariage»."""
    shared = max(_TELLING, min(len(word), len(other)) - 2)
    return len(word) >= _TELLING and len(other) >= _TELLING and word[:shared] == other[:shared]


def _named(folded: str, options: Sequence[Option]) -> str | None:
    """The choice whose label is these words, else the only one that has them in it."""
    labels = [(option.name, fold(option.label)) for option in options]
    whole = [name for name, label in labels if label == folded]
    if whole:
        return whole[0] if len(whole) == 1 else None
    parts = [name for name, label in labels if len(folded) >= _SHORTEST and f" {folded} " in f" {label} "]
    return parts[0] if len(parts) == 1 else None
