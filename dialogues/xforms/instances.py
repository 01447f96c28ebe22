"""Secondary instances: choice lists and external files as static trees, each built when first asked for.

ODK XForms specification, «Secondary instances»: internal ones stand in the form, external ones are named by
`src`: CSV (`root/item/<column>`), XML as it is, GeoJSON (`root/item`, properties beside `geometry`). A file that
is absent is an empty list, as in ODK Web Forms.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from dialogues.expressions import Node, StaticNode
from dialogues.expressions.nodes import document, element, text
from dialogues.forms.definition import NOTHING_SAVED, LastSaved
from dialogues.xforms.tree import Element, NotXml, attribute, name_of, parse_xml

__all__ = ["Instances", "UnreadableFile", "cells", "file_name", "last_saved", "secondary_instances"]


_LAST_SAVED = "jr://instance/last-saved"
_NONE: Mapping[str, Callable[[], Node]] = MappingProxyType({})


class UnreadableFile(ValueError):  # noqa: N818 - errors say what is wrong
    """An external file is there and cannot be read; holds its name only."""


class Instances(Mapping[str, Node]):
    """Secondary instances by id; the same node for the same id, always."""

    def __init__(self, builders: Mapping[str, Callable[[], Node]]) -> None:
        self._builders = dict(builders)
        self._built: dict[str, Node] = {}

    def __getitem__(self, name: str) -> Node:
        built = self._built.get(name)
        if built is None:
            built = self._built.setdefault(name, self._builders[name]())
        return built

    def __iter__(self) -> Iterator[str]:
        return iter(self._builders)

    def __len__(self) -> int:
        return len(self._builders)

    def __contains__(self, name: object) -> bool:
        return name in self._builders


def file_name(address: str) -> str:
    """The file that a `jr://` address names: `jr://file-csv/villes.csv` -> `villes.csv`."""
    return address.rpartition("/")[2]


def cells(name: str, data: bytes) -> int:
    """About how many values an external file holds, told without reading it: for a limit.

    Args:
        name: of the file; its ending says what it is.
        data: its bytes, not trusted.

    Returns:
        The number; 0 for a picture or a recording, of which nothing is read.
    """
    kind = name.lower().rpartition(".")[2]
    if kind == "csv":
        header = data.partition(b"\n")[0]
        return (data.count(b"\n") + 1) * (max(header.count(b","), header.count(b";")) + 1)
    if kind in {"geojson", "json"}:
        return data.count(b":")
    return data.count(b"</") + data.count(b"/>") if kind == "xml" else 0


def secondary_instances(
    model: Element, files: Mapping[str, bytes], more: Mapping[str, Callable[[], Node]] = _NONE
) -> Instances:
    """The secondary instances of a model.

    Args:
        model: the `model` element.
        files: external files by name.
        more: instances that the model does not declare; one that it declares comes first.
    """
    builders: dict[str, Callable[[], Node]] = {}
    for instance in model.iterchildren("{*}instance"):
        name = attribute(instance, "id")
        if name is None or name in builders:
            continue
        source = attribute(instance, "src")
        builders[name] = _external(file_name(source), files) if source else _internal(instance)
    return Instances({**more, **builders})


def last_saved(model: Element) -> LastSaved:
    """What a form reads of the interview before: `jr://instance/last-saved`, by the paths that follow it."""
    ids = frozenset(
        name
        for instance in model.iterchildren("{*}instance")
        if attribute(instance, "src") == _LAST_SAVED and (name := attribute(instance, "id"))
    )
    if not ids:
        return NOTHING_SAVED
    document = model.getroottree().getroot()
    sources = [str(source) for one in document.iter() for source in one.attrib.values()]
    reads = re.compile(rf"instance\(\s*['\"](?:{'|'.join(map(re.escape, ids))})['\"]\s*\)((?:/[\w.:\-]+)*)")
    return LastSaved(ids, frozenset(found[1] for source in sources for found in reads.finditer(source)))


def _internal(instance: Element) -> Callable[[], Node]:
    return lambda: document(*(_static(child) for child in instance))


def _external(name: str, files: Mapping[str, bytes]) -> Callable[[], Node]:
    def build() -> Node:
        data = files.get(name)
        if data is None:
            return document(element("root"))
        try:
            if name.lower().endswith(".csv"):
                return document(element("root", content=_rows(data)))
            if name.lower().endswith((".geojson", ".json")):
                return document(element("root", content=_features(data)))
            return document(_static(parse_xml(data)))
        except (NotXml, ValueError, RecursionError, csv.Error) as error:
            raise UnreadableFile(name) from error

    return build


def _static(source: Element) -> StaticNode:
    """An element of a secondary instance; blanks that only indent are left out."""
    attributes = {str(key).rpartition("}")[2]: str(value) for key, value in source.attrib.items()}
    if len(source) == 0:
        return element(name_of(source), attributes, source.text or "")
    content: list[StaticNode] = []
    if source.text and not source.text.isspace():
        content.append(text(source.text))
    for child in source:
        content.append(_static(child))
        if child.tail and not child.tail.isspace():
            content.append(text(child.tail))
    return element(name_of(source), attributes, content)


def _rows(data: bytes) -> Iterator[StaticNode]:
    """The rows of a CSV as items; columns part at commas, or at semicolons where the header has no comma."""
    words = data.decode("utf-8-sig")
    header = words.partition("\n")[0]
    delimiter = ";" if ";" in header and "," not in header else ","
    rows = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    columns = [column.strip() for column in next(rows, [])]
    for row in rows:
        if any(row):
            yield element(
                "item",
                content=[element(column, content=value) for column, value in zip(columns, row, strict=False) if column],
            )


def _features(data: bytes) -> Iterator[StaticNode]:
    """The features of a GeoJSON collection as items (ODK XForms specification, «GeoJSON»)."""
    collection = json.loads(data)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise ValueError("no feature collection")  # noqa: TRY004 - one kind of fault for all of a file
    for feature in features:
        if not isinstance(feature, dict):
            raise ValueError("no feature")  # noqa: TRY004 - same
        values = {str(key): _plain(value) for key, value in _mapping(feature.get("properties")).items()}
        if "id" in feature:
            values.setdefault("id", _plain(feature["id"]))
        values["geometry"] = _positions(_mapping(feature.get("geometry")))
        yield element("item", content=[element(key, content=value) for key, value in values.items()])


def _mapping(value: object) -> Mapping[str, object]:
    """A part of a feature that may be null; anything else is no GeoJSON."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("no feature")  # noqa: TRY004 - same
    return value


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value)


def _positions(geometry: Mapping[str, object]) -> str:
    """A geometry as ODK writes places: «lat lon alt acc», parted by semicolons."""
    points = geometry.get("coordinates")
    if geometry.get("type") == "Point":
        points = [points]
    elif geometry.get("type") == "Polygon" and isinstance(points, list) and points:
        points = points[0]
    if not isinstance(points, list):
        return ""
    return ";".join(f"{point[1]} {point[0]} 0 0" for point in points if isinstance(point, list) and len(point) >= 2)
