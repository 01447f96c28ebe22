"""The questions of all versions of a guide, merged: a sheet for the interview and one for each repeat.

Versions are joined by name: a question that moved to another group stays one column, unless its name stands twice
in a sheet of some version; then its path within the sheet tells it apart. The order is that of the newest version;
what only older versions have stands after what it followed there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogues.forms.offered import offered
from dialogues.questions.base import whole
from dialogues.questions.registry import QUESTION_TYPES
from storage.exports.cells import Kind
from storage.exports.labels import language_of, shown

if TYPE_CHECKING:
    from dialogues.forms.definition import Bind, Choice, FormDefinition, ModelNode, Question

__all__ = ["Field", "Level", "Place", "SheetFields", "merge"]

NON_RESPONSES = ("nsp", "refus")
SPLIT_LIMIT = 250
"""A question with more parts (choices) than this gets no column for each."""

_STRICT_TYPES = frozenset({"geopoint", "geotrace", "geoshape", "image", "audio", "video", "file"})
_ALWAYS_BLANK = frozenset({"phonenumber", "email", "simserial", "subscriberid"})
_CLOSED = frozenset({"select_one", "select_multiple", "acknowledge"})
_KINDS: Mapping[str, Kind] = {
    "int": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATE_TIME,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A further column of a field, as its question type says (`dialogues.questions.base.Column`).

    Args:
        suffix: `/eau`, `_latitude`.
        of: what `Field.part` takes; for a choice its name.
    """

    suffix: str
    kind: Kind
    of: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where one version keeps the value of a field.

    Args:
        rest: the ref of a value is the ref of its sheet's instance and this: "/groupe/age".
        field: index of the field in its sheet.
        parts: indexes of the field's parts that this version has: a choice that was not offered is not «0».
    """

    rest: str
    field: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A question (or calculation, or metadata) over all versions.

    Args:
        key: its name, or its path in the sheet where the name is not enough.
        label: in the language wanted; "" when it has none.
        type: of the question in the newest version that has it; "" for what is not in the body.
        kind: how its values read; TEXT when versions do not agree.
        choices: label by name, of all versions; empty when there are none or they cannot be known.
        number: the printed number in the newest version that asks it; None for what is not asked.
        preload: parameter of its preload («start», «end», «today»…), else "".
        parts: its columns beside the one of the whole value.
        part: (value, `Part.of`) -> the text of that part.
    """

    key: str
    label: str
    type: str
    kind: Kind
    choices: Mapping[str, str]
    number: int | None
    preload: str
    parts: tuple[Part, ...]
    part: Callable[[str, str], str]

    @property
    def asked(self) -> bool:
        """Whether it is put to a person."""
        return self.number is not None

    @property
    def closed(self) -> bool:
        """Whether its answers can be counted one by one."""
        return self.type in _CLOSED

    @property
    def several(self) -> bool:
        """Whether a value is a list of names of choices."""
        return bool(self.choices) and self.type != "select_one"

    def status(self, value: str, recorded: str | None) -> str | None:
        """How it was answered: `repondu`, `nsp`, `refus`, `passe`, or None when it was not asked.

        A choice that says «ne sait pas» by its name is no answer (DESIGN, decision 10).
        """
        if recorded == "repondu" and value in NON_RESPONSES and value in self.choices:
            return value
        return recorded


@dataclass(frozen=True, slots=True)
class Level:
    """One sheet as one version has it.

    Args:
        sheet: index of the sheet.
        path: of the repeat; of the root for the main sheet.
        parent: index of the level above in the version's levels; None for the main sheet.
        step: the ref of a set of instances is the ref of the parent's instance and this: "/visite".
    """

    sheet: int
    path: str
    parent: int | None
    step: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SheetFields:
    """A sheet over all versions; `name` is "" for the main one."""

    name: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    rest: str
    name: str
    field: Field


@dataclass(frozen=True, slots=True)
class _Table:
    path: str
    name: str
    label: str
    parent: int | None
    step: str
    leaves: tuple[_Leaf, ...]


