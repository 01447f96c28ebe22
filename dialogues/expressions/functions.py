"""The one registry of functions: to add one, write it beside its kin and add a line here.

A regular expression may be found anywhere in the text, as in ODK Web Forms (Collect wants the whole text to match;
authors write `^…$` for that). What an implementation gets has been converted already, by the kinds in `arguments`; the
last kind holds for all further arguments. A `lazy` argument is a function of the context.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from dialogues.expressions import arithmetic, dates, geography, nodesets, patterns, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["FUNCTIONS", "ArgumentKind", "Function", "ResultKind"]

ArgumentKind = Literal["any", "string", "number", "boolean", "nodes", "lazy"]
ResultKind = Literal["any", "string", "number", "boolean", "nodes"]


@dataclass(frozen=True, slots=True)
class Function:
    """What the compiler knows of a function.

    Attributes:
        name: As it is written in expressions.
        returns: The kind of the result; `any` where it depends on the arguments.
        arguments: The kind that each argument is converted to; the last one repeats.
        least: Fewest arguments.
        most: Most arguments; None for no limit.
        implementation: Called with the context and the converted arguments; None where the compiler itself knows
            the function because it looks at paths, not at values.
        doc: One line for the README's table.
        volatile: The value may change though nothing it reads has changed.
        places: Of this argument only the number or place of nodes is read, not what they hold.
    """

    name: str
    returns: ResultKind
    arguments: tuple[ArgumentKind, ...]
    least: int
    most: int | None
    implementation: Callable[..., Any] | None
    doc: str
    volatile: bool = False
    places: bool = False


def _table() -> Mapping[str, Function]:
    one_number: tuple[ArgumentKind, ...] = ("number",)
    text: tuple[ArgumentKind, ...] = ("string",)
    entries = (
        # XPath 1.0, section 4.1: node-sets
        Function("last", "number", (), 0, 0, nodesets.last, "size of the node-set being filtered"),
        Function("position", "number", ("nodes",), 0, 1, nodesets.position, "place of a node, from 1", places=True),
        Function("count", "number", ("nodes",), 1, 1, nodesets.count, "number of nodes", places=True),
        Function("id", "nodes", ("any",), 1, 1, nodesets.identified, "elements by their id attribute"),
        Function("name", "string", ("nodes",), 0, 1, nodesets.name, "name of a node", places=True),
        Function("local-name", "string", ("nodes",), 0, 1, nodesets.local_name, "name without prefix", places=True),
        Function(
            "namespace-uri", "string", ("nodes",), 0, 1, nodesets.namespace_uri, "namespace of a node", places=True
        ),
        Function("lang", "boolean", text, 1, 1, nodesets.language, "whether xml:lang is a language"),
        # XPath 1.0, section 4.2: strings
        Function("string", "string", text, 0, 1, texts.string, "value as text"),
        Function("concat", "string", ("any",), 0, None, texts.concat, "texts joined"),
        Function("starts-with", "boolean", text, 2, 2, texts.starts_with, "whether a text begins so"),
        Function("contains", "boolean", text, 2, 2, texts.contains, "whether a text holds another"),
        Function("substring-before", "string", text, 2, 2, texts.substring_before, "text before a mark"),
        Function("substring-after", "string", text, 2, 2, texts.substring_after, "text after a mark"),
        Function("substring", "string", ("string", "number"), 2, 3, texts.substring, "characters by place, from 1"),
        Function("string-length", "number", text, 0, 1, texts.string_length, "number of characters"),
        Function("normalize-space", "string", text, 0, 1, texts.normalize_space, "text with single spaces"),
        Function("trim", "string", text, 1, 1, texts.trim, "text without blanks at its ends"),
        Function("translate", "string", text, 3, 3, texts.translate, "characters replaced one by one"),
        # XPath 1.0, sections 4.3 and 4.4: booleans and numbers
        Function("boolean", "boolean", ("boolean",), 1, 1, lambda _, value: value, "value as truth"),
        Function("not", "boolean", ("boolean",), 1, 1, nodesets.opposite, "the other truth value"),
        Function("true", "boolean", (), 0, 0, lambda _: True, "true"),
        Function("false", "boolean", (), 0, 0, lambda _: False, "false"),
        Function("number", "number", ("any",), 0, 1, arithmetic.number, "value as number; a date in days"),
        Function("sum", "number", ("nodes",), 1, 1, arithmetic.total, "sum of nodes"),
        Function("floor", "number", one_number, 1, 1, arithmetic.floor, "integer at or below"),
        Function("ceiling", "number", one_number, 1, 1, arithmetic.ceiling, "integer at or above"),
        Function("round", "number", one_number, 1, 2, arithmetic.round_number, "nearest number with n decimals"),
        # ODK XForms: control
        Function("if", "any", ("boolean", "lazy", "lazy"), 3, 3, nodesets.either, "one of two values"),
        Function("coalesce", "string", ("lazy",), 1, None, nodesets.coalesce, "first value that is not blank"),
        Function("once", "string", ("lazy",), 1, 1, nodesets.once, "value kept once it is set", volatile=True),
        # ODK XForms: choices
        Function("selected", "boolean", text, 2, 2, texts.selected, "whether a choice is selected"),
        Function("is-selected", "boolean", text, 2, 2, texts.selected, "the same; JavaRosa has both names"),
        Function("selected-at", "string", ("string", "number"), 2, 2, texts.selected_at, "choice at a place, from 0"),
        Function("count-selected", "number", text, 1, 1, texts.count_selected, "number of selected choices"),
        Function("jr:choice-name", "string", text, 2, 2, None, "label of a choice"),
        Function("checklist", "boolean", ("number", "number", "any"), 2, None, nodesets.checklist, "so many are true"),
        Function(
            "weighted-checklist",
            "boolean",
            ("number", "number", "any"),
            2,
            None,
            nodesets.weighted_checklist,
            "weights of what is true lie between two limits",
        ),
        # ODK XForms: node-sets and repeats
        Function("count-non-empty", "number", ("nodes",), 1, 1, nodesets.count_non_empty, "number of nodes not blank"),
        Function("current", "nodes", (), 0, 0, lambda context: (context.current,), "node of the whole expression"),
        Function("instance", "nodes", text, 1, 1, nodesets.instance, "secondary instance by its id"),
        Function("indexed-repeat", "nodes", ("nodes", "nodes", "number"), 3, 7, None, "node of a repeat by place"),
        Function(
            "randomize", "nodes", ("nodes", "any"), 1, 2, nodesets.randomize, "nodes in random order", volatile=True
        ),
        Function("pulldata", "string", text, 4, 4, nodesets.pulldata, "cell of an external file"),
        # ODK XForms: text
        Function("concat-nodeset", "string", ("any",), 0, None, texts.concat, "texts joined"),
        Function("join", "string", ("string", "any"), 1, None, texts.join, "texts joined by a separator"),
        Function("substr", "string", ("string", "number"), 2, 3, texts.substr, "characters by place, from 0"),
        Function("ends-with", "boolean", text, 2, 2, texts.ends_with, "whether a text ends so"),
        Function("regex", "boolean", text, 2, 2, patterns.regex, "whether a pattern is found in a text"),
        Function("digest", "string", text, 2, 3, texts.digest, "hash of a text"),
        Function("base64-decode", "string", text, 1, 1, texts.base64_decode, "text from Base64"),
        Function("boolean-from-string", "boolean", text, 1, 1, nodesets.boolean_from_string, "true for «true» and «1»"),
        Function("jr:itext", "string", text, 1, 1, nodesets.itext, "text of the form by its id"),
        Function("property", "string", text, 1, 1, nodesets.property_of, "metadata of the device"),
        Function("version", "string", (), 0, 0, nodesets.version, "version of the form"),
        Function("uuid", "string", one_number, 0, 1, nodesets.uuid, "random identifier", volatile=True),
        # ODK XForms: dates
        Function("today", "any", (), 0, 0, dates.today, "this day", volatile=True),
        Function("now", "any", (), 0, 0, dates.now, "this instant", volatile=True),
        Function("date", "any", ("any",), 1, 1, dates.moment, "value as date"),
        Function("date-time", "any", ("any",), 1, 1, dates.moment, "value as date with time"),
        Function("decimal-date-time", "number", ("any",), 1, 1, dates.decimal_date_time, "days since 1970"),
        Function("decimal-time", "number", ("any",), 1, 1, dates.decimal_time, "time as a fraction of a day"),
        Function("format-date", "string", ("any", "string"), 2, 2, dates.format_date, "date by a pattern"),
        Function(
            "format-date-time", "string", ("any", "string"), 2, 2, dates.format_date, "date and time by a pattern"
        ),
        Function(
            "difference-in-months", "any", ("any",), 2, 2, dates.difference_in_months, "whole months between two dates"
        ),
        # ODK XForms: numbers
        Function("int", "number", one_number, 1, 1, arithmetic.integer, "number without its fraction"),
        Function("min", "number", ("any",), 0, None, arithmetic.least, "smallest number"),
        Function("max", "number", ("any",), 0, None, arithmetic.greatest, "largest number"),
        Function("abs", "number", one_number, 1, 1, arithmetic.absolute, "number without its sign"),
        Function("pow", "number", one_number, 2, 2, arithmetic.power, "number to a power"),
        Function("random", "number", (), 0, 0, nodesets.random, "random number from 0 to 1", volatile=True),
        Function("log", "number", one_number, 1, 1, arithmetic.logarithm(math.e), "natural logarithm"),
        Function("log10", "number", one_number, 1, 1, arithmetic.logarithm(10), "decimal logarithm"),
        Function("exp", "number", one_number, 1, 1, arithmetic.unary(math.exp), "e to a power"),
        Function("exp10", "number", one_number, 1, 1, arithmetic.exp10, "ten to a power"),
        Function("sqrt", "number", one_number, 1, 1, arithmetic.unary(math.sqrt), "square root"),
        Function("sin", "number", one_number, 1, 1, arithmetic.unary(math.sin), "sine"),
        Function("cos", "number", one_number, 1, 1, arithmetic.unary(math.cos), "cosine"),
        Function("tan", "number", one_number, 1, 1, arithmetic.unary(math.tan), "tangent"),
        Function("asin", "number", one_number, 1, 1, arithmetic.unary(math.asin), "inverse sine"),
        Function("acos", "number", one_number, 1, 1, arithmetic.unary(math.acos), "inverse cosine"),
        Function("atan", "number", one_number, 1, 1, arithmetic.unary(math.atan), "inverse tangent"),
        Function("atan2", "number", one_number, 2, 2, arithmetic.arc_tangent, "angle of a point"),
        Function("pi", "number", (), 0, 0, lambda _: math.pi, "the number pi"),
        # ODK XForms: shapes
        Function("area", "number", ("any",), 1, None, geography.area, "area of a shape, in square metres"),
        Function("enclosed-area", "number", ("any",), 1, None, geography.area, "the same; JavaRosa has both names"),
        Function("distance", "number", ("any",), 1, None, geography.distance, "length of a line, in metres"),
        Function("geofence", "boolean", ("any",), 2, 2, geography.geofence, "whether a point is inside a shape"),
    )
    return MappingProxyType({entry.name: entry for entry in entries})


FUNCTIONS: Final[Mapping[str, Function]] = _table()
