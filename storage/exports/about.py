"""The first sheet: what this download is, who asked for it and when; it is still known when it was passed on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from storage.exports.document import Line, Page, Style

if TYPE_CHECKING:
    from datetime import datetime

    from dialogues.messages import Phrase
    from storage.exports.tables import Census, Layout

__all__ = ["about"]

_WIDTHS = (28, 60)


def about(found: Layout, census: Census, guide: str, project: str, period: Phrase, asked_by: str, at: datetime) -> Page:
    """The sheet.

    Args:
        found: the layout.
        census: counts of the same submissions.
        guide: its discreet title.
        project: how to name the project.
        period: when the interviews were sent.
        asked_by: code of the member who asked; "" for the command line.
        at: when it is made, in the project's zone.
    """
    words, options = found.words, found.options
    content = words("trials_only" if options.trials else "interviews", n=census.submissions)

    def pairs() -> Iterator[tuple[str, str]]:
        yield "guide", guide
        yield "project", project
        yield "period", words.locales.text(period, words.language)
        yield "content", content
        for version, name in found.versions.items():
            if version in census.by_version:
                yield "version", words("of_version", version=name, n=census.by_version[version])
        yield "asked", asked_by or words("about_command")
        yield "when", words("about_when_value", at=f"{at:%d/%m/%Y %H:%M}", zone=str(options.zone))
        yield "shown", words("about_labels" if options.labels else "about_names")

    lines = [Line((words(f"about_{key}"), value), Style.PLAIN) for key, value in pairs()]
    return Page(words("about_title"), _WIDTHS, (Line((words("about_title"),), Style.TITLE), *lines))