def merge(
    definitions: Sequence[FormDefinition], language: str, *, strict: bool
) -> tuple[tuple[SheetFields, ...], tuple[tuple[Level, ...], ...]]:
    """Work out sheets and where each version keeps what stands in them.

    Args:
        definitions: all versions, oldest first, at least one.
        language: IETF tag of the labels wanted.
        strict: leave out positions and files (FIELD, «What can hurt», 4).

    Returns:
        The sheets, parents before children, and for each version its levels, in document order.
    """
    versions = [_tables(definition, language, strict=strict) for definition in definitions]
    table_keys = _keys([[(table.name, table.path.partition("/")[2]) for table in tables] for tables in versions])
    order = _merged_order(table_keys)
    sheets: list[SheetFields] = []
    placed: list[dict[str, tuple[Place, ...]]] = [{} for _ in versions]
    for key in order:
        found = [
            (version, tables[keys.index(key)])
            for version, (tables, keys) in enumerate(zip(versions, table_keys, strict=True))
            if key in keys
        ]
        leaf_keys = _keys([[(leaf.name, leaf.rest[1:]) for leaf in table.leaves] for _, table in found])
        fields_order = _merged_order(leaf_keys)
        index = {name: position for position, name in enumerate(fields_order)}
        variants: dict[str, list[Field]] = {name: [] for name in fields_order}
        for (_, table), keys in zip(found, leaf_keys, strict=True):
            for leaf, name in zip(table.leaves, keys, strict=True):
                variants[name].append(leaf.field)
        joined = tuple(_joined(name, variants[name]) for name in fields_order)
        for (version, table), keys in zip(found, leaf_keys, strict=True):
            placed[version][key] = tuple(
                _place(leaf, index[name], joined[index[name]]) for leaf, name in zip(table.leaves, keys, strict=True)
            )
        newest = found[-1][1]
        sheets.append(
            SheetFields(
                name=newest.name if newest.parent is not None else "",
                label=newest.label,
                fields=joined,
            )
        )
    sheet_index = {key: position for position, key in enumerate(order)}
    levels = tuple(
        tuple(
            Level(sheet_index[key], table.path, table.parent, table.step, placed[version][key])
            for table, key in zip(tables, keys, strict=True)
        )
        for version, (tables, keys) in enumerate(zip(versions, table_keys, strict=True))
    )
    return tuple(sheets), levels


def _place(leaf: _Leaf, index: int, joined: Field) -> Place:
    own = {part.suffix for part in leaf.field.parts}
    return Place(leaf.rest, index, tuple(at for at, part in enumerate(joined.parts) if part.suffix in own))


def _joined(key: str, variants: Sequence[Field]) -> Field:
    """One field of those of several versions, oldest first: the newest wins, what was gathered is kept."""
    newest = variants[-1]
    orders = [tuple(variant.choices) for variant in variants]
    labels: dict[str, str] = {}
    for variant in variants:
        labels.update(variant.choices)
    kinds = {variant.kind for variant in variants}
    types = {variant.type for variant in variants}
    numbers = [variant.number for variant in variants if variant.number is not None]
    if kinds == {Kind.INTEGER, Kind.DECIMAL}:
        kinds = {Kind.DECIMAL}
    return Field(
        key=key,
        label=next((variant.label for variant in reversed(variants) if variant.label), ""),
        type="select_multiple" if "select_multiple" in types and newest.type == "select_one" else newest.type,
        kind=kinds.pop() if len(kinds) == 1 else Kind.TEXT,
        choices={name: labels[name] for name in _merged_order(orders)},
        number=numbers[-1] if numbers else None,
        preload=newest.preload,
        parts=_merged_parts(variants),
        part=next((variant.part for variant in reversed(variants) if variant.parts), newest.part),
    )


def _merged_parts(variants: Sequence[Field]) -> tuple[Part, ...]:
    by_suffix = {part.suffix: part for variant in variants for part in variant.parts}
    order = _merged_order([[part.suffix for part in variant.parts] for variant in variants])
    return tuple(by_suffix[suffix] for suffix in order) if len(order) <= SPLIT_LIMIT else ()


