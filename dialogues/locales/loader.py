"""Locale files: read once at start, then only looked into.

This is the one place of the core that reads files, and they are its own (STYLE, habit 5).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TypeVar

from dialogues.locales.counting import MOST_WORDS, Counting
from dialogues.locales.meanings import Meanings
from dialogues.locales.plaintext import fold, plain
from dialogues.messages import Key, Phrase

REFERENCE = "fr"
"""The language whose file is complete by definition."""

_DATA = frozenset({"language", "words", "counting"})
"""Tables that hold lists and settings, not phrases."""

_OF_FILES = "export."
"""Phrases of files: a column's name is compared by programs, so nothing invisible stands in it."""

_LEFT_TO_RIGHT = ("L", "EN")
"""Letters and digits that run from left to right (Unicode bidirectional classes)."""

_ISOLATE, _POP = "\u2068", "\u2069"

_HOLE = re.compile(r"\{(\w+)\}")
_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
_Value = TypeVar("_Value")
_SELECTORS = {0xFE0E: None, 0xFE0F: None}


@dataclass(frozen=True, slots=True)
class Locale:
    """One language.

    Args:
        tag: its IETF tag, the name of its file.
        name: its name in itself («Français»).
        direction: `ltr` or `rtl`.
        in_french: tables that it leaves to the reference on purpose, as «cli»: nothing of theirs is missing.
        plurals: numbers that take a plural form other than `other`, by form («one» -> 0 and 1 in French).
        phrases: text by dotted key; a phrase with plural forms stands as one text per form.
        words: lists of words to recognise, by name.
        counting: its numerals.
        approximate: value by folded word («vingtaine»).
        measures: values by folded word of the tables `lasting`, `days_long` and `hours`.
        show: phrases that a language known only in part may show; None for one that says everything.
        names: folded names that guides give it.
        draft: nobody who speaks it has read what it shows.
    """

    tag: str
    name: str
    direction: str
    in_french: tuple[str, ...]
    plurals: Mapping[str, frozenset[int]]
    phrases: Mapping[str, Mapping[str, str]]
    words: Mapping[str, tuple[str, ...]]
    counting: Counting
    approximate: Mapping[str, int]
    measures: Mapping[str, Mapping[str, int]]
    show: tuple[str, ...] | None = None
    names: frozenset[str] = frozenset()
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """Whole numbers that words may say.

    Args:
        values: rising; more than one where nobody can tell.
        unsure: a word among them was never checked.
    """

    values: tuple[int, ...]
    unsure: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Locales:
    """All languages of the bot; built once by `Locales.load()` and never changed.

    Args:
        by_tag: the languages that the bot speaks, by tag, the reference first.
        field: languages of the field, known in part: of theirs words are recognised, and a few are shown.
        own_keys: keys by their exact and their folded words, by tag of the language.
        keys: keys by the exact words of any language, variation selectors left out.
        folded_keys: keys by their folded words.
        answers: True for folded words that say yes, False for those that say no, None for those that say something
            else in a language (Songhay «nan», leave it), by language.
        field_keys: keys by words of the languages of the field.
        wishes: `back`, `repeat`, `pause`, `refus` by folded words, in any language.
        words: folded words to recognise by the name of their list, all languages together.
        counting: numerals by tag, the languages that the bot speaks first.
        numerals: value by folded word or words («quatre vingt»), of the languages that the bot speaks.
        approximate: value by folded word («vingtaine» -> 20).
        months: number of a month, 1 to 12, by folded name or abbreviation.
        weekdays: number of a weekday, 0 is Monday, by folded name.
        days: distance in days from today by folded words («hier» -> -1).
        lasting: minutes by folded word («heure» -> 60).
        days_long: days by folded word («semaine» -> 7).
        hours: hours of the clock that have names («العاشرة» -> 10).
    """

    by_tag: Mapping[str, Locale]
    field: Mapping[str, Locale]
    own_keys: Mapping[str, Mapping[str, Key]]
    keys: Mapping[str, Key]
    folded_keys: Mapping[str, Key]
    answers: Meanings[bool | None]
    field_keys: Meanings[Key]
    wishes: Meanings[str]
    words: Mapping[str, frozenset[str]]
    counting: Mapping[str, Counting]
    numerals: Mapping[str, int]
    approximate: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Meanings[int]
    lasting: Mapping[str, int]
    days_long: Mapping[str, int]
    hours: Mapping[str, int]

    @staticmethod
    def load() -> Locales:
        """The locales of this package: their files are read at the first call."""
        return _package_locales()

    @staticmethod
    def of(files: Mapping[str, str]) -> Locales:
        """Locales from the text of their files.

        Args:
            files: TOML text by tag; the reference must be among them.

        Raises:
            KeyError: a file lacks a table that every language must have.
            tomllib.TOMLDecodeError: a file is not TOML.
        """
        tags = sorted(files, key=lambda tag: (tag != REFERENCE, tag))
        found = {tag: _locale(tag, tomllib.loads(files[tag])) for tag in tags}
        reference = found[REFERENCE]
        return _combine(
            {tag: locale for tag, locale in found.items() if locale.show is None},
            {tag: _partly(locale, reference) for tag, locale in found.items() if locale.show is not None},
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """Tags of all languages, the reference first."""
        return tuple(self.by_tag)

    def name(self, language: str) -> str:
        """The native name of a language («Français»), or of the reference for an unknown tag."""
        return self._locale(language).name

    def direction(self, language: str) -> str:
        """`ltr` or `rtl`."""
        return self._locale(language).direction

    def tag_of(self, name: str) -> str:
        """The tag of a language of the field, by a name that guides give it («Bambara»); "" for an unknown one."""
        folded = fold(name)
        return next((tag for tag, locale in self.field.items() if folded in locale.names), "") if folded else ""

    def missing(self, language: str) -> tuple[str, ...]:
        """Keys of the reference that a language lacks, those aside that it leaves to the reference on purpose.

        A language known in part is to have those of its `show` list, and no others.
        """
        locale = self._locale(language)
        own = locale.phrases
        if locale.show is not None:
            return tuple(key for key in locale.show if key not in own)
        left = tuple(f"{table}." for table in locale.in_french)
        return tuple(key for key in self.by_tag[REFERENCE].phrases if key not in own and not key.startswith(left))

    def text(self, phrase: Phrase, language: str) -> str:
        """A phrase in words.

        A missing phrase is said in the reference language. In a language written from right to left what fills a
        hole stands in isolates where it would be torn apart («12·3»). Whole numbers are written as people write them
        (2 500); where a number must stand as it is (a year, a code), it is passed as a string. A phrase with
        plural forms takes the one that its param `n` calls for.

        Args:
            phrase: the phrase; its params may be phrases themselves.
            language: IETF tag; «fr-ML» is read as «fr», an unknown one as the reference.

        Raises:
            KeyError: no locale has this key, or a hole of the text has no param.
        """
        locale = self._locale(language)
        forms = locale.phrases.get(phrase.key)
        if forms is None:
            locale = self.by_tag[REFERENCE]
            forms = locale.phrases[phrase.key]
        form = _plural_form(locale, phrase.params.get("n"))
        found = forms.get(form, forms["other"])
        if "{" not in found:
            return found

        def fill(hole: re.Match[str]) -> str:
            value = phrase.params[hole[1]]
            if isinstance(value, Phrase):
                return self.text(value, locale.tag)
            said = self.number(value, locale.tag) if isinstance(value, int) else value
            return _apart(said) if locale.direction == "rtl" and not phrase.key.startswith(_OF_FILES) else said

        return _HOLE.sub(fill, found)

    def key_label(self, key: Key, language: str) -> str:
        """The words of a key."""
        return self.text(Phrase(f"keys.{key.value}"), language)

    def key_of(self, text: str, language: str = REFERENCE, spoken: tuple[str, ...] = ()) -> Key | None:
        """The key whose words a message is, in any language of the bot, whatever its emoji, case and accents.

        Args:
            text: the whole message.
            language: asked first where two languages use the same word for different keys.
            spoken: tags of other languages spoken here: the words of those of the field count only there.
        """
        if len(text) > 200:
            return None
        tidy = plain(text).translate(_SELECTORS)
        folded = fold(tidy)
        own = self.own_keys[self._locale(language).tag]
        found = own.get(tidy) or own.get(folded) or self.keys.get(tidy) or self.folded_keys.get(folded)
        if found is not None or folded not in self.field_keys.by_word:
            return found
        known = self.field_keys.by_word[folded]
        return next((known[tag] for tag in (language, *spoken) if tag in known), None)

    def of_the_field(self, text: str) -> bool:
        """Whether a whole message is a key, or an answer with two meanings, in a language of the field."""
        folded = fold(text) if len(text) <= 200 else ""
        answers = self.answers.by_word.get(folded, {})
        return folded in self.field_keys.by_word or len(set(answers.values())) > 1

    def wish_of(self, text: str, languages: tuple[str, ...] = ()) -> tuple[str, bool] | None:
        """What a whole message asks for in words of any language: `back`, `repeat`, `pause` or `refus`.

        Args:
            text: the whole message.
            languages: tags of those spoken here.

        Returns:
            What, and whether it is said in a language spoken here, or in one of the bot's; None for anything else,
            or for one of two things.
        """
        folded = fold(text) if len(text) <= 200 else ""
        meant = self.wishes.only(folded, languages)
        if meant is None:
            return None
        return meant, any(tag in self.wishes.by_word[folded] for tag in (*languages, *self.by_tag))

    def moves_on(self, text: str) -> bool:
        """Whether a whole message only wants the next question («suivant»), in any language."""
        return len(text) <= 200 and fold(text) in self.words["moves_on"]

    def yes_no(self, text: str, languages: tuple[str, ...] = ()) -> bool | None:
        """Whether a whole message says yes or no, in any language; None when it says neither, or may say both.

        Args:
            text: the whole message.
            languages: tags of those spoken here; see `Meanings.find`.
        """
        return None if len(text) > 200 else self.answers.only(fold(text) or plain(text), languages)

    def non_response(self, text: str) -> str | None:
        """`nsp` or `refus` where a whole message says one of them, in any language; None when it says neither."""
        folded = fold(text) if len(text) <= 200 else ""
        return next((name for name in ("nsp", "refus") if folded in self.words[name]), None)

    def counted(self, words: tuple[str, ...], languages: tuple[str, ...] = (), *, only: bool = False) -> Counted | None:
        """The whole numbers that words may say, all of the words taken.

        Args:
            words: folded.
            languages: tags of those that are spoken here: the first in which the words are a number decides. Else
                every number counts that they are in any language.
            only: other languages than these and those of the bot are left out.

        Returns:
            None when they are no number in any language.
        """
        if not words or len(words) > MOST_WORDS:
            return None
        for tag in languages:
            values = self.counting[tag].values(words) if tag in self.counting else ()
            if values:
                return Counted(values, self.counting[tag].is_unsure(words))
        tags = self.by_tag if only else self.counting
        found = {tag: values for tag in tags if (values := self.counting[tag].values(words))}
        if not found:
            return None
        unsure = all(self.counting[tag].is_unsure(words) for tag in found)
        return Counted(tuple(sorted({value for values in found.values() for value in values})), unsure)

    def number(self, value: int | Decimal, language: str) -> str:
        """A number as people write it: «2 500», «1 250,5»; groups from 1 000 on."""
        sign = "-" if value < 0 else ""
        digits, _, fraction = (
            f"{abs(value):f}".partition(".") if isinstance(value, Decimal) else (str(abs(value)), "", "")
        )
        groups: list[str] = []
        while digits:
            digits, group = digits[:-3], digits[-3:]
            groups.insert(0, group)
        whole = self.text(Phrase("numbers.group"), language).join(groups)
        return f"{sign}{whole}{self.text(Phrase('numbers.decimal'), language) if fraction else ''}{fraction}"

    def date(self, value: dt.date, language: str) -> str:
        """A date as people say it: «12 mars 2026», «1er mars 2026»."""
        return self.text(date_phrase(value), language)

    def time(self, value: dt.time, language: str) -> str:
        """A time of day as people say it: «10 h 30», «10 h»."""
        return self.text(time_phrase(value), language)

    def date_time(self, value: dt.datetime, language: str) -> str:
        """A moment as people say it, in its own zone: «12 mars 2026 à 10 h 30»."""
        return self.text(date_time_phrase(value), language)

    @property
    def offered(self) -> tuple[str, ...]:
        """Tags of the languages that somebody may choose: those of the bot, then those of the field."""
        return (*self.by_tag, *self.field)

    def is_draft(self, language: str) -> bool:
        """Whether nobody who speaks a language has read what is shown in it."""
        return self._locale(language).draft

    def _locale(self, language: str) -> Locale:
        known = {**self.by_tag, **self.field}
        found = known.get(language) or known.get(language.partition("-")[0])
        return found or self.by_tag[REFERENCE]


def _apart(value: str) -> str:
    """A value that keeps its own direction within right-to-left text (Unicode UAX 9, isolates)."""
    if value.isdigit() or "\n" in value or not any(unicodedata.bidirectional(sign) in _LEFT_TO_RIGHT for sign in value):
        return value
    return f"{_ISOLATE}{value}{_POP}"


def date_phrase(value: dt.date) -> Phrase:
    """A date as a phrase: put into words in whatever language it is shown."""
    day: str | Phrase = Phrase("dates.first") if value.day == 1 else str(value.day)
    month = Phrase(f"dates.months.{value.month}")
    return Phrase("dates.date", {"day": day, "month": month, "year": str(value.year)})


def time_phrase(value: dt.time) -> Phrase:
    """A time of day as a phrase."""
    if value.minute == 0:
        return Phrase("dates.hour", {"hour": str(value.hour)})
    return Phrase("dates.time", {"hour": str(value.hour), "minute": f"{value.minute:02d}"})


def date_time_phrase(value: dt.datetime) -> Phrase:
    """A moment, in its own zone, as a phrase."""
    return Phrase("dates.date_time", {"date": date_phrase(value.date()), "time": time_phrase(value.time())})


@cache
def _package_locales() -> Locales:
    folder = resources.files(__package__)
    return Locales.of(
        {
            entry.name.removesuffix(".toml"): entry.read_text(encoding="utf-8")
            for entry in folder.iterdir()
            if entry.name.endswith(".toml")
        }
    )


def _locale(tag: str, tables: Mapping[str, object]) -> Locale:
    language = _table(tables["language"])
    words = {name: _strings(value) for name, value in _table(tables["words"]).items() if isinstance(value, list)}
    phrases: dict[str, Mapping[str, str]] = {}
    for name, table in tables.items():
        if name not in _DATA:
            _collect(name, _table(table), phrases)
    plurals = _table(language.get("plurals", {}))
    return Locale(
        tag=tag,
        name=str(language["name"]),
        direction=str(language["direction"]),
        in_french=_strings(language.get("in_french", [])),
        plurals={form: frozenset(int(str(n)) for n in _list(value)) for form, value in plurals.items()},
        phrases=MappingProxyType(phrases),
        words=MappingProxyType(words),
        counting=Counting.of(_table(tables.get("counting", {}))),
        approximate=_values(_table(tables["words"]).get("approximate", {})),
        measures={name: _values(_table(tables["words"]).get(name, {})) for name in ("lasting", "days_long", "hours")},
        show=_strings(language["show"]) if "show" in language else None,
        names=frozenset(fold(name) for name in _strings(language.get("names", []))),
        draft=language.get("draft") is True,
    )


def _partly(locale: Locale, reference: Locale) -> Locale:
    """What a language known in part shows: what its list allows; a draft beside the words of the reference.

    So a draft is seen to be one, and who cannot read it has the other words.
    """
    shown = {key: locale.phrases[key] for key in locale.show or () if key in locale.phrases}
    if locale.draft:
        shown = {key: {"other": f"{reference.phrases[key]['other']} · {own['other']}"} for key, own in shown.items()}
    return replace(locale, phrases=MappingProxyType(shown))


def _values(table: object) -> Mapping[str, int]:
    return {fold(word): int(str(value)) for word, value in _table(table).items()}


def _collect(prefix: str, table: Mapping[str, object], into: dict[str, Mapping[str, str]]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, str):
            into[key] = {"other": value}
        elif isinstance(value, dict) and "other" in value and set(value) <= _FORMS:
            into[key] = {form: str(text) for form, text in value.items()}
        else:
            _collect(key, _table(value), into)


def _combine(by_tag: Mapping[str, Locale], field: Mapping[str, Locale]) -> Locales:
    """What all languages recognise; where two that the bot speaks use one word, the earlier language keeps it.

    Words of the field stand beside them by language, or, as months and days of the week do, where nobody else has them.
    """
    locales = tuple(by_tag.values())
    everywhere = (*locales, *field.values())
    words = {name for locale in everywhere for name in locale.words}
    labels = [(_said(locale, f"keys.{key.value}"), key) for locale in locales for key in Key]
    others = [(word, key) for locale in locales for key in Key for word in _words(locale, f"key_{key.value}")]
    first = tuple(by_tag)
    return Locales(
        by_tag=by_tag,
        field=field,
        own_keys={
            locale.tag: _first(
                (words, key)
                for key in Key
                for label in (_said(locale, f"keys.{key.value}"),)
                for words in (label.translate(_SELECTORS), fold(label))
            )
            for locale in everywhere
        },
        field_keys=Meanings.of(
            (
                (fold(word), locale.tag, key)
                for locale in field.values()
                for key in Key
                for word in (_said(locale, f"keys.{key.value}"), *_words(locale, f"key_{key.value}"))
            ),
            first,
        ),
        wishes=Meanings.of(
            (
                (fold(word), locale.tag, name)
                for locale in everywhere
                for name in WISHES
                for word in _words(locale, f"wish_{name}")
            ),
            first,
        ),
        keys=_first((label.translate(_SELECTORS), key) for label, key in labels),
        folded_keys=_first((fold(word), key) for word, key in (*labels, *others)),
        answers=Meanings.of(
            (
                (fold(word) or plain(word), locale.tag, answer)
                for locale in everywhere
                for name, answer in (("yes", True), ("no", False), ("neither", None))
                for word in _words(locale, name)
            ),
            first,
        ),
        words={name: frozenset(fold(word) for each in everywhere for word in _words(each, name)) for name in words},
        counting={locale.tag: locale.counting for locale in everywhere},
        numerals=_first(
            pair
            for locale in locales
            for pair in (
                *((word, values[0]) for word, values in locale.counting.numerals.items()),
                *locale.counting.scales.items(),
            )
        ),
        approximate=_first(pair for locale in locales for pair in locale.approximate.items()),
        months=_first(
            (fold(word), month)
            for locale in everywhere
            for month in range(1, 13)
            for word in (_said(locale, f"dates.months.{month}"), *_words(locale, f"month_{month}"))
        ),
        weekdays=_first(
            (fold(word), day)
            for locale in everywhere
            for day in range(7)
            for word in (_said(locale, f"dates.weekdays.{day}"), *_words(locale, f"weekday_{day}"))
        ),
        days=Meanings.of(
            (
                (fold(word), locale.tag, day)
                for locale in everywhere
                for name, day in _DAYS.items()
                for word in _words(locale, name)
            ),
            first,
        ),
        lasting=_measures(everywhere, "lasting"),
        days_long=_measures(everywhere, "days_long"),
        hours=_measures(everywhere, "hours"),
    )


def _measures(locales: tuple[Locale, ...], name: str) -> Mapping[str, int]:
    return _first(pair for locale in locales for pair in locale.measures[name].items())


def _first(pairs: Iterable[tuple[str, _Value]]) -> Mapping[str, _Value]:
    """A table in which the first value of a word stays; the empty word is no word."""
    table: dict[str, _Value] = {}
    for word, value in pairs:
        if word:
            table.setdefault(word, value)
    return table


def _said(locale: Locale, key: str) -> str:
    """A phrase of one language, "" where it lacks it."""
    return locale.phrases.get(key, {"other": ""})["other"]


def _words(locale: Locale, name: str) -> tuple[str, ...]:
    return locale.words.get(name, ())


WISHES = ("back", "repeat", "pause", "refus")
"""What may be asked for in words that are no key."""

_DAYS: Mapping[str, int] = {
    "day_before_yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
    "day_after_tomorrow": 2,
}


def _plural_form(locale: Locale, number: str | int | Phrase | None) -> str:
    if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) < 19:
        number = int(number)
    if isinstance(number, int):
        for form, numbers in locale.plurals.items():
            if number in numbers:
                return form
    return "other"


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("a table was expected in a locale file")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list was expected in a locale file")
    return value


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in _list(value))
