"""The functions on text: XPath 1.0, section 4.2, and ODK's own."""

from __future__ import annotations

import base64
import hashlib
import math
from typing import TYPE_CHECKING, Final

from dialogues.expressions.problems import EvaluationCode, EvaluationError
from dialogues.expressions.values import nodes_in, to_string

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dialogues.expressions.context import Context
    from dialogues.expressions.values import Value

__all__ = [
    "CHARACTERS",
    "MAX_TEXT",
    "base64_decode",
    "concat",
    "contains",
    "count_selected",
    "digest",
    "ends_with",
    "join",
    "normalize_space",
    "selected",
    "selected_at",
    "starts_with",
    "string",
    "string_length",
    "strings",
    "substr",
    "substring",
    "substring_after",
    "substring_before",
    "translate",
    "trim",
]

MAX_TEXT: Final = 1_000_000
"""Longest text that `concat` and `join` make, in characters."""

CHARACTERS: Final = 8
"""So many characters that are joined count as one node."""

_SPACES: Final = " \t\r\n"
_DIGESTS: Final = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def strings(values: Iterable[Value]) -> list[str]:
    """Every value as a string; a node-set gives one string for each of its nodes."""
    found: list[str] = []
    for value in values:
        if (nodes := nodes_in(value)) is not None:
            found.extend(node.text() for node in nodes)
        else:
            found.append(to_string(value))
    return found


def string(context: Context, value: str | None = None) -> str:
    """The value, or the context node, as a string."""
    return context.text_of(context.node) if value is None else value


def concat(context: Context, *values: Value) -> str:
    """All values in one string; of a node-set every node.

    Raises:
        EvaluationError: The string would be longer than `MAX_TEXT`.
    """
    return join(context, "", *values)


def join(context: Context, separator: str, *values: Value) -> str:
    """All values with the separator between them; of a node-set every node.

    Raises:
        EvaluationError: The string would be longer than `MAX_TEXT`.
    """
    found: list[str] = []
    size = 0
    for value in values:
        for text in strings((value,)):
            found.append(text)
            size += len(text) + len(separator)
        if size > MAX_TEXT:
            raise EvaluationError(EvaluationCode.TOO_LARGE, "text")
    context.charge(len(found) + size // CHARACTERS)
    return separator.join(found)


def starts_with(_: Context, value: str, start: str) -> bool:
    """Whether the text begins so."""
    return value.startswith(start)


def ends_with(_: Context, value: str, end: str) -> bool:
    """Whether the text ends so."""
    return value.endswith(end)


def contains(_: Context, value: str, part: str) -> bool:
    """Whether the text holds the part."""
    return part in value


def substring_before(_: Context, value: str, mark: str) -> str:
    """What stands before the first mark; empty if there is none."""
    before, found, _after = value.partition(mark) if mark else ("", "", "")
    return before if found else ""


def substring_after(_: Context, value: str, mark: str) -> str:
    """What stands after the first mark; empty if there is none."""
    return value.partition(mark)[2] if mark else value


def substring(_: Context, value: str, start: float, length: float | None = None) -> str:
    """Characters by place, from 1, with XPath's rounding (XPath 1.0, section 4.2)."""
    first = _xpath_round(start)
    last = math.inf if length is None else first + _xpath_round(length)
    if math.isnan(first) or math.isnan(last):
        return ""
    begin = max(first, 1.0)
    end = min(last, len(value) + 1.0)
    return value[int(begin) - 1 : int(end) - 1] if begin < end else ""


def _xpath_round(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(math.floor(number + 0.5))


def substr(_: Context, value: str, start: float, end: float = math.inf) -> str:
    """Characters by place, from 0, the end excluded; negative places count from the end."""
    return value[_place(start, len(value)) : _place(end, len(value))]


def _place(number: float, size: int) -> int:
    if math.isnan(number):
        return 0
    return int(max(-size, min(size, number)))


def string_length(context: Context, value: str | None = None) -> float:
    """How many characters the text has."""
    return float(len(string(context, value)))


def normalize_space(context: Context, value: str | None = None) -> str:
    """The text with single spaces inside and none around."""
    words = string(context, value).translate({ord(space): " " for space in _SPACES}).split(" ")
    return " ".join(word for word in words if word)


def trim(_: Context, value: str) -> str:
    """The text without white space at its ends, as CommCare has it."""
    return value.strip(_SPACES)


def translate(_: Context, value: str, old: str, new: str) -> str:
    """The text with characters replaced one by one, or left out where there is no counterpart."""
    table: dict[int, str | None] = {}
    for place, character in enumerate(old):
        table.setdefault(ord(character), new[place] if place < len(new) else None)
    return value.translate(table)


def selected(_: Context, value: str, choice: str) -> bool:
    """Whether a choice is among the space-separated names."""
    wanted = choice.strip(_SPACES)
    if not wanted:
        return not value.strip(_SPACES)
    return wanted in value.split()


def selected_at(_: Context, value: str, place: float) -> str:
    """The name at a place, from 0; empty outside."""
    names = value.split()
    return names[int(place)] if 0 <= place < len(names) else ""


def count_selected(_: Context, value: str) -> float:
    """How many names are in the space-separated text."""
    return float(len(value.split()))


def digest(_: Context, value: str, algorithm: str, encoding: str = "base64") -> str:
    """The hash of the text in UTF-8.

    Raises:
        EvaluationError: The algorithm or the encoding is not one of the specification's.
    """
    name = _DIGESTS.get(algorithm)
    if name is None or encoding not in ("base64", "hex"):
        raise EvaluationError(EvaluationCode.UNSUPPORTED, "digest")
    found = hashlib.new(name, value.encode(errors="surrogatepass"), usedforsecurity=False)
    return found.hexdigest() if encoding == "hex" else base64.b64encode(found.digest()).decode()


def base64_decode(_: Context, value: str) -> str:
    """The text that Base64 stands for; empty if it is not Base64, `\ufffd` for what is not UTF-8.

    Spaces are left out and the padding may be missing, as browsers have it.
    """
    digits = "".join(value.split())
    if len(digits) % 4 == 0:
        digits = digits.removesuffix("=").removesuffix("=")
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True).decode(errors="replace")
    except ValueError:
        return ""
