"""`baro guide play`: one object whatever was asked, from a file of answers or line by line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.dialogues.xforms.forms import FORMS, asked, bind, xform

NOW = "2024-06-01T10:00:00Z"
FORM = xform(
    "<who/><day/><a/><b/>",
    bind("who", jr_preload="property", jr_preloadParams="username")
    + bind("day", type="date", jr_preload="date", jr_preloadParams="today")
    + bind("a", type="int")
    + bind("b", calculate="count(instance('lieux')/root/item)"),
    asked("a"),
    model='<instance id="lieux" src="jr://file-csv/lieux.csv"/>',
)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """An XForm with an external file."""
    (tmp_path / "f.xml").write_bytes(FORM)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "lieux.csv").write_text("name,label\na,A\nb,B\n", encoding="utf-8")
    return tmp_path / "f.xml"


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    """What the command prints."""
    assert main(["guide", "play", *words]) == code
    read = json.loads(capsys.readouterr().out)
    assert isinstance(read, dict)
    return read


def values(read: dict[str, Any]) -> dict[str, str]:
    """What is stored, by the names of the leaves."""
    return {key.rpartition("/")[2]: node["instanceValue"] for key, node in read["nodes"].items() if "value" in node}


def test_an_interview_from_a_file(capsys: pytest.CaptureFixture[str], form: Path, tmp_path: Path) -> None:
    """A recorded interview brings its own clock and zone; options come before it. A list of answers does as well."""
    answers = tmp_path / "a.json"
    steps = [{"ref": "/data/a", "value": 5}, {"ref": "/data/z", "value": 1}]
    answers.write_text(json.dumps({"form": "other.xml", "now": NOW, "tz": "Africa/Bamako", "answers": steps}))
    read = told(capsys, str(form), "--answers", str(answers))
    assert values(read) == {"who": "oracle", "day": "2024-06-01", "a": "5", "b": "0"}
    assert read["errors"] == [{"answer": steps[1], "error": "no such node"}]
    assert sorted(read) == ["errors", "labels", "ms", "nodes", "submission"]
    assert sorted(read["ms"]) == ["answers", "load"]
    options = ("--now", "2024-06-01T23:30:00Z", "--tz", "Asia/Tokyo", "--media", str(form.parent / "media"))
    read = told(capsys, str(form), "--answers", str(answers), *options)
    assert (values(read)["day"], values(read)["b"]) == ("2024-06-02", "2")
    answers.write_text(json.dumps(steps[:1]))
    assert values(told(capsys, str(form), "--answers", str(answers)))["a"] == "5"


def test_the_same_request_has_the_same_answer(
    capsys: pytest.CaptureFixture[str], form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With clock, zone and seed nothing hangs on where or when it is asked; another seed is another interview."""
    words = (str(form), "--now", NOW, "--tz", "Africa/Bamako", "--seed")
    first = told(capsys, *words, "7")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    again, other = told(capsys, *words, "7"), told(capsys, *words, "8")
    assert first["submission"] == again["submission"] != other["submission"]


@pytest.mark.parametrize(
    "words",
    [
        ("nowhere.xml",),
        ("nowhere.xlsx",),
        ("{form}", "--answers", "nowhere.json"),
        ("{form}", "--answers", "{form}"),
        ("{form}", "--tz", "Afrique/Bamako"),
        ("{form}", "--now", "hier"),
        ("{form}", "--now", "9999-12-31T23:59:59Z", "--tz", "Asia/Tokyo"),
        ("{form}", "--media", "nowhere"),
        ("{form}", "--lang", "bm"),
        ("{broken}",),
    ],
)
def test_what_cannot_be_played(
    capsys: pytest.CaptureFixture[str], form: Path, tmp_path: Path, words: Sequence[str]
) -> None:
    """The reasons stand in `errors`, and the command ends with 1."""
    (tmp_path / "broken.xml").write_bytes(xform("<a/>", bind("a", calculate="(("), asked("a")))
    filled = [word.format(form=form, broken=tmp_path / "broken.xml") for word in words]
    read = told(capsys, *filled, code=1)
    assert list(read) == ["errors"]
    assert len(read["errors"]) == 1


def test_faults_of_a_workbook(capsys: pytest.CaptureFixture[str]) -> None:
    """Each with its place, as `guide check --json` tells them."""
    errors = told(capsys, str(FORMS / "fautes.md"), code=1)["errors"]
    assert all({"code", "sheet", "row", "column", "what", "todo"} <= set(error) for error in errors)
    assert len(errors) > 1


def test_a_workbook_that_asks_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """No guide for a chat, but a program may play it."""
    (tmp_path / "f.md").write_text(
        "| survey |\n| | type | name | calculation |\n| | calculate | a | 1 + 1 |\n", encoding="utf-8"
    )
    assert values(told(capsys, str(tmp_path / "f.md"), "--now", NOW))["a"] == "2"


def test_a_workbook_is_converted(capsys: pytest.CaptureFixture[str]) -> None:
    """An XLSForm is played like an XForm."""
    assert told(capsys, str(FORMS / "visite.md"), "--now", NOW)["nodes"]


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """A form, or --serve, and not both."""
    assert main(["guide", "play"]) == 2
    assert main(["guide", "play", "f.xml", "--serve"]) == 2
    assert capsys.readouterr().out == ""


def lines(form: Path) -> list[str]:
    """Requests, good and bad."""
    good = {"form": str(form), "now": NOW, "tz": "Africa/Bamako", "seed": 1, "properties": {"username": "m1"}}
    bad: list[object] = [3, {}, {"form": 3}, {**good, "answers": 3}, {**good, "answers": [3]}]
    bad += [{**good, "answers": [{"ref": 3}]}, {**good, "seed": "x"}, {**good, "properties": 3}]
    bad += [{**good, "media": 3}, {**good, "now": 10**400}, {**good, "lang": "bm"}]
    asked = [good, *bad, {**good, "answers": [{"ref": "/data/a", "value": {"x": 1}}]}, good]
    return [*(json.dumps(one) for one in asked), "", "no json", "[" * 100_000]


def check(answers: Sequence[str]) -> None:
    """An answer for each request; those that could be held agree whatever came between them."""
    read = [json.loads(line) for line in answers]
    assert len(read) == 16
    held = [place for place, one in enumerate(read) if "nodes" in one]
    assert held == [0, 5, 6, 12, 13]
    assert {**read[0], "ms": 0} == {**read[13], "ms": 0}
    assert values(read[0])["who"] == "m1"
    assert all(read[place]["errors"] for place in range(1, 16) if place != 13)


def test_serving(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: Path) -> None:
    """Whatever a line holds, the next one is answered."""

    class Given:
        buffer = io.BytesIO("\n".join(lines(form)).encode())

    monkeypatch.setattr(sys, "stdin", Given())
    assert main(["guide", "play", "--serve"]) == 0
    check(capsys.readouterr().out.splitlines())


@pytest.mark.slow
def test_a_process_that_serves(form: Path) -> None:
    """One that lives as long as somebody asks, and answers before it is asked again."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "guide", "play", "--serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for line in lines(form):
            process.stdin.write(line + "\n")
            process.stdin.flush()
            if line:
                answers.append(process.stdout.readline())
        process.stdin.close()
        assert process.wait(timeout=30) == 0
    check(answers)
