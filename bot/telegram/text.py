"""Text with entities, counted as Telegram counts: in UTF-16 units, at most 4096 a message; never a parse mode.

A message is made of paragraphs, a paragraph of spans that each bear one style. Too long a text is cut between
paragraphs, else between lines, else between words, else between characters, never inside one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from telegram import MessageEntity

__all__ = ["MESSAGE_UNITS", "Paragraph", "Span", "Style", "cut", "in_parts", "isolated", "rtl", "set_apart", "units"]

MESSAGE_UNITS = 4096
"""UTF-16 units in one message (Bot API, sendMessage)."""
_GAP = "\n\n"
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_LOOSE = re.compile(r" (?=[?!:;»])|(?<=«) ")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


class Style(Enum):
    """How a span looks."""

    PLAIN = ""
    BOLD = "bold"
    ITALIC = "italic"
    ASIDE = "expandable_blockquote"


@dataclass(frozen=True, slots=True)
class Span:
    """Some text in one style."""

    text: str
    style: Style = Style.PLAIN


Paragraph = tuple[Span, ...]


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def rtl(text: str) -> bool:
    """Whether a text holds letters that are written from right to left."""
    return _RTL.search(text) is not None


def isolated(address: str, beside: str) -> str:
    """An address that keeps its place beside right-to-left text (Unicode UAX 9, isolates); unchanged elsewhere."""
    return set_apart(address) if address and rtl(beside) else address


def set_apart(text: str) -> str:
    """A text that keeps its own direction, whatever stands around it (Unicode UAX 9, isolates)."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def cut(text: str, limit: int) -> str:
    """At most `limit` characters of a text, with «…» for what is left out."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def unbroken(text: str) -> str:
    """A text whose French signs stay with their word: no line begins with « ?» or ends with «« ». Same length."""
    return _LOOSE.sub("\u00a0", text)


def in_parts(paragraphs: Sequence[Paragraph]) -> tuple[tuple[str, tuple[MessageEntity, ...]], ...]:
    """Paragraphs as texts with their entities, each short enough for one message.

    Args:
        paragraphs: in order; empty ones are left out.

    Returns:
        (text, entities) of each message; empty when there was no text at all.
    """
    messages: list[list[Paragraph]] = []
    room = 0
    for paragraph in paragraphs:
        for piece in _pieces(paragraph):
            size = sum(units(span.text) for span in piece)
            if not messages or room < size + len(_GAP):
                messages.append([])
                room = MESSAGE_UNITS + len(_GAP)
            messages[-1].append(piece)
            room -= size + len(_GAP)
    return tuple(_joined(message) for message in messages)


def _pieces(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A paragraph, in as many pieces as its length demands; outer blanks go, for Telegram drops them."""
    piece: list[Span] = []
    size = 0
    for span in paragraph:
        rest = span.text
        while rest:
            room = MESSAGE_UNITS - size
            if units(rest) <= room:
                piece.append(Span(rest, span.style))
                size += units(rest)
                break
            place = _break(rest, room)
            if place or not piece:
                place = place or 1
                piece.append(Span(rest[:place], span.style))
                rest = rest[place:]
            yield from _trimmed(piece)
            piece, size = [], 0
    yield from _trimmed(piece)


def _break(text: str, room: int) -> int:
    """Where to cut, in characters, so that what stands before has at most `room` units; 0 when nothing fits."""
    end, used = 0, 0
    for letter in text:
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > room:
            break
        end += 1
    for mark in ("\n", " "):
        place = text.rfind(mark, end // 2, end)
        if place > 0:
            return place + 1
    return end


def _trimmed(spans: Sequence[Span]) -> Iterator[Paragraph]:
    kept = [span for span in spans if span.text]
    while kept and not kept[0].text.strip():
        kept = kept[1:]
    while kept and not kept[-1].text.strip():
        kept = kept[:-1]
    if kept:
        kept[0] = Span(kept[0].text.lstrip(), kept[0].style)
        kept[-1] = Span(kept[-1].text.rstrip(), kept[-1].style)
        yield tuple(kept)


def _joined(paragraphs: Sequence[Paragraph]) -> tuple[str, tuple[MessageEntity, ...]]:
    text: list[str] = []
    entities: list[MessageEntity] = []
    at = 0
    for number, paragraph in enumerate(paragraphs):
        if number:
            text.append(_GAP)
            at += len(_GAP)
        for span in paragraph:
            size = units(span.text)
            if span.style is not Style.PLAIN:
                entities.append(MessageEntity(span.style.value, at, size))
            text.append(span.text)
            at += size
    return unbroken("".join(text)), tuple(entities)
