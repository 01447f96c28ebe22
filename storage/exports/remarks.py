"""The sheet of remarks on wording: what those who hold interviews say about questions, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dialogues.forms.changes import plain_label
from dialogues.messages import Phrase
from storage.exports.cells import moment
from storage.exports.document import Line, Page, Style

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dialogues.forms.definition import FormDefinition
    from dialogues.ports import Remark
    from storage.exports.tables import Words

__all__ = ["REMARKS", "remarks_page"]

REMARKS = 5_000
"""The newest that are written: the sheet is held in memory."""
_WIDTHS = (8, 20, 44, 70, 18, 14, 10, 18)
_HEADS = ("number", "name", "label", "text", "language", "version", "member", "at")


def remarks_page(remarks: Iterable[tuple[Remark, FormDefinition]], zone: ZoneInfo, words: Words) -> tuple[Page, ...]:
    """The sheet; none where nobody remarked anything.

    Args:
        remarks: each with the version of the guide that it is about.
        zone: of the project, in which moments are shown.
        words: of the download's language.
    """
    lines = [_line(remark, form, zone, words) for remark, form in remarks]
    if not lines:
        return ()
    heads = Line(tuple(_said(words, f"sheet_{head}") for head in _HEADS), Style.HEADER)
    return (Page(_said(words, "sheet"), _WIDTHS, (heads, *lines)),)


def _line(remark: Remark, form: FormDefinition, zone: ZoneInfo, words: Words) -> Line:
    question = form.questions.get(remark.question)
    name = remark.question.rpartition("/")[2]
    return Line(
        (
            None if question is None else question.number,
            name,
            name if question is None else plain_label(form, question),
            remark.text or _said(words, "voice"),
            remark.language or None,
            form.version,
            remark.member,
            moment(remark.at, zone),
        ),
        Style.PLAIN,
    )


def _said(words: Words, key: str) -> str:
    return words.locales.text(Phrase(f"remarks.{key}"), words.language)
