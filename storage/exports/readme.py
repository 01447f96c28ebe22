"""The last sheet: what was exported, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from storage.exports.document import Line, Page, Style
from storage.exports.tables import own_columns

if TYPE_CHECKING:
    from datetime import datetime

    from storage.exports.fields import Field
    from storage.exports.tables import Census, Layout, Sheet

__all__ = ["readme"]

_WIDTHS = (24, 36, 8, 70, 18)
_RULES = (
    "rule_status",
    "rule_multiple",
    "rule_place",
    "rule_repeat",
    "rule_voice",
    "rule_time",
    "rule_formula",
    "rule_long",
)


def readme(found: Layout, census: Census, sheets: tuple[Sheet, ...], project: str, at: datetime, trials: int) -> Page:
    """The sheet.

    Args:
        found: the layout.
        census: counts of the same submissions.
        sheets: the sheets of data.
        project: how to name the project.
        at: when it is made, in the project's zone.
        trials: how many trial interviews are left out.
    """
    lines = tuple(_lines(found, census, sheets, (project, at, trials)))
    return Page(found.words("readme_title"), _WIDTHS, lines)


def _lines(
    found: Layout, census: Census, sheets: tuple[Sheet, ...], about: tuple[str, datetime, int]
) -> Iterator[Line]:
    words, options = found.words, found.options
    project, at, trials = about
    yield Line((words("readme_title"),), Style.TITLE)
    yield Line((words("made_for", project=project, at=f"{at:%d/%m/%Y %H:%M}", zone=str(options.zone)),), Style.PLAIN)
    if options.trials:
        yield Line((words("trials_only", n=census.submissions),), Style.PLAIN)
    elif trials:
        yield Line((words("trials_left_out", n=trials),), Style.PLAIN)
    if options.strict:
        yield Line((words("strict"),), Style.PLAIN)
    for sheet, count in zip(sheets, census.instances, strict=True):
        yield Line((sheet.title, words("rows", n=count)), Style.PLAIN)
    yield Line((), Style.PLAIN)
    for rule in _RULES:
        yield Line((words(rule),), Style.PLAIN)
    yield Line((), Style.PLAIN)
    heads = ("sheet", "column", "number", "meaning", "type")
    yield Line(tuple(words(f"readme_{head}") for head in heads), Style.HEADER)
    for position, (sheet, fields) in enumerate(zip(sheets, found.fields, strict=True)):
        for each, header in zip(fields.fields, sheet.heads, strict=True):
            meaning = (each.key if options.labels else each.label) or each.key
            number = str(each.number) if each.asked else None
            yield Line((sheet.title, header, number, meaning, words(f"kind.{_kind(each)}")), Style.PLAIN)
        before, after = own_columns(position, fields, keeps=found.keeps)
        for name in (*before, *after):
            yield Line((sheet.title, name, None, words(f"own.{name}"), None), Style.PLAIN)


def _kind(each: Field) -> str:
    if each.type in ("select_one", "select_multiple", "geopoint"):
        return each.type
    return each.kind.value
