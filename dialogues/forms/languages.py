"""Languages as guides write them: «Français (fr)»."""

from __future__ import annotations

import re

_TAG = re.compile(r"\(([A-Za-z-]{2,})\)\s*$")


def language_tag(language: str) -> str:
    """The IETF tag in a guide's language name: «Français (fr)» -> `fr`; "" when it names none."""
    found = _TAG.search(language)
    return found[1].lower() if found else ""


def language_for(tag: str, languages: tuple[str, ...], default: str) -> str:
    """The guide's language for a person's.

    Args:
        tag: IETF tag of the person's language; «fr-ML» is read as «fr».
        languages: the guide's languages.
        default: what to take when it has not that one.
    """
    wanted = tag.partition("-")[0].lower()
    return next((name for name in languages if wanted and language_tag(name).partition("-")[0] == wanted), default)
