"""Texts from outside as every store and file of ours takes them, whatever the channel lets through."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogues.messages import Blob, Content, EditedWords, Inbound, Tap, Words

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean(text: str) -> str:
    """A text that PostgreSQL takes (no NUL), that UTF-8 can write and that XML can hold.

    Halves of surrogate pairs become U+FFFD; control characters go (XML 1.0, production 2, «Char»).
    """
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _FORBIDDEN.sub("", whole)


def cleaned(inbound: Inbound) -> Inbound:
    """A message whose every text is clean."""
    name, content = clean(inbound.sender.name), _content(inbound.content)
    if name == inbound.sender.name and content == inbound.content:
        return inbound  # as nearly always
    return replace(inbound, sender=replace(inbound.sender, name=name), content=content)


def _content(content: Content) -> Content:
    match content:
        case Words() | EditedWords():
            return replace(content, text=clean(content.text))
        case Tap():
            return replace(content, action=clean(content.action))
        case Blob():
            return replace(
                content,
                name=clean(content.name),
                media_type=clean(content.media_type),
                caption=clean(content.caption),
            )
        case _:
            return content
