"""`baro guide`: what it prints, and with which exit code."""

import gc
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import openpyxl
import pytest

from bot.cli import main
from bot.commands.guide import shipped_guides, shipped_or
from bot.simulator import SimulatorClient, SimulatorThread
from storage.exports.guide import write_guide

FORMS = Path(__file__).parents[1] / "forms"
pytestmark = pytest.mark.slow


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """An installation with one project."""
    monkeypatch.setenv("BARO_DATA_DIR", str(tmp_path / "data"))
    assert main(["db", "upgrade"]) == 0
    assert main(["project", "add", "Essai"]) == 0
    capsys.readouterr()
    return tmp_path


def test_check_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """File, sheet, row, column, what is wrong, what to do, in French; exit code 1 with any fault."""
    assert main(["guide", "check", str(FORMS / "visite.md"), str(FORMS / "fautes.md")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "c'est bon" in lines[0]
    assert lines[1].split()[:4] == ["fichier", "feuille", "ligne", "colonne"]
    assert any(line.startswith("En général : environ ") for line in lines)
    assert any(line.startswith("Au plus long : environ ") for line in lines)
    (reference,) = [line for line in lines if "« absent »" in line]
    assert reference.split()[:4] == ["fautes.md", "survey", "3", "relevant"]
    assert any("21 choses à corriger" in line for line in lines)
    assert main(["guide", "check", str(FORMS / "visite.md")]) == 0


def test_check_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The same for machines."""
    assert main(["guide", "check", "--json", str(FORMS / "cercle.md")]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    (problem,) = found["problems"]
    assert (problem["code"], problem["row"]) == ("cycle", 2)
    assert "a → d → c → b → a" in problem["what"]
    assert main(["guide", "check", "--json", str(FORMS / "visite.md")]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["form_id"], found["version"]) == (True, "visite", "3")
    assert found["length"]["median"]["asked"] <= found["length"]["longest"]["asked"]


def test_preview_opens_a_trial_and_leaves_nothing(tmp_path: Path) -> None:
    """The address leads to the first question; Ctrl-C ends both processes and removes everything."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BARO_")}
    environment["BARO_DATA_DIR"] = str(tmp_path / "data")
    words = ("guide", "preview", str(FORMS / "visite.md"), "--port", "0")
    command = (sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())", *words)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = next(found for line in process.stdout if (found := re.search(r"(http://[^/]+)/\?user=(\d+)", line)))
        with SimulatorClient(found[1]) as client:
            author = client.known(int(found[2]))
            assert "1. Nom ?" in author.last().text
            assert author.keyboard()
        assert len(list((tmp_path / "data" / "tmp").iterdir())) == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert "Il ne reste rien" in process.stdout.read()
    assert list((tmp_path / "data" / "tmp").iterdir()) == []
    with pytest.raises(httpx.TransportError):
        httpx.get(found[1], trust_env=False)


def test_preview_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Faults as `guide check` says them; a port that is taken is not somebody else's simulator to play in."""
    monkeypatch.setenv("BARO_DATA_DIR", str(tmp_path))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    assert main(["guide", "preview", str(FORMS / "cercle.md")]) == 1
    assert "a → d → c → b → a" in capsys.readouterr().out
    with SimulatorThread() as taken:
        port = taken.url.rpartition(":")[2]
        assert main(["guide", "preview", str(FORMS / "visite.md"), "--port", port]) == 1
        assert port in capsys.readouterr().err
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_add_list_and_write(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A guide is published once, refused with other content, listed, and written back as a workbook that is good."""
    assert main(["guide", "list"]) == 0
    assert "Aucun guide" in capsys.readouterr().out
    form = installation / "visite.md"
    text = (FORMS / "visite.md").read_text(encoding="utf-8")
    form.write_text(text, encoding="utf-8")
    assert main(["guide", "add", str(form)]) == 0
    assert "version 3" in capsys.readouterr().out
    assert main(["guide", "add", str(form)]) == 0
    assert "Rien à faire" in capsys.readouterr().out
    form.write_text(text.replace("Nom ?", "Le nom ?"), encoding="utf-8")
    assert main(["guide", "add", str(form)]) == 1
    assert "autre contenu" in capsys.readouterr().err
    assert main(["guide", "add", str(FORMS / "cercle.md")]) == 1
    assert "en rond" in capsys.readouterr().err
    assert main(["guide", "list", "--project", "essai"]) == 0
    assert "visite" in capsys.readouterr().out
    out = installation / "visite.xlsx"
    assert main(["guide", "xlsx", "visite", "--out", str(out)]) == 0
    capsys.readouterr()
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert main(["guide", "add", str(out)]) == 0
    assert "Rien à faire" in capsys.readouterr().out


def test_guides_that_come_with_baro(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every guide that ships is good, is published by its name and is written as a workbook that is good too."""
    names = list(shipped_guides())
    assert "consultation_sensibilite_conflit" in names
    for name in names:
        out = installation / f"{name}.xlsx"
        assert main(["guide", "add", name]) == 0
        assert main(["guide", "xlsx", name, "--out", str(out)]) == 0
        assert main(["guide", "check", str(out)]) == 0
    assert shipped_or(installation) == installation
    capsys.readouterr()


def test_what_cannot_be_written(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown guide and a place that cannot be written are one line each."""
    assert main(["guide", "xlsx", "nulle_part", "--out", str(installation / "a.xlsx")]) == 1
    assert "nulle_part" in capsys.readouterr().err
    out = installation / "absent" / "a.xlsx"
    assert main(["guide", "xlsx", "consultation_sensibilite_conflit", "--out", str(out)]) == 1
    assert str(out) in capsys.readouterr().err


def test_a_full_disk_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    """A disk that takes nothing is told in one line, and nothing of the library that writes is heard."""
    assert main(["guide", "xlsx", "consultation_sensibilite_conflit", "--out", "/dev/full"]) == 1
    gc.collect()
    assert capfd.readouterr().err.splitlines() == ["Je ne peux pas écrire ici : /dev/full"]


def test_text_stays_text(tmp_path: Path) -> None:
    """Cells that look like formulas, links or numbers are written as text."""
    path = tmp_path / "a.xlsx"
    write_guide(path, {"survey": (("type",), ("=1+1",), ("http://exemple.org",), ("007",), ("",))})
    sheet = openpyxl.load_workbook(path)["survey"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["=1+1", "http://exemple.org", "007"]
    assert {sheet.cell(row, 1).data_type for row in (2, 3, 4)} <= {"s", "inlineStr"}


def test_mending(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is mended without a word; what was is told, listed, and written with the guide."""
    form = installation / "double.md"
    form.write_text("| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | a | B |\n", encoding="utf-8")
    assert main(["guide", "check", str(form)]) == 1
    assert "« a » devient « a_2 »" in capsys.readouterr().out
    assert main(["guide", "check", "--mend", "--json", str(form)]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert [mend["after"] for mend in found["mends"]] == ["a_2"]
    assert main(["guide", "add", str(form)]) == 1
    assert main(["guide", "list"]) == 0
    assert "double" not in capsys.readouterr().out
    assert main(["guide", "add", "--mend", str(form)]) == 0
    assert "corrigé avec un changement" in capsys.readouterr().out
    assert main(["guide", "list"]) == 0
    assert re.search(r"^double .* 1 +double$", capsys.readouterr().out, re.MULTILINE)
    out = installation / "double.xlsx"
    assert main(["guide", "xlsx", "double", "--out", str(out)]) == 0
    book = openpyxl.load_workbook(out)
    assert [cell.value for cell in book["survey"][3]][1] == "a_2"
    assert book["mends"]["E2"].value == "a_2"
