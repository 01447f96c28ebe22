"""Locale files: read once at start, then only looked into.

This is the one place of the core that reads files, and they are its own (STYLE, habit 5).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

from dialogues.locales.plaintext import fold, plain
from dialogues.messages import Key, Phrase

REFERENCE = "fr"
"""The language whose file is complete by definition."""

_DATA = frozenset({"language", "words"})
"""Tables that hold lists and settings, not phrases."""

_HOLE = re.compile(r"\{(\w+)\}")
_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
_SELECTORS = {0xFE0E: None, 0xFE0F: None}


@dataclass(frozen=True, slots=True)
class Locale:
    """One language.

    Args:
        tag: its IETF tag, the name of its file.
        name: its name in itself («Français»).
        direction: `ltr` or `rtl`.
        plurals: numbers that take a plural form other than `other`, by form («one» -> 0 and 1 in French).
        phrases: text by dotted key; a phrase with plural forms stands as one text per form.
        words: lists of words to recognise, by name.
        numerals: value by folded word or words («quatre vingt»).
        approximate: value by folded word («vingtaine»).
    """

    tag: str
    name: str
    direction: str
    plurals: Mapping[str, frozenset[int]]
    phrases: Mapping[str, Mapping[str, str]]
    words: Mapping[str, tuple[str, ...]]
    numerals: Mapping[str, int]
    approximate: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Locales:
    """All languages of the bot; built once by `Locales.load()` and never changed.

    Args:
        by_tag: locales by tag, the reference first.
        keys: keys by the exact words of any language, variation selectors left out.
        folded_keys: keys by their folded words.
        answers: True for folded words that say yes, False for those that say no.
        words: folded words to recognise by the name of their list, all languages together.
        numerals: value by folded word, all languages together.
        approximate: value by folded word («vingtaine» -> 20), all languages together.
        months: number of a month, 1 to 12, by folded name or abbreviation.
        weekdays: number of a weekday, 0 is Monday, by folded name.
        days: distance in days from today by folded words («hier» -> -1).
    """

    by_tag: Mapping[str, Locale]
    keys: Mapping[str, Key]
    folded_keys: Mapping[str, Key]
    answers: Mapping[str, bool]
    words: Mapping[str, frozenset[str]]
    numerals: Mapping[str, int]
    approximate: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Mapping[str, int]

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
        return _combine({tag: _locale(tag, tomllib.loads(files[tag])) for tag in tags})

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

    def text(self, phrase: Phrase, language: str) -> str:
        """A phrase in words.

        A missing phrase is said in the reference language. Whole numbers are written as people write them
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

        def fill(hole: re.Match[str]) -> str:
            value = phrase.params[hole[1]]
            if isinstance(value, Phrase):
                return self.text(value, language)
            return self.number(value, language) if isinstance(value, int) else value

        return _HOLE.sub(fill, found)

    def key_label(self, key: Key, language: str) -> str:
        """The words of a key."""
        return self.text(Phrase(f"keys.{key.value}"), language)

    def key_of(self, text: str, language: str = REFERENCE) -> Key | None:
        """The key whose words a message is, in any language, whatever its emoji, case and accents.

        Args:
            text: the whole message.
            language: asked first where two languages use the same word for different keys.
        """
        if len(text) > 200:
            return None
        tidy = plain(text).translate(_SELECTORS)
        folded = fold(tidy)
        for key in Key:
            label = self.key_label(key, language)
            if tidy == label.translate(_SELECTORS) or (folded and folded == fold(label)):
                return key
        return self.keys.get(tidy) or self.folded_keys.get(folded)

    def yes_no(self, text: str) -> bool | None:
        """Whether a whole message says yes or no, in any language; None when it says neither."""
        return None if len(text) > 200 else self.answers.get(fold(text) or plain(text))

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

    def _locale(self, language: str) -> Locale:
        found = self.by_tag.get(language) or self.by_tag.get(language.partition("-")[0])
        return found or self.by_tag[REFERENCE]


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
    plurals = _table(language["plurals"])
    return Locale(
        tag=tag,
        name=str(language["name"]),
        direction=str(language["direction"]),
        plurals={form: frozenset(int(str(n)) for n in _list(value)) for form, value in plurals.items()},
        phrases=MappingProxyType(phrases),
        words=MappingProxyType(words),
        numerals=_values(_table(tables["words"])["numerals"]),
        approximate=_values(_table(tables["words"])["approximate"]),
    )


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


def _combine(by_tag: Mapping[str, Locale]) -> Locales:
    keys: dict[str, Key] = {}
    folded_keys: dict[str, Key] = {}
    answers: dict[str, bool] = {}
    recognised: dict[str, frozenset[str]] = {}
    numerals: dict[str, int] = {}
    approximate: dict[str, int] = {}
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    days: dict[str, int] = {}
    for locale in by_tag.values():
        for key in Key:
            label = locale.phrases[f"keys.{key.value}"]["other"]
            keys.setdefault(label.translate(_SELECTORS), key)
            for word in (label, *locale.words.get(f"key_{key.value}", ())):
                if fold(word):
                    folded_keys.setdefault(fold(word), key)
        for list_of_words, answer in ((locale.words["yes"], True), (locale.words["no"], False)):
            for word in list_of_words:
                answers.setdefault(fold(word) or plain(word), answer)
        for name, list_of_words in locale.words.items():
            recognised[name] = recognised.get(name, frozenset()) | {fold(word) for word in list_of_words}
        numerals = {**locale.numerals, **numerals}
        approximate = {**locale.approximate, **approximate}
        for month in range(1, 13):
            months.setdefault(fold(locale.phrases[f"dates.months.{month}"]["other"]), month)
            for word in locale.words[f"month_{month}"]:
                months.setdefault(fold(word), month)
        for day in range(7):
            weekdays.setdefault(fold(locale.phrases[f"dates.weekdays.{day}"]["other"]), day)
        for name, distance in _DAYS.items():
            for word in locale.words[name]:
                days.setdefault(fold(word), distance)
    return Locales(
        by_tag=by_tag,
        keys=keys,
        folded_keys=folded_keys,
        answers=answers,
        words=recognised,
        numerals=numerals,
        approximate=approximate,
        months=months,
        weekdays=weekdays,
        days=days,
    )


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
