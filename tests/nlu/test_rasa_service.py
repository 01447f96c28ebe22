"""Rasa's model, its process and one question to it, without Rasa: what is wrong is said, and by the right name."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dialogues.ports import Entity
from nlu.service.asking import Parsed, Rasa
from nlu.service.environment import RasaHome
from nlu.service.problems import NluProblem
from nlu.service.recipe import PROJECT, Recipe, check_model, name_in
from nlu.service.server import RasaServer, token_file
from nlu.service.training import train


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, to be changed."""
    return Path(shutil.copytree(PROJECT, tmp_path / "project"))


def model(path: Path, rasa: object = "3.6.21", metadata: bytes | None = None) -> Path:
    """A model's file as far as it is looked into."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"rasa_open_source_version": rasa}).encode() if metadata is None else metadata
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


@contextmanager
def answering(answers: Mapping[str, tuple[int, bytes]]) -> Iterator[str]:
    """A server that says these things, by path; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer."""
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, body = answers.get(self.path.partition("?")[0], (404, b"{}"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("part", ["config.yml", "domain.yml", "requirements.lock", "data/nlu_fr.yml"])
def test_a_model_is_named_after_all_that_it_is_made_of(project: Path, part: str) -> None:
    """A changed line anywhere is another model; what is held out is no part of it."""
    before = Recipe.of(project)
    assert before.name == Recipe.of().name
    (project / "tests" / "heldout_fr.yml").write_text("", encoding="utf-8")
    assert Recipe.of(project).name == before.name
    with (project / part).open("a", encoding="utf-8") as stream:
        stream.write("# more\n")
    assert Recipe.of(project).name != before.name


def test_a_file_more_is_another_model(project: Path) -> None:
    """Also an empty one."""
    before = Recipe.of(project)
    (project / "data" / "more_fr.yml").write_text("", encoding="utf-8")
    assert Recipe.of(project).name != before.name


def test_a_lock_without_rasa_is_a_broken_project(project: Path) -> None:
    """A programmer's mistake, at once."""
    (project / "requirements.lock").write_text("numpy==1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="names no Rasa"):
        Recipe.of(project)


def test_names_are_read_from_any_path() -> None:
    """As the official image tells them, or a server on Windows."""
    assert {name_in(path) for path in ("/app/models/ab.tar.gz", "C:\\models\\ab.tar.gz", "ab.tar.gz")} == {"ab"}


def test_a_model_that_matches_is_taken(tmp_path: Path) -> None:
    """Right name, right Rasa."""
    recipe = Recipe.of()
    check_model(model(recipe.model(tmp_path)), recipe)


@pytest.mark.parametrize(
    ("rasa", "metadata", "reason"),
    [
        ("3.5.0", None, "model_other_rasa"),
        (None, None, "model_broken"),
        ("3.6.21\n", None, "model_broken"),
        ("", b"nonsense", "model_broken"),
        ("", b"{}", "model_broken"),
        ("", b"[]", "model_broken"),
    ],
)
def test_a_model_of_another_rasa_is_refused(
    tmp_path: Path, rasa: str | None, metadata: bytes | None, reason: str
) -> None:
    """Whatever its name."""
    recipe = Recipe.of()
    with pytest.raises(NluProblem) as refused:
        check_model(model(recipe.model(tmp_path), rasa, metadata), recipe)
    assert refused.value.reason == reason


def test_other_models_are_refused(tmp_path: Path) -> None:
    """Of other data, not there, cut short, or no archive at all."""
    recipe = Recipe.of()
    reasons = []
    place = recipe.model(tmp_path)
    for attempt in ("other", "missing", "cut", "text"):
        path = place
        if attempt == "other":
            path = model(tmp_path / f"{'0' * 64}.tar.gz")
        if attempt == "cut":
            path.write_bytes(model(place).read_bytes()[:-20])
        if attempt == "text":
            path.write_text("no archive", encoding="utf-8")
        with pytest.raises(NluProblem) as refused:
            check_model(path, recipe)
        reasons.append(refused.value.reason)
    assert reasons == ["model_other_data", "model_missing", "model_broken", "model_broken"]


def test_without_rasa_it_is_said_at_once(tmp_path: Path) -> None:
    """Before anything is made; a model that is there needs no Rasa to be found."""
    recipe, home = Recipe.of(), RasaHome(tmp_path / "rasa", tmp_path / "nowhere")
    with pytest.raises(NluProblem) as refused:
        train(recipe, tmp_path / "models", home)
    assert refused.value.reason == "missing"
    assert not (tmp_path / "models").exists()
    there = model(recipe.model(tmp_path / "models"))
    assert train(recipe, tmp_path / "models", home) == there
    with pytest.raises(NluProblem) as refused, RasaServer(recipe, there, home, 1, "t"):
        pass
    assert refused.value.reason == "missing"


def test_a_training_that_fails_or_hangs_leaves_nothing(tmp_path: Path) -> None:
    """No model, no process, no half-made folder; its log is named."""
    recipe, models = Recipe.of(), tmp_path / "models"
    for script, longest in (("exit 3", 60.0), ("exec sleep 60", 0.5), ("exit 0", 60.0)):
        environment = tmp_path / "env"
        python = environment / "bin" / "python"
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
        python.chmod(0o700)
        with pytest.raises(NluProblem) as failed:
            train(recipe, models, RasaHome(tmp_path / "rasa", environment), longest=longest)
        assert failed.value.reason == "training_failed"
        assert [one.name for one in models.iterdir()] == [".training.lock"]


def test_a_server_that_does_not_start_is_told(tmp_path: Path) -> None:
    """With the file in which Rasa says why, for its owner alone."""
    python = tmp_path / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho why\n", encoding="ascii")
    python.chmod(0o700)
    recipe = Recipe.of()
    there = model(recipe.model(tmp_path))
    server = RasaServer(recipe, there, RasaHome(tmp_path / "rasa", python.parents[1]), 1, "t")
    with pytest.raises(NluProblem) as failed, server:
        pass
    assert failed.value.reason == "server_failed"
    log = Path(str(failed.value.params["path"]))
    assert log.read_text(encoding="utf-8") == "why\n"
    assert log.stat().st_mode & 0o077 == 0
    assert not server.running()


def test_processes_of_rasa_see_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, no proxy; all that they keep lies in the data folder; nothing is reported."""
    monkeypatch.setenv("BARO_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("HTTPS_PROXY", "http://somewhere")
    seen = RasaHome(tmp_path).variables()
    assert not [name for name in seen if name.startswith("BARO_") or "PROXY" in name.upper()]
    assert seen["RASA_TELEMETRY_ENABLED"] == "false"
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR", "RASA_CACHE_DIRECTORY"):
        assert seen[name].startswith(str(tmp_path))


def test_the_token_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    """Also where the file was left open or empty."""
    file = token_file(tmp_path)
    token = file.read_text(encoding="ascii")
    assert len(token.strip()) >= 32
    file.chmod(0o644)
    assert token_file(tmp_path).read_text(encoding="ascii") == token
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("\n", encoding="ascii")
    assert len(token_file(tmp_path).read_text(encoding="ascii").strip()) >= 32


def test_a_server_with_another_model_is_refused() -> None:
    """Other data, another Rasa; the right one is taken."""
    recipe = Recipe.of()
    right = json.dumps({"model_file": f"/app/models/{recipe.name}.tar.gz"}).encode()
    reasons = []
    for status, version in (
        (b'{"model_file": "models/old.tar.gz"}', b'{"version": "3.6.21"}'),
        (b"{}", b'{"version": "3.6.21"}'),
        (right, b'{"version": "3.5.0"}'),
        (right, b'{"version": "3.6.21"}'),
    ):
        with answering({"/status": (200, status), "/version": (200, version)}) as url, Rasa(url, None) as rasa:
            assert rasa.ready()
            try:
                rasa.check(recipe)
            except NluProblem as problem:
                reasons.append(problem.reason)
    assert reasons == ["served_other_data", "served_other_data", "served_other_rasa"]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (401, b"{}", "refused"),
        (403, b"{}", "refused"),
        (500, b"{}", "nonsense"),
        (200, b"<html>", "nonsense"),
        (200, b"[]", "nonsense"),
        (200, b"{}", "nonsense"),
        (200, b'{"intent": {"name": 3, "confidence": 1}, "entities": []}', "nonsense"),
        (200, b'{"intent": {"name": "skip", "confidence": "x"}, "entities": []}', "nonsense"),
        (200, b'{"intent": {"name": "skip", "confidence": 1}, "entities": {}}', "nonsense"),
    ],
)
def test_what_is_not_rasa_is_told(status: int, body: bytes, reason: str) -> None:
    """By what is to be done about it."""
    with answering({"/model/parse": (status, body)}) as url, Rasa(url, "t") as rasa:
        with pytest.raises(NluProblem) as problem:
            rasa.parse("oui")
        assert problem.value.reason == reason


def test_nobody_there_is_told() -> None:
    """Neither ready nor read."""
    with Rasa("http://127.0.0.1:9", None) as rasa:
        assert not rasa.ready()
        with pytest.raises(NluProblem, match="unreachable"):
            rasa.parse("oui")
        assert rasa.parse(" \n") == Parsed(None, 0.0)


def test_what_rasa_finds_is_kept() -> None:
    """Intent, confidence, and of an entity what matters; a text is sent as tidied, so places are those in it."""
    entity = {"entity": "language", "value": "arabe", "start": 3, "end": 8, "extractor": "X", "more": [1]}
    body = json.dumps({"intent": {"name": "change_language", "confidence": 1}, "entities": [entity]}).encode()
    with answering({"/model/parse": (200, body)}) as url, Rasa(url, "t") as rasa:
        assert rasa.parse("  en \u200farabe") == Parsed(
            "change_language", 1.0, (Entity("language", None, "arabe", 3, 8, 1.0),)
        )
        with pytest.raises(NluProblem, match="nonsense"):
            rasa.parse("en peul")
