"""What a chat showed, as plain lines to read aloud: the words of the core, before any channel gives them its shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogues.locales import Locales
from dialogues.messages import (
    Button,
    Delivery,
    Key,
    Option,
    Phrase,
    PromptView,
    PutPrompt,
    ReadAloud,
    Say,
    SendFile,
    ShowSelection,
)

_LIST = 14
"""Choices that are written out."""


def lines_of(delivery: Delivery, locales: Locales) -> list[str]:
    """One delivery, a line a paragraph."""
    return list(_Reader(locales, delivery.language).lines(delivery))


class _Reader:
    def __init__(self, locales: Locales, language: str) -> None:
        self._locales = locales
        self._language = language

    def lines(self, delivery: Delivery) -> Iterator[str]:
        match delivery.outgoing:
            case PutPrompt(view):
                yield from self.prompt(view)
            case Say() as said:
                for line in said.lines:
                    yield from self.put(line).splitlines()
                yield from self.rows(said.rows)
                for row in said.menu:
                    yield "⌨ " + " | ".join(self.put(word) for word in row)
            case ShowSelection(address, chosen):
                yield f"☑ {address}: {', '.join(chosen) or '–'}"
            case SendFile(_, name, caption):
                yield f"📄 {name} ({self.put(caption)})"

    def prompt(self, view: PromptView) -> Iterator[str]:
        yield from (self.put(phrase) for phrase in view.acknowledged)
        if view.refused is not None:
            yield "✗ " + self.put(view.refused)
        yield from (f"⎘ {medium.kind} {medium.name}" for medium in view.media)
        for note in view.before:
            yield from self.read("♪ ", note)
        if view.section:
            yield f"§ {view.section}"
        for note in view.notes:
            yield from self.read("♪ ", note)
        yield from self.read(f"{view.address}. " if view.address else "", view.label)
        if view.hint is not None:
            yield f"({' / '.join(each.text for each in (view.hint, *view.hint.also))})"
        if view.guidance is not None:
            yield f"[{view.guidance.text}]"
        if view.options:
            shown = [
                f"{option.place or place}·{' / '.join(_labels(option))}{' ✔' if option.selected else ''}"
                for place, option in enumerate(view.options, 1)
            ]
            yield " ".join([*shown[:_LIST], *(["…"] if len(shown) > _LIST else [])])
        words = [self._locales.key_label(key, self._language) for key in view.keys]
        words += [f"{self._locales.key_label(Key.LANGUAGE, self._language)} {view.repeat_in}"] if view.repeat_in else []
        if words:
            yield "⌨ " + " | ".join(words)
        if view.withheld:
            yield self.put(Phrase("light.withheld", {"n": view.withheld}))
        if view.current:
            yield f"= {view.current}"
        if view.progress is not None:
            yield self.put(view.progress)

    def read(self, mark: str, text: ReadAloud) -> Iterator[str]:
        first, *rest = text.text.splitlines() or [""]
        yield mark + first
        yield from rest
        if text.lacks:
            yield f"(pas traduit : {text.lacks})"
        for other in text.also:
            yield f"{'(brouillon) ' if other.status == 'draft' else ''}{other.text}"
        if text.aside:
            yield f"[{text.aside}]"

    def rows(self, rows: Sequence[Sequence[Button]]) -> Iterator[str]:
        for row in rows:
            yield "▢ " + " | ".join(self.put(button.label) for button in row)

    def put(self, line: Phrase | str) -> str:
        return line if isinstance(line, str) else self._locales.text(line, self._language)


def _labels(option: Option) -> list[str]:
    return [option.label, *(f"{each.text}{'?' if each.status == 'draft' else ''}" for each in option.also)]
