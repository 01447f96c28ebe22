"""The child process: limits of size, time and memory, each one clear problem; the parent imports no reader."""

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dialogues import worker
from dialogues.rehearsal import rehearse
from dialogues.xforms.archives import MOST_MEMBERS
from dialogues.xforms.converted import Checked, from_json
from dialogues.xforms.problems import ProblemCode
from dialogues.xforms.sandbox import SandboxLimits, _result, check_in_sandbox
from dialogues.xforms.xlsform import check_form
from tests.dialogues.xforms.forms import FORMS


def code(path: Path, limits: SandboxLimits | None = None) -> ProblemCode:
    """The code of the one problem of a source."""
    (found,) = check_in_sandbox(path, limits).problems
    return found.code


def same(one: Checked, other: Checked) -> bool:
    """Whether two checks found the same; the order of what pyxform writes hangs on the hash seed."""
    contents = [found.converted.content_hash if found.converted else "" for found in (one, other)]
    return (one.problems, one.length, contents[0]) == (other.problems, other.length, contents[1])


def test_refused_unopened(tmp_path: Path) -> None:
    """No such file, an empty one, one of 50 MB, a folder that is too large: told without a child."""
    assert code(tmp_path / "none.xlsx") is ProblemCode.NO_SUCH_FILE
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert code(tmp_path / "pipe.xlsx") is ProblemCode.NOT_A_FORM
    (tmp_path / "empty.md").touch()
    assert code(tmp_path / "empty.md") is ProblemCode.NOT_A_FORM
    with (tmp_path / "large.md").open("wb") as file:
        file.truncate(50_000_001)
    assert code(tmp_path / "large.md") is ProblemCode.TOO_LARGE
    assert code(tmp_path) is ProblemCode.TOO_LARGE


def test_passwords(tmp_path: Path) -> None:
    """A zip or a workbook that needs a password is named as such; another OLE file called .xlsx is no form."""
    packed = tmp_path / "g.zip"
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("survey.csv", "type,name\n")
    data = bytearray(packed.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    packed.write_bytes(data)
    assert code(packed) is ProblemCode.PROTECTED
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    (tmp_path / "g.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    assert code(tmp_path / "g.xlsx") is ProblemCode.PROTECTED
    (tmp_path / "old.xlsx").write_bytes(ole)
    assert code(tmp_path / "old.xlsx") is ProblemCode.NOT_A_FORM


def test_zip_bombs(tmp_path: Path) -> None:
    """Declared sizes are summed before anything is opened; what only claims to be an archive is none."""
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(3):
            packed.writestr(f"{number}.xml", bytes(70_000_000))
    assert bomb.stat().st_size < 1_000_000
    assert code(bomb) is ProblemCode.ZIP_BOMB
    many = tmp_path / "many.md"
    with zipfile.ZipFile(many, "w") as packed:
        for number in range(MOST_MEMBERS + 1):
            packed.writestr(str(number), b"")
    assert code(many) is ProblemCode.ZIP_BOMB
    (tmp_path / "text.xlsx").write_bytes(b"no workbook")
    assert code(tmp_path / "text.xlsx") is ProblemCode.NOT_A_FORM


@pytest.mark.parametrize(
    ("exit_code", "expected"),
    [
        (3, ProblemCode.OUT_OF_MEMORY),
        (-signal.SIGKILL, ProblemCode.OUT_OF_MEMORY),
        (-signal.SIGXCPU, ProblemCode.TIME_OUT),
        (1, ProblemCode.CONVERTER),
    ],
)
def test_how_a_child_ends(exit_code: int, expected: ProblemCode) -> None:
    """Each way of ending is one problem."""
    (found,) = _result(Path("f.xlsx"), exit_code, b"", SandboxLimits()).problems
    assert found.code is expected


def test_worker(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The worker limits itself, then writes what it found; without memory it says so by its exit code."""
    limits: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(worker.resource, "setrlimit", lambda what, pair: limits.append((what, pair)))
    path = FORMS / "cercle.md"
    assert worker.main([str(path), "30", "1000"]) == 0
    assert from_json(capsys.readouterr().out) == check_form(path)
    assert [pair for _, pair in limits] == [(30, 35), (1000, 1000)]

    def no_memory(path: Path, rehearse: object) -> None:
        raise MemoryError

    monkeypatch.setattr("dialogues.xforms.xlsform.check_form", no_memory)
    assert worker.main([str(tmp_path), "30", "1000"]) == 3


@pytest.mark.slow
def test_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """The result is that of the check itself."""
    monkeypatch.setenv("PYTHONPATH", "")
    assert same(check_in_sandbox(FORMS / "visite.md"), check_form(FORMS / "visite.md", rehearse))
    assert same(check_in_sandbox(FORMS / "fautes.md"), check_form(FORMS / "fautes.md", rehearse))


@pytest.mark.slow
def test_time_and_memory() -> None:
    """Too little time and too little memory are told, not suffered."""
    assert code(FORMS / "visite.md", SandboxLimits(seconds=0)) is ProblemCode.TIME_OUT
    assert code(FORMS / "visite.md", SandboxLimits(memory=20_000_000)) is ProblemCode.OUT_OF_MEMORY


@pytest.mark.slow
def test_the_parent_imports_no_reader() -> None:
    """Asking the sandbox loads neither pyxform nor openpyxl, so the bot stays small."""
    program = (
        "import sys; import dialogues.xforms.sandbox, dialogues.publishing; "
        "print(sorted({'pyxform', 'openpyxl', 'xlrd', 'xlsxwriter'} & set(sys.modules)))"
    )
    root = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert done.stdout.strip() == "[]"
