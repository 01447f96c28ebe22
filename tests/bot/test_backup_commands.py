"""`baro backup`, `baro restore`, `baro db copy` as somebody types them, and what each says when it cannot go on."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.lock import only_process
from storage.unit_of_work import open_store
from tests.support.databases import sqlite_url
from tests.support.seed import seed

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an installation of its own; its code and what it printed."""
    for name in tuple(os.environ):
        if name.startswith("BARO_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BARO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(os, "nice", lambda _: 0)  # the tests after these are not to be slower

    def ran(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return ran


@pytest.fixture
def data(tmp_path: Path, template: Path) -> Path:
    """The data folder, with an interview in its database."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "baro.db")
    with closing(open_store(sqlite_url(folder / "baro.db"))) as store:
        seed(store)
    return folder


def made(run: Run) -> Path:
    """A backup that was made."""
    code, out, _ = run("backup")
    assert code == 0
    found = re.search(r"(/\S+\.tar(\.age)?) ", out)
    assert found is not None
    return Path(found[1])


def test_there_and_back(run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup is made, looked at, and put into an empty folder; not over what is there, unless that is put aside."""
    assert "encore aucune sauvegarde" in run("doctor")[1]
    path = made(run)
    assert "dernière sauvegarde : il y a 0 h" in run("doctor")[1]
    code, out, _ = run("restore", str(path), "--check")
    assert (code, "1 entretiens" in out) == (0, True)
    code, _, err = run("restore", str(path))
    assert (code, "--replace" in err) == (1, True)
    with only_process(data):
        assert run("restore", str(path), "--replace")[0] == 1
    code, out, _ = run("restore", str(path), "--replace")
    assert (code, "mises de côté" in out, "Retraits qui ont été refaits : 0" in out) == (0, False, True)
    (aside,) = data.glob("before-*")
    assert (aside / "baro.db").exists()
    assert not list((data / "tmp").iterdir())
    monkeypatch.setenv("BARO_DATA_DIR", str(tmp_path / "elsewhere"))
    assert run("restore", str(path))[0] == 0
    assert run("project", "list")[1].startswith("mali")


def test_sealed(run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a public key the machine cannot read what it makes; the secret key restores it; a key is never replaced."""
    key = tmp_path / "key"
    code, out, _ = run("backup", "--make-key", str(key))
    assert (code, key.stat().st_mode & 0o777) == (0, 0o600)
    assert run("backup", "--make-key", str(key))[0] == 1
    public = tmp_path / "public"
    public.write_text(out.splitlines()[-1] + "\n")
    monkeypatch.setenv("BARO_BACKUP_KEYS_FILE", str(public))
    path = made(run)
    assert path.suffix == ".age"
    assert "--key" in run("restore", str(path), "--replace")[2]
    assert run("restore", str(path), "--replace", "--key", str(public))[0] == 1
    assert (data / "baro.db").exists()
    assert run("restore", str(path), "--replace", "--key", str(key))[0] == 0
    public.write_text("nothing")
    assert "clé" in run("backup")[2]


def test_what_is_no_backup(run: Run, data: Path, tmp_path: Path) -> None:
    """Anything else is refused before anything is put aside."""
    other = tmp_path / "other.tar"
    other.write_bytes(b"nothing")
    code, _, err = run("restore", str(other), "--replace")
    assert (code, "abîmé" in err) == (1, True)
    assert not list(data.glob("before-*"))
    assert run("restore", str(tmp_path / "none"))[0] == 2


def test_db_copy(run: Run, data: Path, tmp_path: Path) -> None:
    """The database is copied into an empty one, once; not while the bot works."""
    source, target = sqlite_url(data / "baro.db"), sqlite_url(tmp_path / "new" / "baro.db")
    with only_process(data):
        assert run("db", "copy", source, target)[0] == 1
    code, out, _ = run("db", "copy", source, target)
    assert (code, "BARO_DATABASE_URL" in out) == (0, True)
    code, _, err = run("db", "copy", source, target)
    assert (code, "n'est pas vide" in err) == (1, True)
