"""What every recogniser of speech promises: something heard, or why nothing was; never an exception."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from dialogues.transcripts import Heard, Transcriber, Unheard
from nlu.speech import CommandTranscriber
from tests.support.fakes import FakeTranscriber

WORDS = "Ji tɛ an fɛ ✓"


def command(folder: Path, body: str, seconds: float = 20.0) -> CommandTranscriber:
    """A recogniser of a few lines of Python; `path`, `language` and `json` are there."""
    script = folder / "recogniser.py"
    script.write_text(
        f"import json, os, sys, time\npath, language = sys.argv[1:]\n{body}\n",
        encoding="utf-8",
    )
    return CommandTranscriber(f"{sys.executable} {script}", seconds)


def says(folder: Path, answer: object) -> CommandTranscriber:
    """A recogniser that always answers the same."""
    return command(folder, f"print({json.dumps(answer)!r})")


@pytest.fixture(params=["fake", "command"])
def transcriber(request: pytest.FixtureRequest, tmp_path: Path) -> Transcriber:
    """One that hears `WORDS` in a file that says so, and nothing in an empty one."""
    if request.param == "fake":
        return FakeTranscriber()
    return command(
        tmp_path,
        "text = open(path, encoding='utf-8').read()\n"
        "print(json.dumps({'text': text, 'language': None if language == 'und' else language, 'confidence': 0.5}))",
    )


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A file that a recogniser is given."""
    path = tmp_path / "voix"
    path.write_text(WORDS, encoding="utf-8")
    return path


def test_words_or_silence(transcriber: Transcriber, recording: Path) -> None:
    """What was heard comes with its language and confidence; a recording without words is silent."""
    heard = transcriber.hear(recording, "bm")
    assert isinstance(heard, Heard)
    assert (heard.text, heard.language) == (WORDS, "bm")
    assert 0 <= heard.confidence <= 1
    assert 0 < len(heard.reader) <= 60
    assert WORDS not in repr(heard)
    unknown = transcriber.hear(recording, "")
    assert isinstance(unknown, Heard)
    assert unknown.language == ""
    recording.write_text(" \n")
    assert transcriber.hear(recording, "bm") == Unheard("silent")
    assert isinstance(transcriber.hear(recording.with_name("rien"), "bm"), Unheard)


@pytest.mark.parametrize(
    "answer",
    [
        "words",
        {},
        {"text": 3},
        {"text": "a", "confidence": 2},
        {"text": "a", "language": 3},
        [],
        {"text": "a", "confidence": "x"},
    ],
)
def test_an_answer_that_cannot_be_read_is_none(tmp_path: Path, recording: Path, answer: object) -> None:
    """What is not of the form that the port asks for was not heard."""
    assert says(tmp_path, answer).hear(recording, "fr") == Unheard("unreadable")


def test_a_command_that_breaks_off(tmp_path: Path, recording: Path) -> None:
    """A program that fails, or is not there, is a reason and no exception."""
    assert command(tmp_path, "sys.exit(3)").hear(recording, "fr") == Unheard("failed")
    assert CommandTranscriber("/nowhere/at/all", 1).hear(recording, "fr") == Unheard("failed")


def test_it_is_ended_with_all_that_it_started(tmp_path: Path, recording: Path) -> None:
    """Over its time the whole process group goes."""
    mark = tmp_path / "pid"
    slow = command(
        tmp_path,
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(mark)!r}, 'w').write(str(child.pid))\ntime.sleep(60)",
        seconds=3.0,
    )
    assert slow.hear(recording, "fr") == Unheard("slow")
    assert mark.read_text()
    for _ in range(500):
        if not alive(int(mark.read_text())):
            break
        time.sleep(0.01)
    assert not alive(int(mark.read_text()))


def alive(process: int) -> bool:
    """Whether a process runs: one that has ended and that nobody asked about does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_gets_none_of_the_settings(tmp_path: Path, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token reaches the command."""
    monkeypatch.setenv("BARO_TELEGRAM_TOKEN", "1:secret")
    told = command(tmp_path, "print(json.dumps({'text': ' '.join(sorted(os.environ))}))").hear(recording, "fr")
    assert isinstance(told, Heard)
    assert "BARO_" not in told.text
    assert os.environ["BARO_TELEGRAM_TOKEN"]
