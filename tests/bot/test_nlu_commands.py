"""`baro nlu`: what it says, and the process that it leaves behind: none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from bot.commands.nlu import _text_of
from nlu.service import environment as places
from nlu.service.environment import RasaHome
from nlu.service.recipe import Recipe
from tests.support.real_rasa import RealRasa

COMMAND = (sys.executable, "-m", "bot.cli", "nlu")


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    """An installation in a folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BARO_")}
    return {**inherited, "BARO_DATA_DIR": str(folder / "data"), **more}


def run(environment: Mapping[str, str], *words: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    """A command to its end."""
    return subprocess.run(
        (*COMMAND, *words), env=dict(environment), input=lines, capture_output=True, text=True, check=False
    )


def rasas(folder: Path) -> list[psutil.Process]:
    """Processes of Rasa that work for an installation."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = process.info["cmdline"] or []
        if any("start.py" in word for word in words) and str(process.info["cwd"]).startswith(str(folder)):
            found.append(process)
    return found


def gone(folder: Path, seconds: float = 20.0) -> bool:
    """Whether no process of Rasa is left soon."""
    end = time.monotonic() + seconds
    while rasas(folder):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def begun(folder: Path, seconds: float = 60.0) -> psutil.Process:
    """The process of Rasa, once it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for process in rasas(folder):
            return process
        time.sleep(0.05)
    raise AssertionError("no process of Rasa")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("oui\n", "oui"),
        ("  \n", ""),
        ('{"text": "je passe", "id": 3}\n', "je passe"),
        ('"je passe"\n', "je passe"),
        ('{"texte": "x"}', '{"texte": "x"}'),
        ('{"text": 3}', '{"text": 3}'),
        ("{oui", "{oui"),
        ('"oui', '"oui'),
        ("[" * 10, "[" * 10),
        ("{" + '"a":{' * 5000, "{" + '"a":{' * 5000),
    ],
)
def test_a_line_is_text_or_json(line: str, text: str) -> None:
    """What is not whole JSON with a text is text as it stands."""
    assert _text_of(line) == text


@pytest.mark.slow
def test_what_cannot_be_done_is_one_line(tmp_path: Path) -> None:
    """No model, a port that is taken, nobody there, both or none of text and batch; exit code 1."""
    usual = surroundings(tmp_path)
    away = surroundings(tmp_path, BARO_NLU_URL="http://127.0.0.1:9")
    other = tmp_path / "other.tar.gz"
    other.write_bytes(b"")
    for environment, words, sentence in (
        (usual, ("serve", "--port", "0"), "baro nlu train"),
        (usual, ("serve", "--port", "0", "--model", str(other)), "n'est pas fait de ces phrases"),
        (away, ("parse", "oui"), "Rasa ne répond pas"),
        (away, ("parse",), "--batch"),
        (away, ("parse", "--batch", "oui"), "--batch"),
    ):
        done = run(environment, *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert sentence in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
    assert gone(tmp_path, 5)


@pytest.mark.slow
def test_rasa_ends_with_whoever_started_it(tmp_path: Path, real_rasa: RealRasa) -> None:
    """Also when that is killed outright, in the middle of a start."""
    environment = surroundings(tmp_path)
    with subprocess.Popen(
        (*COMMAND, "serve", "--port", "0", "--model", real_rasa.model),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as serving:
        child = begun(tmp_path)
        token = next((tmp_path / "data" / "rasa").glob("token")).read_text(encoding="ascii").strip()
        assert token not in " ".join(child.cmdline())
        serving.send_signal(signal.SIGKILL)
    assert gone(tmp_path)


@pytest.mark.slow
def test_a_start_can_be_given_up(tmp_path: Path, real_rasa: RealRasa) -> None:
    """SIGTERM while Rasa starts: exit code 0, no process."""
    with subprocess.Popen(
        (*COMMAND, "serve", "--port", "0", "--model", real_rasa.model),
        env=surroundings(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as serving:
        begun(tmp_path)
        serving.terminate()
        out, err = serving.communicate(timeout=30)
    assert (serving.returncode, out) == (0, "")
    assert err.splitlines()[-1] == "Rasa est arrêté."
    assert gone(tmp_path, 5)


@pytest.mark.slow
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, real_rasa: RealRasa) -> None:
    """It says where and with which token; the bot's settings are enough to ask it; then it goes."""
    with subprocess.Popen(
        (*COMMAND, "serve", "--port", "0", "--model", real_rasa.model),
        env=surroundings(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as serving:
        assert serving.stdout is not None
        said = serving.stdout.readline() + serving.stdout.readline()
        assert "Rasa est prêt : http://127.0.0.1:" in said
        settings = dict(word.split("=", 1) for word in said.split() if word.startswith("BARO_NLU_"))
        done = run(surroundings(tmp_path, **settings), "parse", "--json", "je", "sais", "pas")
        assert json.loads(done.stdout)["intent"] == "dont_know"
        serving.terminate()
        assert serving.wait(30) == 0
    assert gone(tmp_path, 5)
    log = next((tmp_path / "data" / "rasa").glob("server-*.log")).read_text(encoding="utf-8")
    assert "je sais pas" not in log
    assert Path(settings["BARO_NLU_TOKEN_FILE"]).read_text(encoding="ascii").strip() not in log


@pytest.mark.slow
def test_a_batch_is_read_line_by_line(tmp_path: Path, real_rasa: RealRasa) -> None:
    """One line of JSON for each line, blank ones too, whatever stands in it."""
    environment = surroundings(tmp_path, BARO_NLU_URL=real_rasa.url, BARO_NLU_TOKEN_FILE=real_rasa.token_file)
    lines = (
        'je ne sais pas\n\n{"text": "on fait une pause"}\n   \n😀\nrevenir en arrière\n'
        + "x" * 3_000_000
        + "\n\0\na\0b"
    )
    done = run(environment, "parse", "--batch", lines=lines)
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["intent"] for one in found[:4]] == ["dont_know", None, "pause_interview", None]
    assert found[5]["intent"] == "go_back"
    assert len(found) == 9
    assert all(set(one) == {"intent", "confidence", "language", "entities", "session"} for one in found)
    spoken = run(environment, "parse", "je ne sais pas")
    assert spoken.stdout.startswith("dont_know (")
    environment["BARO_NLU_TOKEN_FILE"] = str(tmp_path / "wrong")
    (tmp_path / "wrong").write_text("wrong", encoding="ascii")
    refused = run(environment, "parse", "oui")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "BARO_NLU_TOKEN_FILE" in refused.stderr


def test_the_environment_of_rasa_is_beside_the_bots(tmp_path: Path) -> None:
    """Where `make nlu` makes it; a model's name is what `serve` looks for."""
    assert RasaHome(tmp_path).environment == places.ENVIRONMENT
    assert places.ENVIRONMENT.name == ".venv-nlu"
    assert Recipe.of().model(tmp_path).name.startswith(Recipe.of().name)
