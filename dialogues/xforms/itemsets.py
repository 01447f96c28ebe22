"""The choices of `select_one_external`: rows of `itemsets.csv`, by the list that they belong to.

ODK XForms specification, «query»: an `input` with a `query` names items of a list that stands in no instance of the
form; ODK's clients look them up in a CSV file with the columns `list_name`, `name`, `label` (or `label::<language>`)
and those that filters compare. Here each list becomes a secondary instance like any other.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogues.expressions import Node
from dialogues.expressions.nodes import document, element
from dialogues.forms.definition import Text
from dialogues.xforms.tree import Element, attribute

__all__ = ["ITEMSETS_FILE", "Itemsets", "read_itemsets"]

ITEMSETS_FILE = "itemsets.csv"
"""Name under which the file goes with a form."""

_LIST = re.compile(r"^\s*instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_LABEL = re.compile(r"^label\s*::?\s*(.*)$", re.IGNORECASE)
_TEXT = "itemsetsText"
"""The element of an item that holds the id of its translated label."""


@dataclass(frozen=True, slots=True)
class Itemsets:
    """The lists of a file that a form asks for.

    Args:
        lists: what builds the instance of each list.
        texts: translated labels by id.
        label: the element of an item that holds its label, or the id of it.
        translated: whether it holds an id.
        there: whether the file is there; where it is missing, nobody can choose and words are taken instead.
    """

    lists: Mapping[str, Callable[[], Node]]
    texts: Mapping[str, Text]
    label: str
    translated: bool
    there: bool


def read_itemsets(body: Element, files: Mapping[str, bytes]) -> Itemsets:
    """Read the lists that a body names.

    Args:
        body: of the XForm.
        files: external files by name; where `itemsets.csv` is missing or is no CSV file, the lists are empty.
    """
    named = (_LIST.match(attribute(control, "query") or "") for control in body.iter("{*}input"))
    wanted = dict.fromkeys(found[1] for found in named if found)
    rows = _rows(files.get(ITEMSETS_FILE, b"")) if wanted else []
    languages = {header: found[1] for header in (rows[0] if rows else ()) if (found := _LABEL.match(header))}
    plain = any("label" in row for row in rows[:1])
    translated = bool(languages) and not plain
    by_list: dict[str, list[dict[str, str]]] = {name: [] for name in wanted}
    texts: dict[str, Text] = {}
    for number, row in enumerate(rows, 2):
        name = row.get("list_name", "")
        if name not in by_list:
            continue
        if translated:
            identifier = f"{ITEMSETS_FILE}:{number}"
            said = {language: (row[header],) for header, language in languages.items() if row[header]}
            texts[identifier] = Text(said)
            by_list[name].append({_TEXT: identifier, **{key: row[key] for key in row if key not in languages}})
        else:
            by_list[name].append(row)
    lists = {name: _builder(found) for name, found in by_list.items()}
    return Itemsets(lists, texts, _TEXT if translated else "label", translated, bool(rows))


def _rows(data: bytes) -> list[dict[str, str]]:
    """The rows by header; every row has every column."""
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        headers = [header.strip() for header in next(reader, [])]
        return list(_filled(headers, reader))
    except (UnicodeDecodeError, csv.Error):
        return []


def _filled(headers: Sequence[str], rows: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    for row in rows:
        if any(row):
            values = [value.strip() for value in row] + [""] * (len(headers) - len(row))
            yield {header: value for header, value in zip(headers, values, strict=False) if header}


def _builder(rows: Sequence[Mapping[str, str]]) -> Callable[[], Node]:
    def build() -> Node:
        items = (element("item", content=[element(key, content=value) for key, value in row.items()]) for row in rows)
        return document(element("root", content=items))

    return build
