"""Secondary instances: built when asked for, from CSV, XML, GeoJSON or nothing."""

import pytest
from lxml import etree

from dialogues.expressions import Node
from dialogues.xforms.instances import Instances, UnreadableFile, secondary_instances


def instances(inner: str, **files: bytes) -> Instances:
    """The instances of a model; a file's dot is written as two underscores."""
    model = etree.fromstring(f"<model><instance><data/></instance>{inner}</model>")
    return secondary_instances(model, {name.replace("__", "."): data for name, data in files.items()})


def items(node: Node) -> list[dict[str, str]]:
    """The items as columns and values."""
    (root,) = node.named("root")
    return [{cell.name: cell.text() for cell in item.children()} for item in root.named("item")]


def test_csv() -> None:
    """Commas or semicolons, a byte-order mark, blank lines, unnamed columns and short rows."""
    found = instances(
        "<instance id='a' src='jr://file-csv/a.csv'/><instance id='b' src='jr://file-csv/b.csv'/>",
        a__csv='\ufeffname,label,\n"x","Été, hiver",1\n,,\ny\n'.encode(),
        b__csv=b"name;label\nx;X",
    )
    assert items(found["a"]) == [{"name": "x", "label": "Été, hiver"}, {"name": "y"}]
    assert items(found["b"]) == [{"name": "x", "label": "X"}]
    assert found["a"] is found["a"]
    assert list(found) == ["a", "b"]
    assert len(found) == 2
    assert "c" not in found
    with pytest.raises(KeyError):
        found["c"]


def test_absent_and_empty_files() -> None:
    """An absent file is an empty list, and so is an empty one."""
    found = instances(
        "<instance id='a' src='jr://file/a.xml'/><instance id='b' src='jr://file-csv/b.csv'/>", b__csv=b""
    )
    assert items(found["a"]) == []
    assert items(found["b"]) == []


def test_xml() -> None:
    """XML stands as it is: attributes, text between elements, no indentation; the first of two ids counts."""
    found = instances(
        "<instance id='a'><root>\n <item k='v'>un <b>deux</b> trois</item>\n</root></instance><instance id='a'/>"
        "<instance id='x' src='jr://file/x.xml'/>",
        x__xml=b"<root><item><name>n</name></item></root>",
    )
    (root,) = found["a"].named("root")
    (item,) = root.children()
    assert item.text() == "un deux trois"
    assert [(one.name, one.text()) for one in item.attributes()] == [("k", "v")]
    assert items(found["x"]) == [{"name": "n"}]


def test_geojson() -> None:
    """Features become items: properties, id, and the geometry as ODK writes places."""
    data = b"""{"features": [
        {"id": 7, "properties": {"n": null, "b": true, "k": 1.5, "s": "x"},
         "geometry": {"type": "Point", "coordinates": [2, 1]}},
        {"properties": null, "geometry": {"type": "LineString", "coordinates": [[2, 1], [4, 3], [1]]}},
        {"geometry": {"type": "Polygon", "coordinates": [[[2, 1]]]}},
        {"geometry": null}
    ]}"""
    found = instances("<instance id='g' src='jr://file/g.geojson'/>", g__geojson=data)
    assert items(found["g"]) == [
        {"n": "", "b": "true", "k": "1.5", "s": "x", "id": "7", "geometry": "1 2 0 0"},
        {"geometry": "1 2 0 0;3 4 0 0"},
        {"geometry": "1 2 0 0"},
        {"geometry": ""},
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"name\n\xff"),
        ("a.geojson", b"[]"),
        ("a.geojson", b"{"),
        ("a.geojson", b'{"features": [1]}'),
        ("a.xml", b"<a>"),
    ],
)
def test_unreadable_files(name: str, data: bytes) -> None:
    """A file that is there and cannot be read is named."""
    found = instances(f"<instance id='a' src='jr://file/{name}'/>", **{name.replace(".", "__"): data})
    with pytest.raises(UnreadableFile, match=name):
        found["a"]
