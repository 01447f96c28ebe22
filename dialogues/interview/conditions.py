"""What a guide's `relevant` means, as a small tree that can be said in words on paper or in a message.

Read are `=`, `!=`, comparisons with a number, `selected()`, `count-selected()`, `not()`, `and`, `or`, and
calculations made of `if()` and `coalesce()`, which are looked through to the questions behind them. Anything else is
`UNKNOWN`, which its reader says as «selon les réponses». A condition that is already decided is True or False.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from dialogues.expressions import ExpressionProblem
from dialogues.expressions.syntax import Call, Chain, Expr, Literal_, Number, Path, parse
from dialogues.forms.definition import FormDefinition

__all__ = [
    "UNKNOWN",
    "Atom",
    "Both",
    "Condition",
    "Either",
    "atoms",
    "both",
    "either",
    "follows",
    "negated",
    "relevance",
]

_DEPTH = 24
"""How many calculations are looked through, one behind the other."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that is said of one question.

    Args:
        path: the question; "" for what cannot be said.
        kind: `is`, `has` (one of several answers), `answered`, `more`, `least` (so much or more), `unknown`.
        value: a choice's name, a text or a number.
        no: the contrary is meant.
    """

    path: str
    kind: str
    value: str = ""
    no: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """All of them hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of them holds."""

    parts: tuple[Condition, ...]


Condition = bool | Atom | Both | Either

UNKNOWN = Atom("", "unknown")

Decide = Callable[[Atom], bool | None]
"""Whether an atom is known already, for the question was answered."""


def both(parts: Iterable[Condition]) -> Condition:
    """All of them, without what says nothing."""
    kept = dict.fromkeys(flat for part in parts for flat in _flat(part, Both) if flat is not True)
    if False in kept or any(negated(part) in kept for part in kept if isinstance(part, Atom) and part != UNKNOWN):
        return False
    return _joined(Both, _bounds(kept, strongest=True), empty=True)


def either(parts: Iterable[Condition]) -> Condition:
    """One of them, without what says nothing."""
    kept = dict.fromkeys(flat for part in parts for flat in _flat(part, Either) if flat is not False)
    if True in kept or any(negated(part) in kept for part in kept if isinstance(part, Atom) and part != UNKNOWN):
        return True
    # «A, or else B» says what «A or B» says
    said = dict.fromkeys(
        both(each for each in part.parts if negated(each) not in kept) if isinstance(part, Both) else part
        for part in kept
    )
    return True if True in said else _joined(Either, _bounds(said, strongest=False), empty=False)


def negated(condition: Condition) -> Condition:
    """The contrary."""
    match condition:
        case bool():
            return not condition
        case Atom(kind="unknown"):
            return condition
        case Atom():
            return replace(condition, no=not condition.no)
        case Both(parts):
            return either(negated(part) for part in parts)
        case Either(parts):
            return both(negated(part) for part in parts)


def atoms(condition: Condition) -> Iterator[Atom]:
    """Everything that is said in a condition."""
    if isinstance(condition, Atom):
        yield condition
    elif isinstance(condition, Both | Either):
        for part in condition.parts:
            yield from atoms(part)


def _flat(part: Condition, kind: type[Both | Either]) -> Iterator[Condition]:
    if isinstance(part, kind):
        yield from part.parts
    else:
        yield part


def _joined(kind: type[Both | Either], parts: tuple[Condition, ...], *, empty: bool) -> Condition:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else kind(parts)


def _bounds(parts: Iterable[Condition], *, strongest: bool) -> tuple[Condition, ...]:
    """Of several lower bounds of one number only the one that counts."""
    best: dict[str, Atom] = {}
    kept: list[Condition] = []
    for part in parts:
        if not isinstance(part, Atom) or part.no or part.kind not in ("more", "least"):
            kept.append(part)
            continue
        known = best.get(part.path)
        if known is None:
            best[part.path] = part
            kept.append(part)
        elif (_bound(part) > _bound(known)) == strongest:
            kept[kept.index(known)] = best[part.path] = part
    return tuple(kept)


def _bound(atom: Atom) -> tuple[float, bool]:
    return float(atom.value), atom.kind == "more"


def relevance(form: FormDefinition, path: str, decide: Decide) -> Condition:
    """When a node is asked, what stands above it apart.

    What follows from being asked at all is left out: who said yes to the consent was asked for it, so everything that
    led there held as well.

    Args:
        form: the definition.
        path: of the node.
        decide: says what is known already.
    """
    reader = _Reader(form, decide)
    said = reader.own(path)
    parts = said.parts if isinstance(said, Both) else (said,)
    implied = {part for each in parts for part in reader.implied(each, 0) if part != each}
    return both(part for part in parts if part not in implied)


def follows(form: FormDefinition, decide: Decide, condition: Condition, other: Condition) -> bool:
    """Whether a condition can hold only where another one holds."""
    reader = _Reader(form, decide)
    parts = condition.parts if isinstance(condition, Both) else (condition,)
    held = {*parts, *(said for part in parts for said in reader.implied(part, 0))}
    return all(part in held for part in (other.parts if isinstance(other, Both) else (other,)))


@dataclass(frozen=True, slots=True)
class _Reader:
    form: FormDefinition
    decide: Decide

    def own(self, path: str) -> Condition:
        rule = self.form.nodes[path].bind.relevant if path in self.form.nodes else None
        return True if rule is None else self.source(rule.source, path, 0)

    def source(self, source: str, base: str, depth: int) -> Condition:
        try:
            return self.truth(parse(source), base, depth)
        except ExpressionProblem:
            return UNKNOWN

    def implied(self, part: Condition, depth: int) -> Iterator[Condition]:
        """What must have held for a question to be answered as a part says."""
        if not isinstance(part, Atom) or part.no or part == UNKNOWN or depth > _DEPTH:
            return
        here = part.path
        while here.count("/") > 1:
            said = self.own(here)
            for each in said.parts if isinstance(said, Both) else (said,):
                if not isinstance(each, bool) and each != UNKNOWN:
                    yield each
                    yield from self.implied(each, depth + 1)
            here = here.rpartition("/")[0]

    # --- what an expression says ----------------------------------------------------------------------------------

    def truth(self, expr: Expr, base: str, depth: int) -> Condition:
        match expr:
            case Chain(first, (("or", _), *_) as rest):
                return either(self.truth(part, base, depth) for part in (first, *(each for _, each in rest)))
            case Chain(first, (("and", _), *_) as rest):
                return both(self.truth(part, base, depth) for part in (first, *(each for _, each in rest)))
            case Chain(first, ((sign, second),)):
                return self.compared(first, sign, second, base, depth)
            case Call("not", (inner,)):
                return negated(self.truth(inner, base, depth))
            case Call("boolean", (inner,)):
                return self.truth(inner, base, depth)
            case Call("true" | "false", ()):
                return expr.name == "true"
            case Call("selected", (Literal_(names), Path() as one)):
                return either(self.compared(one, "=", Literal_(name), base, depth) for name in names.split())
            case Call("selected", (Path() as several, Literal_(name))):
                path = self.path(several, base)
                return UNKNOWN if path is None else self.atom(path, "has", name.strip())
            case Call("if", (test, yes, no)):
                held = self.truth(test, base, depth)
                return self.branch(held, self.truth(yes, base, depth), self.truth(no, base, depth))
            case _:
                return UNKNOWN

    def branch(self, test: Condition, yes: Condition, no: Condition) -> Condition:
        return either((both((test, yes)), both((negated(test), no))))

    def compared(self, left: Expr, sign: str, right: Expr, base: str, depth: int) -> Condition:
        if isinstance(left, Literal_ | Number) and not isinstance(right, Literal_ | Number):
            flipped = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
            return self.compared(right, flipped, left, base, depth)
        if not isinstance(right, Literal_ | Number) or sign not in _SIGNS or depth > _DEPTH:
            return UNKNOWN
        if sign in _CONTRARY:
            # `<` and `!=` are said as the contrary of `>=` and `=`; an empty number makes both comparisons false
            return self.contrary(left, sign, right, base, depth)
        match left:
            case Literal_() | Number():
                return _constant(left, sign, right)
            case Call("if", (test, yes, no)):
                return self.branch(
                    self.truth(test, base, depth),
                    self.compared(yes, sign, right, base, depth),
                    self.compared(no, sign, right, base, depth),
                )
            case Call("coalesce", (first, Literal_() | Number() as other)):
                if _constant(other, sign, right):
                    return UNKNOWN
                return self.compared(first, sign, right, base, depth)
            case Call("string" | "number" | "int", (inner,)):
                return self.compared(inner, sign, right, base, depth)
            case Call("count-selected", (Path() as several,)):
                path = self.path(several, base)
                some = (sign == ">" and _text(right) == "0") or (sign == ">=" and _text(right) == "1")
                return self.atom(path, "answered") if path is not None and some else UNKNOWN
            case Path():
                return self.of_path(left, sign, right, base, depth)
            case _:
                return UNKNOWN

    def contrary(self, left: Expr, sign: str, right: Literal_ | Number, base: str, depth: int) -> Condition:
        said = negated(self.compared(left, _CONTRARY[sign], right, base, depth))
        if sign == "!=" or isinstance(said, bool):
            return said
        path = self.path(left, base) if isinstance(left, Path) else None
        if path is None or self.form.questions.get(path) is None or not isinstance(said, Atom):
            return UNKNOWN
        return both((self.atom(path, "answered"), said))

    def of_path(self, left: Path, sign: str, right: Literal_ | Number, base: str, depth: int) -> Condition:
        path = self.path(left, base, asked=False)
        if path is None:
            return UNKNOWN
        question = self.form.questions.get(path)
        if question is None or question.number is None:
            calculation = self.form.nodes[path].bind.calculation if path in self.form.nodes else None
            if calculation is None:
                return UNKNOWN
            try:
                return self.compared(parse(calculation.source), sign, right, path, depth + 1)
            except ExpressionProblem:
                return UNKNOWN
        value = _text(right)
        if sign == "=":
            return self.atom(path, "is", value) if value else negated(self.atom(path, "answered"))
        return self.atom(path, "more" if sign == ">" else "least", value) if _number(right) else UNKNOWN

    def atom(self, path: str, kind: str, value: str = "") -> Condition:
        if kind == "has" and self.form.questions[path].type != "select_multiple":
            kind = "is"
        made = Atom(path, kind, value)
        known = self.decide(made)
        return made if known is None else known

    def path(self, path: Path, base: str, *, asked: bool = True) -> str | None:
        """The schema path that a location path names, None where it is more than names and steps up."""
        if path.origin is not None and not (isinstance(path.origin, Call) and path.origin.name == "current"):
            return None
        here = [] if path.absolute else base.split("/")[1:]
        for step in path.steps:
            if step.predicates or step.test.kind not in ("name", "node"):
                return None
            match step.axis:
                case "child" if step.test.kind == "name":
                    here.append(step.test.name)
                case "parent" if here:
                    here.pop()
                case "self":
                    pass
                case _:
                    return None
        found = "/" + "/".join(here)
        question = self.form.questions.get(found)
        return None if asked and (question is None or question.number is None) else found


_CONTRARY = {"!=": "=", "<": ">=", "<=": ">"}
_SIGNS = ("=", ">", ">=", *_CONTRARY)


def _text(value: Literal_ | Number) -> str:
    if isinstance(value, Literal_):
        return value.value
    return f"{value.value:g}" if value.value != int(value.value) else str(int(value.value))


def _number(value: Literal_ | Number) -> bool:
    try:
        float(_text(value))
    except ValueError:
        return False
    return True


def _constant(left: Literal_ | Number, sign: str, right: Literal_ | Number) -> bool:
    if sign == "=":
        return _text(left) == _text(right)
    if not (_number(left) and _number(right)):
        return False
    first, second = float(_text(left)), float(_text(right))
    return first > second if sign == ">" else first >= second
