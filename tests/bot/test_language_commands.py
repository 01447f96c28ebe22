"""`baro language`: one line out per line in, whatever the bytes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bot.cli import main


def run(monkeypatch: pytest.MonkeyPatch, given: bytes, *words: str) -> int:
    """The command on an input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    return main(["language", *words])


def test_one_line_out_per_line_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Blank lines, broken bytes, a line of a megabyte and one without its end have theirs, in order."""
    lines = [
        b"il n'y a pas assez d'eau dans le village",
        b"",
        b"   ",
        b"\xff\xfe\x00",
        "👍".encode(),
        b"eau " * 400_000,
        "ji tɛ an ka dugu kɔnɔ".encode(),
        "a\u2028b\u0085c".encode(),
        b"they have not been here\r",
        b"12",
    ]
    assert run(monkeypatch, b"\n".join(lines), "detect", "--json") == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(found) == len(lines)
    assert all(set(each) == {"language", "margin"} for each in found)
    assert [each["language"] for each in (found[0], found[1], found[2], found[4], found[6], found[8], found[9])] == [
        "fr",
        None,
        None,
        None,
        "bm",
        "en",
        None,
    ]


def test_the_table_is_for_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The language, the margin, the beginning of the line, without what moves the cursor."""
    assert run(monkeypatch, b"there is not enough \x1b[31m water\n\n", "detect") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["en", "1.00"]
    assert "\x1b" not in first
    assert second.split() == ["–", "0.00"]


def test_languages_may_be_expected(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that are known; another one is told."""
    for tag in ("bm", "ff"):
        assert run(monkeypatch, b"sali\n", "detect", "--json", "--expected", f"{tag}, fr") == 0
        assert json.loads(capsys.readouterr().out)["language"] == tag
    assert run(monkeypatch, b"sali\n", "detect", "--expected", "xx") == 1
    assert "xx" in capsys.readouterr().err


def test_what_cannot_be_learnt_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without text is no reason for a traceback."""
    assert main(["language", "train", str(tmp_path)]) == 1
    assert "fr" in capsys.readouterr().err
