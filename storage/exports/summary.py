"""Counts over those who were asked: the first sheet.

Each closed question is counted over the interviews (or instances of its repeat) in which it was put to somebody, all
versions together, with its non-response; each number gets its sum, bounds, mean and median. Memory does not grow
with the rows: choices are those of the form, and of numbers at most `SAMPLE` distinct values are held. Beyond, the
median is worked out on every second, fourth, eighth… value and says that it is estimated; all else stays exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from storage.exports.cells import Cell, Kind, cell
from storage.exports.document import Line, Page, Style

if TYPE_CHECKING:
    from datetime import datetime

    from storage.exports.fields import Field
    from storage.exports.tables import Census, Layout

__all__ = ["SAMPLE", "Summary"]

SAMPLE = 5_000
"""How many distinct values of a question are held to find its median."""
SMALL_BASE = 30
"""Under so many answers a percentage says little, and in `strict` it is not given (FIELD, «What can hurt», 7)."""

_STATUSES = ("nsp", "refus", "passe")
_SHARES = frozenset({4, 5})
_WIDTHS = (6, 60, 46, 12, 20, 20, 22)


@dataclass(slots=True)
class _Median:
    """A median in bounded memory: exact up to `SAMPLE` distinct values, then over a systematic sample."""

    values: Counter[Decimal] = field(default_factory=Counter)
    every: int = 1
    seen: int = 0

    @property
    def exact(self) -> bool:
        return self.every == 1

    def add(self, value: Decimal) -> None:
        if self.seen % self.every == 0:
            self.values[value] += 1
            if len(self.values) > SAMPLE:
                self.every *= 2
                self._thin()
        self.seen += 1

    def _thin(self) -> None:
        """Keep every second value in order of size: the middle stays where it is."""
        kept: Counter[Decimal] = Counter()
        take = True
        for value in sorted(self.values):
            count = self.values[value]
            kept_here = (count + take) // 2
            if kept_here:
                kept[value] = kept_here
            take ^= count % 2 == 1
        self.values = kept

    def value(self) -> Decimal:
        total = self.values.total()
        low, high = (total - 1) // 2, total // 2
        found: list[Decimal] = []
        passed = 0
        for value in sorted(self.values):
            passed += self.values[value]
            while len(found) < 2 and passed > (low, high)[len(found)]:
                found.append(value)
        return (found[0] + found[1]) / 2


@dataclass(slots=True)
class _Numbers:
    count: int = 0
    total: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    median: _Median = field(default_factory=_Median)

    def add(self, value: Decimal) -> None:
        self.least = min(self.least, value) if self.count else value
        self.most = max(self.most, value) if self.count else value
        self.count += 1
        self.total += value
        self.median.add(value)


@dataclass(slots=True)
class _Tally:
    """What is counted of one question."""

    asked: int = 0
    doubtful: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    choices: Counter[str] = field(default_factory=Counter)
    elsewhere: int = 0
    numbers: _Numbers = field(default_factory=_Numbers)


class Summary:
    """Counts every asked field of a layout.

    Args:
        found: the sheets.
    """

    def __init__(self, found: Layout) -> None:
        self._layout = found
        self._tallies = tuple(tuple(_Tally() for _ in sheet.fields) for sheet in found.fields)

    def count(self, sheet: int, index: int, value: str, recorded: str | None, doubtful: bool) -> None:
        """Count one answer or its absence; what was not asked does not count."""
        own = self._layout.fields[sheet].fields[index]
        status = own.status(value, recorded)
        if status is None:
            return
        tally = self._tallies[sheet][index]
        tally.asked += 1
        tally.doubtful += doubtful
        tally.statuses[status] += 1
        if status != "repondu":
            return
        if own.closed:
            known = own.choices or (_CONFIRMED if own.type == "acknowledge" else {})
            names = dict.fromkeys(value.split()) if own.type == "select_multiple" else (value,)
            for name in names:
                if name in known:
                    tally.choices[name] += 1
                else:
                    tally.elsewhere += 1
        elif own.kind in (Kind.INTEGER, Kind.DECIMAL):
            number = cell(own.kind, value, self._layout.options.zone)
            if isinstance(number, int | Decimal):
                tally.numbers.add(Decimal(number))

    def page(self, census: Census, guide: str, at: datetime, trials: int) -> Page:
        """The sheet.

        Args:
            census: of the same submissions.
            guide: its discreet title.
            at: when it is made, in the project's zone.
            trials: how many trial interviews are left out.
        """
        lines = tuple(self._lines(census, guide, at, trials))
        return Page(self._layout.words("summary_title"), _WIDTHS, lines, _SHARES)

    def _lines(self, census: Census, guide: str, at: datetime, trials: int) -> Iterator[Line]:
        words, options = self._layout.words, self._layout.options
        yield Line((guide,), Style.TITLE)
        yield Line((words("made_at", at=f"{at:%d/%m/%Y %H:%M}"),), Style.PLAIN)
        if options.trials:
            yield Line((words("trials_only", n=census.submissions),), Style.STRONG)
        else:
            yield Line((words("interviews", n=census.submissions),), Style.STRONG)
            if trials:
                yield Line((words("trials_left_out", n=trials),), Style.PLAIN)
        for version, name in self._layout.versions.items():
            if version in census.by_version:
                text = words("of_version", version=name, n=census.by_version[version])
                yield Line((text,), Style.PLAIN)
        yield Line((words("summary_bases"),), Style.PLAIN)
        yield Line((), Style.PLAIN)
        heads = ("number", "question", "answer", "count", "percent_answered", "percent_asked", "remark")
        yield Line(tuple(words(f"summary_{head}") for head in heads), Style.HEADER)
        for sheet, (fields, tallies) in enumerate(zip(self._layout.fields, self._tallies, strict=True)):
            for own, tally in zip(fields.fields, tallies, strict=True):
                if own.asked and (own.closed or own.kind in (Kind.INTEGER, Kind.DECIMAL)):
                    yield from self._block(sheet, own, tally)

    def _block(self, sheet: int, own: Field, tally: _Tally) -> Iterator[Line]:
        words = self._layout.words
        name = (own.label if self._layout.options.labels else "") or own.key
        if sheet:
            name = words("in_repeat", name=name, sheet=self._layout.titles[sheet])
        answered = tally.statuses["repondu"]
        remark = words("small_base", n=SMALL_BASE) if answered < SMALL_BASE else None
        number = str(own.number)
        yield Line((number, name, words("row_asked"), tally.asked, None, None, remark), Style.QUESTION)
        yield self._share(words("row_answered"), answered, None, tally.asked)
        for status in _STATUSES:
            yield self._share(words(f"status.{status}"), tally.statuses[status], None, tally.asked)
        if tally.doubtful:
            yield self._row(words("row_doubtful"), tally.doubtful)
        if own.closed:
            for choice, count in _ordered(own, tally):
                if own.type == "acknowledge":
                    label = words("row_confirmed")
                else:
                    label = own.choices[choice] if self._layout.options.labels else choice
                yield self._share(f"– {label}", count, answered, tally.asked)
            if tally.elsewhere:
                yield self._share(words("row_elsewhere"), tally.elsewhere, answered, tally.asked)
        elif tally.numbers.count:
            yield from self._figures(tally.numbers)
        yield Line((), Style.PLAIN)

    def _figures(self, numbers: _Numbers) -> Iterator[Line]:
        words = self._layout.words
        yield self._row(words("row_sum"), _tidy(numbers.total))
        yield self._row(words("row_least"), _tidy(numbers.least))
        yield self._row(words("row_most"), _tidy(numbers.most))
        yield self._row(words("row_mean"), _tidy(_rounded(numbers.total / numbers.count, "0.01")))
        median = "row_median" if numbers.median.exact else "row_median_estimated"
        yield self._row(words(median), _tidy(numbers.median.value()))

    def _row(self, label: str, value: Cell) -> Line:
        return Line((None, None, label, value, None, None, None), Style.PLAIN)

    def _share(self, label: str, count: int, answered: int | None, asked: int) -> Line:
        """A count with its shares; in `strict` none over a base that is too small."""
        least = SMALL_BASE if self._layout.options.strict else 1
        shares = [
            _rounded(Decimal(100 * count) / base, "0.1") if base is not None and base >= least else None
            for base in (answered, asked)
        ]
        return Line((None, None, label, count, *shares, None), Style.PLAIN)


_CONFIRMED = {"OK": ""}


def _ordered(own: Field, tally: _Tally) -> Sequence[tuple[str, int]]:
    """The choices in the form's order with their counts; of a long list only those that were taken.

    A choice that says «ne sait pas» or «refus» by its name is counted as such, above.
    """
    names = _CONFIRMED if own.type == "acknowledge" else own.choices
    long = len(names) > SMALL_BASE
    return [
        (name, tally.choices[name]) for name in names if name not in _STATUSES and (tally.choices[name] or not long)
    ]


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)


def _tidy(value: Decimal) -> Cell:
    """A whole number without its decimal point."""
    return int(value) if value == value.to_integral_value() else value.normalize()
