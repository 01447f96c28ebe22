"""`baro guide eval`: one value, or one answer a line whatever the line holds."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bot.cli import main

XML = "<data><a>5</a><a>6</a></data>"


def test_one_value(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The value as JSON; the document is given as it is or as a file."""
    (tmp_path / "d.xml").write_text(XML, encoding="utf-8")
    for words, expected in (
        (("1 + 2",), 3),
        (("concat('é', 1 div 0)",), "éInfinity"),
        (("/data/a", "--context", XML), ["5", "6"]),
        ((". + 1", "--context", str(tmp_path / "d.xml"), "--node", "/data/a[2]"), 7),
        (("decimal-date-time('1970-01-02')", "--tz", "Africa/Bamako"), 1),
    ):
        assert main(["guide", "eval", *words]) == 0
        assert json.loads(capsys.readouterr().out) == expected


def test_the_zone_is_that_of_the_surroundings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --tz the variable TZ says where dates begin."""
    monkeypatch.setenv("TZ", ":America/Phoenix")
    assert main(["guide", "eval", "decimal-time('2026-01-01T07:00:00.000Z')"]) == 0
    assert json.loads(capsys.readouterr().out) == 0


def test_refusals(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What cannot be worked out is said on the other stream."""
    for words, code in (
        (("nothing()",), 1),
        (("1", "--tz", "Nowhere/There"), 1),
        (("1", "--context", str(tmp_path / "absent.xml")), 1),
        (("1", "--context", "<a>"), 1),
        (("1", "--batch"), 2),
        ((), 2),
    ):
        assert main(["guide", "eval", *words]) == code
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err


def test_batch(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer for each line, in their order."""
    asked: list[tuple[object, object]] = [
        ({"expression": "/data/a", "context_xml": XML, "type": "nodeset"}, {"value": ["5", "6"]}),
        ({"expression": ".", "context_xml": XML, "context_node": "/data[1]/a[2]", "type": "number"}, {"value": 6}),
        ({"expression": "1 = 1", "context_xml": None, "context_node": None, "type": "boolean"}, {"value": True}),
        ({"expression": "nothing()", "type": "throws"}, {"error": "unknown_function: nothing"}),
        (
            {"expression": "today()", "now": "2026-01-02T00:30:00+00:00", "tz": "America/Phoenix"},
            {"value": "2026-01-01"},
        ),
        ({"expression": "1", "now": "soon"}, {"error": "now"}),
        ({"expression": "1", "now": "0001-01-01T00:00:00+14:00"}, {"error": "now"}),
        ({"expression": "'\ud83d'"}, {"value": "\ud83d"}),
        ({"expression": "string-length(digest('\ud83d', 'MD5'))"}, {"value": 24}),
        ({"expression": "1", "tz": "Nowhere/There"}, {"error": "tz"}),
        ({"expression": 1}, {"error": "expression"}),
        ([], {"error": "expression"}),
    ]
    lines = "".join(json.dumps(one) + "\n" for one, _ in asked) + "\n{\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode()), "utf-8"))
    assert main(["guide", "eval", "--batch", "--tz", "UTC"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found == [*(answer for _, answer in asked), {"error": "json"}]


def test_a_line_without_end(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is too long is one that cannot be read, and the next one is read."""
    monkeypatch.setattr("bot.commands.trying._LONGEST", 64)
    lines = b'{"expression": "' + b"1" * 1_000 + b'"}\n{"expression": "2"}'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines), "utf-8"))
    assert main(["guide", "eval", "--batch"]) == 0
    assert capsys.readouterr().out == '{"error": "json"}\n{"value": 2}\n'
