r"""Regular expressions that cannot hang: all ways through a pattern are followed at once, none is tried again.

A pattern is compiled to a list of instructions (Thompson's construction) and run over the text in time proportional to
text × pattern, whatever the pattern. It reads what authors of forms write: characters, `.`, classes, `\d \w \s \b` and
their opposites, `\p{L}` and the like, groups, alternation, `* + ? {m,n}` (lazy or not: whether there is a match is all
that matters), `^ $`, look-ahead. Back-references and look-behind are refused.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from dialogues.expressions.problems import EvaluationCode, EvaluationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialogues.expressions.context import Context

__all__ = ["MAX_PATTERN", "MAX_PROGRAM", "MAX_STEPS", "Pattern", "PatternError", "compile_pattern", "regex"]

MAX_PATTERN: Final = 1_000
"""Longest pattern, in characters."""

MAX_PROGRAM: Final = 3_000
"""Most instructions, reached by counted repetition such as `{1,5000}`."""

MAX_STEPS: Final = 1_000_000
"""Most steps of one search, about a second; beyond it the search is given up with an error."""

_MAX_DEPTH: Final = 40


class PatternError(ValueError):
    """A pattern that is not one, or that passes a limit; the message says which."""


Accepts: TypeAlias = "Callable[[str], bool]"


@dataclass(frozen=True, slots=True)
class _Character:
    accepts: Accepts


@dataclass(frozen=True, slots=True)
class _Split:
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Assert:
    kind: Literal["^", "$", "b", "B"]


@dataclass(frozen=True, slots=True)
class _Look:
    program: Program
    wanted: bool


@dataclass(frozen=True, slots=True)
class _Match:
    pass


Program: TypeAlias = "tuple[_Character | _Split | _Assert | _Look | _Match, ...]"

# Parsed pieces, before they are laid out as instructions.


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Piece, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[_Piece, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: _Piece
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class _Ahead:
    part: _Piece
    wanted: bool


_Piece: TypeAlias = "_Character | _Assert | _Sequence | _Choice | _Repeat | _Ahead"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    program: Program

    def search(self, text: str) -> bool:
        """Whether the pattern is found anywhere in the text, in time text × pattern.

        Raises:
            EvaluationError: The search takes more than `MAX_STEPS`.
        """
        return _Run(text).match(self.program, 0, anywhere=True)


def regex(_: Context, text: str, pattern: str) -> bool:
    """Whether the pattern is found in the text; a literal pattern has been compiled once, by the compiler.

    Raises:
        EvaluationError: The pattern is not one or passes a limit, or the search takes too many steps.
    """
    try:
        compiled = compile_pattern(pattern)
    except PatternError as error:
        raise EvaluationError(EvaluationCode.PATTERN, str(error)) from error
    return compiled.search(text)


def compile_pattern(source: str) -> Pattern:
    """The pattern, ready to search.

    Raises:
        PatternError: It is not a pattern, uses what is not read here, or passes a limit.
    """
    if len(source) > MAX_PATTERN:
        raise PatternError(f"longer than {MAX_PATTERN} characters")
    reader = _Reader(source)
    piece = reader.choice()
    if not reader.done:
        raise PatternError(f"unexpected character at {reader.place}")
    return Pattern(_program(piece))


def _program(piece: _Piece) -> Program:
    layout = _Layout()
    layout.add(piece)
    layout.put(_Match())
    return tuple(layout.instructions)


class _Layout:
    """Lays a parsed pattern out as instructions."""

    __slots__ = ("_rounds", "instructions")

    def __init__(self) -> None:
        self.instructions: list[_Character | _Split | _Assert | _Look | _Match] = []
        self._rounds = 0

    def put(self, instruction: _Character | _Split | _Assert | _Look | _Match) -> int:
        if len(self.instructions) >= MAX_PROGRAM:
            raise PatternError(f"more than {MAX_PROGRAM} steps")
        self.instructions.append(instruction)
        return len(self.instructions) - 1

    def add(self, piece: _Piece) -> None:
        self._rounds += 1
        if self._rounds > 10 * MAX_PROGRAM:
            raise PatternError(f"more than {MAX_PROGRAM} steps")
        match piece:
            case _Character() | _Assert():
                self.put(piece)
            case _Ahead(part, wanted):
                self.put(_Look(_program(part), wanted))
            case _Sequence(parts):
                for part in parts:
                    self.add(part)
            case _Choice(options):
                self._choice(options)
            case _Repeat(part, least, most):
                self._repeat(part, least, most)

    def _choice(self, options: tuple[_Piece, ...]) -> None:
        split = self.put(_Split(()))
        starts: list[int] = []
        jumps: list[int] = []
        for option in options:
            starts.append(len(self.instructions))
            self.add(option)
            jumps.append(self.put(_Split(())))
        self.instructions[split] = _Split(tuple(starts))
        for jump in jumps:
            self.instructions[jump] = _Split((len(self.instructions),))

    def _repeat(self, part: _Piece, least: int, most: int | None) -> None:
        for _ in range(least):
            self.add(part)
        if most is None:
            split = self.put(_Split(()))
            self.add(part)
            self.put(_Split((split,)))
            self.instructions[split] = _Split((split + 1, len(self.instructions)))
            return
        splits: list[int] = []
        for _ in range(most - least):
            splits.append(self.put(_Split(())))
            self.add(part)
        for split in splits:
            self.instructions[split] = _Split((split + 1, len(self.instructions)))


class _Run:
    """One search in one text, with its budget of steps."""

    __slots__ = ("_left", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = MAX_STEPS

    def match(self, program: Program, start: int, *, anywhere: bool) -> bool:
        """Follow all ways through the program at once, from the place given or from every later one."""
        text = self._text
        states: set[int] = {0}
        for place in range(start, len(text) + 1):
            if anywhere:
                states.add(0)
            states, found = self._closure(program, place, states)
            if found:
                return True
            if place == len(text) or not (states or anywhere):
                return False
            character = text[place]
            following: set[int] = set()
            for state in states:
                instruction = program[state]
                if isinstance(instruction, _Character) and instruction.accepts(character):
                    following.add(state + 1)
            states = following
        return False

    def _closure(self, program: Program, place: int, states: set[int]) -> tuple[set[int], bool]:
        """All states reached without reading a character, and whether the match is one of them."""
        reached: set[int] = set()
        pending = list(states)
        while pending:
            state = pending.pop()
            if state in reached:
                continue
            reached.add(state)
            instruction = program[state]
            match instruction:
                case _Match():
                    return reached, True
                case _Split(targets):
                    pending.extend(targets)
                case _Assert(kind):
                    if _holds(kind, self._text, place):
                        pending.append(state + 1)
                case _Look(inner, wanted):
                    if self.match(inner, place, anywhere=False) is wanted:
                        pending.append(state + 1)
                case _Character():
                    pass
        self._left -= 1 + len(reached)
        if self._left < 0:
            raise EvaluationError(EvaluationCode.TOO_LARGE, "regex")
        return reached, False


def _holds(kind: Literal["^", "$", "b", "B"], text: str, place: int) -> bool:
    if kind == "^":
        return place == 0
    if kind == "$":
        return place == len(text)
    before = place > 0 and _is_word(text[place - 1])
    after = place < len(text) and _is_word(text[place])
    return (before != after) is (kind == "b")


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _is_space(character: str) -> bool:
    return character.isspace() or character == "\ufeff"


def _none_of(accepts: Accepts) -> Accepts:
    return lambda character: not accepts(character)


_CLASSES: Final[dict[str, Accepts]] = {
    "d": _is_digit,
    "D": _none_of(_is_digit),
    "w": _is_word,
    "W": _none_of(_is_word),
    "s": _is_space,
    "S": _none_of(_is_space),
}
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_LINE_ENDS: Final = "\n\r\u2028\u2029"
_HEX: Final = frozenset("0123456789abcdefABCDEF")


class _Reader:
    """Reads a pattern into pieces."""

    __slots__ = ("_depth", "_source", "place")

    def __init__(self, source: str) -> None:
        self._source = source
        self.place = 0
        self._depth = 0

    @property
    def done(self) -> bool:
        return self.place >= len(self._source)

    def _peek(self, text: str) -> bool:
        return self._source.startswith(text, self.place)

    def _take(self, text: str) -> bool:
        if self._peek(text):
            self.place += len(text)
            return True
        return False

    def _next(self) -> str:
        if self.done:
            raise PatternError("ends too early")
        character = self._source[self.place]
        self.place += 1
        return character

    def choice(self) -> _Piece:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise PatternError("nested too deeply")
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        self._depth -= 1
        return options[0] if len(options) == 1 else _Choice(tuple(options))

    def _sequence(self) -> _Piece:
        parts: list[_Piece] = []
        while not self.done and not self._peek("|") and not self._peek(")"):
            parts.append(self._repeated(self._atom()))
        return _Sequence(tuple(parts))

    def _repeated(self, part: _Piece) -> _Piece:
        while True:
            bounds = self._bounds()
            if bounds is None:
                return part
            if isinstance(part, _Assert | _Ahead):
                raise PatternError(f"nothing to repeat at {self.place}")
            _ = self._take("?") or self._take("+")
            part = _Repeat(part, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        for mark, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(mark):
                return bounds
        if not self._peek("{"):
            return None
        end = self._source.find("}", self.place)
        least, comma, most = self._source[self.place + 1 : max(end, 0)].partition(",")
        if end < 0 or not _is_count(least) or not (most == "" or _is_count(most)):
            return None
        self.place = end + 1
        low = int(least)
        high = (int(most) if most else None) if comma else low
        if high is not None and high < low:
            raise PatternError(f"repetition out of order at {end}")
        return low, high

    def _atom(self) -> _Piece:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return _Character(self._class())
        if character == ".":
            return _Character(lambda one: one not in _LINE_ENDS)
        if character == "^":
            return _Assert("^")
        if character == "$":
            return _Assert("$")
        if character == "\\":
            return self._escape()
        if character in "*+?":
            raise PatternError(f"nothing to repeat at {self.place - 1}")
        return _Character(character.__eq__)

    def _group(self) -> _Piece:
        look: bool | None = None
        if self._take("?"):
            if self._take("="):
                look = True
            elif self._take("!"):
                look = False
            elif self._take("<"):
                if self._peek("=") or self._peek("!"):
                    raise PatternError(f"look-behind at {self.place}")
                while self._next() != ">":
                    pass
            elif not self._take(":"):
                raise PatternError(f"unknown group at {self.place}")
        inner = self.choice()
        if not self._take(")"):
            raise PatternError("a bracket is not closed")
        return inner if look is None else _Ahead(inner, look)

    def _escape(self) -> _Piece:
        if self._take("b"):
            return _Assert("b")
        if self._take("B"):
            return _Assert("B")
        if not self.done and self._source[self.place] in "123456789k":
            raise PatternError(f"back-reference at {self.place}")
        found = self._escaped()
        return _Character(found if callable(found) else found.__eq__)

    def _escaped(self) -> Accepts | str:
        character = self._next()
        if character in _CLASSES:
            return _CLASSES[character]
        if character in "pP":
            return self._property(wanted=character == "p")
        if character in "xu":
            size = 2 if character == "x" else 4
            digits = self._source[self.place : self.place + size]
            if len(digits) == size and _HEX.issuperset(digits):
                self.place += size
                return chr(int(digits, 16))
        return _CONTROLS.get(character, character)

    def _property(self, *, wanted: bool) -> Accepts:
        if not self._take("{"):
            raise PatternError(f"property without a name at {self.place}")
        end = self._source.find("}", self.place)
        name = self._source[self.place : end] if end >= 0 else ""
        if name not in _CATEGORIES:
            raise PatternError(f"unknown property at {self.place}")
        self.place = end + 1
        return lambda one: unicodedata.category(one).startswith(name) is wanted

    def _class(self) -> Accepts:
        negative = self._take("^")
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        others: list[Accepts] = []
        first = True
        while first or not self._peek("]"):
            first = False
            item = self._class_item()
            if callable(item):
                others.append(item)
            elif self._peek("-") and not self._peek("-]"):
                self.place += 1
                last = self._class_item()
                if callable(last) or last < item:
                    raise PatternError(f"range out of order at {self.place}")
                ranges.append((item, last))
            else:
                singles.add(item)
        self._next()
        kept, spans, more = frozenset(singles), tuple(ranges), tuple(others)

        def accepts(one: str) -> bool:
            found = one in kept or any(low <= one <= high for low, high in spans) or any(test(one) for test in more)
            return found is not negative

        return accepts

    def _class_item(self) -> Accepts | str:
        character = self._next()
        if character != "\\":
            return character
        if self._take("b"):
            return "\b"
        return self._escaped()


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


_CATEGORIES: Final = frozenset(
    (
        *("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"),
        *("P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp"),
    )
)
