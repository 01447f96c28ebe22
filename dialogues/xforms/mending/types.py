"""Type words of other tools, other times and other spellings, as types that there are."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

__all__ = ["known_type"]

_OTHERS = {
    "geoline": "geotrace",
    "line": "geotrace",
    "polygon": "geoshape",
    "point": "geopoint",
    "number": "decimal",
    "numeric": "decimal",
    "float": "decimal",
    "double": "decimal",
    "whole number": "integer",
    "paragraph": "text",
    "textarea": "text",
    "long text": "text",
    "short text": "text",
    "phone": "text",
    "picture": "image",
    "signature": "image",
    "voice": "audio",
    "calculation": "calculate",
    "calculate here": "calculate",
    "caseid": "hidden",
    "info": "note",
    "statement": "note",
    "qrcode": "barcode",
    "texte": "text",
    "entier": "integer",
    "nombre": "decimal",
    "heure": "time",
}
"""Words of Kobo, SurveyCTO, CommCare and the Community Health Toolkit, and French ones."""

_HEADS = {
    "selectone": "select_one",
    "singleselect": "select_one",
    "singlechoice": "select_one",
    "radio": "select_one",
    "dropdown": "select_one",
    "selectmultiple": "select_multiple",
    "selectmany": "select_multiple",
    "selectall": "select_multiple",
    "selectseveral": "select_multiple",
    "multipleselect": "select_multiple",
    "multiplechoice": "select_multiple",
    "checkbox": "select_multiple",
    "rank": "rank",
    "ranking": "rank",
}
_SECTION = re.compile(r"(begin|start|open|end|close)[ _\-]*(?:of[ _]+)?(group|repeat)[ _\-]*(?:begin|start|end)?")
_COMMON = (
    "text", "integer", "decimal", "date", "time", "datetime", "note", "calculate", "geopoint", "geotrace", "geoshape",
    "image", "audio", "video", "file", "barcode", "acknowledge", "hidden", "range", "deviceid", "username",
)  # fmt: skip


def known_type(words: str, known: Collection[str], lists: Collection[str]) -> str | None:
    """The type that a word that nobody knows must mean; None where that is not clear.

    Args:
        words: the cell.
        known: type words without a list.
        lists: names of the choice lists.
    """
    plain = " ".join(words.lower().replace("_", " ").replace("-", " ").split())
    section = _SECTION.fullmatch(words.strip().lower())
    if section is not None:
        return f"{'end' if section[1] in ('end', 'close') else 'begin'}_{section[2]}"
    for word in (words.lower(), plain, plain.replace(" ", "_"), plain.replace(" ", "-")):
        if word in known:
            return word
    if plain in _OTHERS:
        return _OTHERS[plain]
    if plain.startswith("hidden "):
        return "hidden"
    if re.fullmatch(r"db:\w+", words):
        return "text"
    select = _select(words, lists)
    if select is not None:
        return select
    near = difflib.get_close_matches(plain, _COMMON, 1, 0.84) if " " not in plain else []
    return near[0] if near else None


def _select(words: str, lists: Collection[str]) -> str | None:
    """A select written otherwise, its list being there."""
    found = re.fullmatch(r"(.*?\S)\s+(\S+?)(\s+or[ _]other)?", words.strip(), re.IGNORECASE)
    if found is None or found[2] not in lists:
        return None
    head = re.sub(r"[^a-z]", "", found[1].lower())
    near = _HEADS.get(head) or next((_HEADS[one] for one in difflib.get_close_matches(head, _HEADS, 1, 0.85)), None)
    return None if near is None else f"{near} {found[2]}{' or_other' if found[3] else ''}"
