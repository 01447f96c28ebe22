"""The demonstration as a user starts it: with Rasa and without, stopped early and at its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from openpyxl import load_workbook

from bot.demo.script import load_script
from bot.demo.sheet import Row, check_sheet
from bot.demo.workbook import workbook
from bot.problems import CommandProblem
from dialogues.locales import Locales
from nlu.service.environment import RasaHome
from nlu.service.recipe import Recipe
from nlu.service.training import train
from tests.support.real_rasa import MODELS

COMMAND = (sys.executable, "-m", "bot.cli", "demo")
WITHOUT = (
    "import sys; from pathlib import Path; from bot.demo import run_demo; from nlu.service.ports import free_port; "
    "run_demo(exit_when_done=True, port=free_port(), environment=Path(sys.argv[1]))"
)
LONGEST = 400.0
"""Seconds: a whole play on processors that everybody shares."""


def surroundings(folder: Path) -> dict[str, str]:
    """An installation in a folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BARO_")}
    return {**inherited, "BARO_DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    """The model, cached where `make nlu` puts it."""
    return train(Recipe.of(), MODELS, RasaHome(tmp_path / "training"))


def installed(folder: Path, model: Path) -> None:
    """Give an installation a model, so that none is trained for it."""
    models = folder / "data" / "models"
    models.mkdir(parents=True)
    (models / model.name).symlink_to(model)


def left_behind(folder: Path, seconds: float = 20.0) -> list[int]:
    """Processes that still work for an installation."""
    end = time.monotonic() + seconds
    while True:
        found = [process.pid for process in psutil.process_iter() if _works_for(process, folder)]
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.1)


def _works_for(process: psutil.Process, folder: Path) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        told = process.environ().get("BARO_DATA_DIR", "")
        return told.startswith(str(folder)) or process.cwd().startswith(str(folder))
    except (psutil.Error, OSError):
        return False


@contextmanager
def playing(environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The demonstration with its page; killed if the test fails."""
    with log.open("wb") as out:
        running = subprocess.Popen(
            (*COMMAND, "--port", "0"), env=dict(environment), stdout=out, stderr=subprocess.STDOUT
        )
        try:
            yield running
        finally:
            if running.poll() is None:
                running.terminate()
            running.wait(60)


def until_said(running: subprocess.Popen[bytes], log: Path, words: str) -> str:
    """Wait until it has printed something; what it has printed."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        said = log.read_text(encoding="utf-8")
        if words in said:
            return said
        assert running.poll() is None, said[-2000:]
        time.sleep(0.1)
    raise AssertionError("the demonstration takes too long")


@pytest.mark.slow
def test_with_rasa_and_its_page(tmp_path: Path, trained: Path) -> None:
    """Everything is played, the page shows the people, and SIGTERM leaves no process."""
    installed(tmp_path, trained)
    log = tmp_path / "said.txt"
    with playing(surroundings(tmp_path), log) as running:
        said = until_said(running, log, "Pour arrêter : Ctrl-C")
        url = said.partition("La page reste ouverte : ")[2].partition(". ")[0]
        people = httpx.get(f"{url}/sim/users", trust_env=False).json()["users"]
        running.send_signal(signal.SIGTERM)
        running.wait(60)
    assert running.returncode == 0
    assert left_behind(tmp_path) == []
    assert len(people) >= 5
    meant = [what for one in load_script().answers for verb, what in one.actions if verb == "mean"]
    for each in meant:
        words, _, _ = each.partition(" | ")
        assert f"✓ « {words} » → " in said
    assert said.count("lu par Rasa") == len(meant) >= 2
    assert "laissé de côté" not in said
    assert log.read_text(encoding="utf-8").splitlines()[-1] == "Arrêté."


@pytest.mark.slow
def test_without_rasa(tmp_path: Path) -> None:
    """One line says that Rasa is missing; all else is played; the path stands alone on the last line."""
    done = subprocess.run(
        (sys.executable, "-c", WITHOUT, str(tmp_path / "nowhere")),
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert [line for line in lines if "make nlu" in line] == [lines[0]]
    assert "lu par Rasa" not in done.stdout
    assert "laissé de côté : « elle n'a pas l'information »" in done.stdout
    sheet = Path(lines[-1])
    book = load_workbook(sheet, read_only=True)
    assert "Fiche A" in book.sheetnames
    book.close()
    assert left_behind(tmp_path) == []


@pytest.mark.slow
def test_stopped_while_rasa_starts(tmp_path: Path, trained: Path) -> None:
    """Ctrl-C in the middle of the first scenes leaves no process either."""
    installed(tmp_path, trained)
    log = tmp_path / "said.txt"
    with playing(surroundings(tmp_path), log) as running:
        until_said(running, log, "Rasa démarre")
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        running.wait(60)
    assert running.returncode != 0
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert left_behind(tmp_path) == []


def test_only_rasa_reads_what_is_said_for_it() -> None:
    """Neither labels nor the lexicon read these words, they were never learnt, and a key says the same."""
    project = Recipe.of().project
    learnt = "".join(part.read_text(encoding="utf-8") for part in (project / "data").rglob("*.yml"))
    locales = Locales.load()
    meant = [what for one in load_script().answers for verb, what in one.actions if verb == "mean"]
    assert len(meant) >= 2
    for each in meant:
        words, _, key = each.partition(" | ")
        assert key
        assert f"- {words}\n" not in learnt
        assert locales.yes_no(words) is None
        assert locales.non_response(words) is None


def test_a_cell_of_another_type_or_value_is_seen(tmp_path: Path) -> None:
    """«5» is not 5, a row more is a row too many, and an empty cell is asked for as such."""
    import xlsxwriter  # noqa: PLC0415 - for this test alone

    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Fiche")
        sheet.write_row(0, 0, ["_id", "visite/age", "nom"])
        sheet.write_row(1, 0, ["K1", 5])
    assert len(list(check_sheet(path, [Row({"_id": "K1"}, {"age": 5, "nom": ""})]))) == 2
    for rows in (
        [Row({"_id": "K1"}, {"age": "5"})],
        [Row({"_id": "K1"}, {"age": 6})],
        [Row({"_id": "K1"}, {"autre": ""})],
        [Row({"_id": "K2"}, {})],
        [Row({"_id": "K1"}, {}), Row({"_id": "K1"}, {})],
        [],
    ):
        with pytest.raises(CommandProblem):
            list(check_sheet(path, rows))


def test_a_guide_of_the_play_is_a_workbook(tmp_path: Path) -> None:
    """Both have the three sheets of an XLSForm."""
    for name in ("marche", "marche_fautes"):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(workbook(name))
        book = load_workbook(path, read_only=True)
        assert book.sheetnames == ["survey", "choices", "settings"]
        book.close()
