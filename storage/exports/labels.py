"""Texts of a guide as headers show them: one line, in the language wanted, `<output>` as `${name}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogues.forms.definition import FormDefinition, Text

__all__ = ["language_of", "shown"]

_TAG = re.compile(r"\(\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\s*\)\s*$")
_SPACES = re.compile(r"\s+")
_PATH = re.compile(r"\s*(?:current\(\)/)?/?(?:[\w.:-]+/)*([^\W\d][\w.-]*)\s*")


def language_of(definition: FormDefinition, tag: str) -> str:
    """The form's own name of a language, «Français (fr)» for «fr».

    Args:
        definition: the form.
        tag: an IETF tag; «fr-ML» finds «Français (fr)».

    Returns:
        The language that bears the tag, else one with the same primary subtag, else one of that name, else the
        form's default language.
    """
    wanted = tag.casefold()
    tags = {name: found[1].casefold() for name in definition.languages if (found := _TAG.search(name))}
    for name, own in tags.items():
        if own == wanted:
            return name
    for name, own in tags.items():
        if own.partition("-")[0] == wanted.partition("-")[0]:
            return name
    for name in definition.languages:
        if name.casefold() == wanted:
            return name
    return definition.default_language


def shown(text: Text | None, language: str, default: str) -> str:
    """A text on one line; "" when there is none in any language."""
    if text is None:
        return ""
    _, parts = text.parts(language, default)
    words = "".join(part if isinstance(part, str) else _place(part.source) for part in parts)
    return _SPACES.sub(" ", words).strip()


def _place(source: str) -> str:
    """`${name}` for an expression that is a path to a node, «…» for any other."""
    found = _PATH.fullmatch(source)
    return f"${{{found[1]}}}" if found else "…"
