"""Formulas that do not compile, as they were meant: the slips of people who know Excel and not XPath.

Each repair is tried on top of those before it, and the first text that compiles is taken; one that never compiles
stays as it is, and so does every formula that compiles to begin with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from dialogues.expressions import FUNCTIONS, ExpressionProblem, compile_expression

__all__ = ["compiles", "repaired"]

_QUOTES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"', "\u00a0": " "}
)
_LITERAL = re.compile(r"('[^']*'|\"[^\"]*\")")
_REFERENCE = re.compile(r"\$\{[^{}]*\}")
_SIGNS = (
    (r"&&", " and "),
    (r"\|\|", " or "),
    (r"!==|<>|\u2260|! =", "!="),
    (r"={2,3}", "="),
    (r"=>|\u2265|> =", ">="),
    (r"=<|\u2264|< =", "<="),
    (r"\u00d7", "*"),
    (r"\u00f7", " div "),
    (r"[\u2212\u2013]", "-"),
    (r"(?<=[})\d])\s*/\s*(?=\$\{|\d|\()", " div "),
)
_WORDS = {"et": "and", "ou": "or"}
_CALLS = {"si": "if", "non": "not", "aujourdhui": "today", "maintenant": "now", "arrondi": "round", "somme": "sum"}


def compiles(source: str) -> bool:
    """Whether a formula is whole, its references taken for questions that exist."""
    try:
        compile_expression(_REFERENCE.sub(" /data/x ", source.translate(_QUOTES)), base="/data/q")
    except ExpressionProblem:
        return False
    return True


def repaired(source: str, names: Collection[str]) -> str | None:
    """What a formula was meant to be.

    Args:
        source: as it stands in its cell; it does not compile.
        names: of all questions.

    Returns:
        A text that compiles; None where none is found.
    """
    text = source
    repairs: tuple[Callable[[str], str], ...] = (
        lambda one: one.translate(_QUOTES),
        lambda one: _outside(one, lambda part: _brackets(part, names)),
        lambda one: _outside(one, _signs),
        lambda one: _outside(one, _words),
        lambda one: _outside(one, lambda part: re.sub(r";", ",", part)),
        _points,
        lambda one: re.sub(r"(?<=\})\s+(?=['\"])", ", ", one),
        _closed,
        _third,
    )
    for repair in repairs:
        text = repair(text)
        if text != source and compiles(text):
            return text.strip()
    return None


def _outside(source: str, repair: Callable[[str], str]) -> str:
    """Repair what stands outside quotes."""
    parts = _LITERAL.split(source)
    return "".join(part if place % 2 else repair(part) for place, part in enumerate(parts))


def _brackets(source: str, names: Collection[str]) -> str:
    """References in the wrong brackets: $(age), {age}, $ {age}, #{age}."""
    source = re.sub(r"\$\s+\{", "${", source)
    for pattern in (r"\$\(\s*([^(){}]+?)\s*\)", r"(?<!\$)#?\{\s*([^{}]+?)\s*\}", r"\$\[\s*([^\[\]]+?)\s*\]"):
        source = re.sub(pattern, lambda found: f"${{{found[1]}}}" if found[1] in names else found[0], source)
    return source


def _signs(source: str) -> str:
    for pattern, sign in _SIGNS:
        source = re.sub(pattern, sign, source)
    return source


def _words(source: str) -> str:
    """Operators and functions in capitals or in French."""

    def one(found: re.Match[str]) -> str:
        word, call = found.group(1), found.group(2) or ""
        low = word.lower()
        if call:
            return (word if word in FUNCTIONS else low if low in FUNCTIONS else _CALLS.get(low, word)) + call
        low = _WORDS.get(low, low)
        return low if low in ("and", "or", "div", "mod") else word

    parts = re.split(r"(\$\{[^{}]*\})", source)
    word = re.compile(r"(?<![\w/:.\-])([A-Za-z][\w\-]*)(\s*\()?")
    return "".join(part if place % 2 else word.sub(one, part) for place, part in enumerate(parts))


def _points(source: str) -> str:
    """Decimal commas, where no function's values could be meant: outside brackets."""
    depth, written = 0, []
    for part in re.split(r"('[^']*'|\"[^\"]*\"|[()]|\d,\d)", source):
        depth += (part == "(") - (part == ")")
        written.append(part.replace(",", ".") if depth == 0 and re.fullmatch(r"\d,\d", part) else part)
    return "".join(written)


def _closed(source: str) -> str:
    """Brackets at the end: those that are missing, or one too many."""
    bare = _LITERAL.sub("", source)
    missing = bare.count("(") - bare.count(")")
    if missing > 0:
        return source.rstrip() + ")" * missing
    text = source.rstrip()
    for _ in range(-missing):
        text = text.removesuffix(")").rstrip()
    return text


def _third(source: str) -> str:
    """`if` with two values: otherwise blank."""
    written = source
    place = 0
    while (found := re.search(r"(?<![\w\-])if\s*\(", written[place:])) is not None:
        begin = place + found.end()
        end, commas = _values(written, begin)
        if end is not None and commas == 1:
            written = f"{written[:end]}, ''{written[end:]}"
        place = begin
    return written


def _values(source: str, begin: int) -> tuple[int | None, int]:
    """Where the call that opens before `begin` closes, and how many commas separate its values."""
    depth = commas = 0
    quote = ""
    for place in range(begin, len(source)):
        character = source[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            if not depth:
                return place, commas
            depth -= 1
        elif character == "," and not depth:
            commas += 1
    return None, commas