def _tables(definition: FormDefinition, language: str, *, strict: bool) -> list[_Table]:
    """The sheets of one version in document order, so that a parent stands before its children."""
    name = language_of(definition, language)
    found: list[tuple[ModelNode, int | None, list[_Leaf]]] = []

    def walk(node: ModelNode, table: int) -> None:
        for child in node.children:
            if child.repeat:
                found.append((child, table, []))
                walk(child, len(found) - 1)
            elif child.children:
                if child.name.rpartition(":")[2] != "meta":
                    walk(child, table)
            elif (field := _field(definition, child, name, strict=strict)) is not None:
                top = found[table][0].path
                found[table][2].append(_Leaf(child.path[len(top) :], child.name, field))

    found.append((definition.root, None, []))
    walk(definition.root, 0)
    tables: list[_Table] = []
    for node, parent, leaves in found:
        repeat = definition.repeats.get(node.path)
        step = node.path if parent is None else node.path[len(found[parent][0].path) :]
        label = shown(repeat.label, name, definition) if repeat else ""
        own = "" if parent is None else node.name
        tables.append(_Table("" if parent is None else node.path, own, label, parent, step, tuple(leaves)))
    return tables


def _field(definition: FormDefinition, node: ModelNode, language: str, *, strict: bool) -> Field | None:
    """The field of a leaf; None for what never holds anything that belongs in a download."""
    question = definition.questions.get(node.path)
    preload = node.bind.preload
    kind_of_question = question.type if question else ""
    if kind_of_question == "note" and not _valued(definition, node):
        return None
    if preload is not None and preload[1] in _ALWAYS_BLANK:
        return None
    value_type = node.bind.value_type
    if strict and (kind_of_question in _STRICT_TYPES or value_type in _STRICT_TYPES or value_type == "binary"):
        return None
    choices = tuple(offered(definition, question)) if question else ()
    kind, parts, part = _columns(question, choices, node.bind)
    return Field(
        key="",
        label=shown(question.label, language, definition) if question else "",
        type=kind_of_question,
        kind=kind,
        choices={choice.name: shown(choice.label, language, definition) or choice.name for choice in choices},
        number=question.number if question else None,
        preload=preload[1] if preload else "",
        parts=parts,
        part=part,
    )


def _columns(
    question: Question | None, choices: Sequence[Choice], bind: Bind
) -> tuple[Kind, tuple[Part, ...], Callable[[str, str], str]]:
    """The kind of the whole value, the further columns and how to take their parts from a value."""
    known = QUESTION_TYPES.get(question.type) if question else None
    columns = known.columns(question, choices) if known and question else ()
    if known is None or not columns:
        kind = _KINDS.get(bind.value_type, Kind.TEXT)
        return Kind.COMPUTED if kind is Kind.TEXT and bind.calculation is not None else kind, (), whole
    parts = tuple(Part(each.suffix, Kind(each.kind), each.of) for each in columns if each.suffix)
    kinds = [Kind(each.kind) for each in columns if not each.suffix]
    return kinds[0] if kinds else Kind.TEXT, parts, known.part


def _valued(definition: FormDefinition, node: ModelNode) -> bool:
    """Whether a node that nobody answers may hold a value all the same."""
    return (
        node.bind.calculation is not None
        or bool(node.default)
        or any(action.target == node.path for action in definition.actions)
    )


def _keys(versions: Sequence[Sequence[tuple[str, str]]]) -> list[list[str]]:
    """For each (name, path) of each version: the name where it is enough in all of them, else the path."""
    twice = {name for version in versions for name, count in Counter(name for name, _ in version).items() if count > 1}
    return [[path if name in twice else name for name, path in version] for version in versions]


def _merged_order(orders: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The ordered union: the newest order, what is only in older ones after what it followed there."""
    merged = list(dict.fromkeys(orders[-1]))
    for order in reversed(orders[:-1]):
        known = set(merged)
        after: dict[str | None, list[str]] = {}
        previous: str | None = None
        for key in order:
            if key in known:
                previous = key
            else:
                known.add(key)
                after.setdefault(previous, []).append(key)
        merged = [*after.get(None, ()), *(each for key in merged for each in (key, *after.get(key, ())))]
    return tuple(merged)
