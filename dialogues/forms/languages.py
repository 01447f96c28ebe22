"""Languages as guides write them: «Français (fr)»."""

from __future__ import annotations

import re
from collections.abc import Mapping

NATIVE: Mapping[str, str] = {
    "fr": "Français",
    "bm": "Bamanankan",
    "ar": "العربية",
    "mey": "حسانية",
    "ses": "Soŋay",
    "snk": "Sooninke",
    "taq": "Tamasheq",
    "ff": "Fulfulde",
    "en": "English",
}
"""Languages in their own words, where guides may call them otherwise."""

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


def native_name(language: str) -> str:
    """What a person reads for a guide's language: «Arabic (ar)» -> «العربية», «Wolof (wo)» -> «Wolof»."""
    tag = language_tag(language)
    return NATIVE.get(tag.partition("-")[0]) or (language.rpartition("(")[0].strip() if tag else "") or language
