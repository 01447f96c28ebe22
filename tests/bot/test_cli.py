"""The command line: French, one line an error, exit codes, no traceback."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from bot import cli
from bot.commands.project import slug_of
from bot.lock import only_process
from bot.problems import CommandProblem
from bot.simulator import SimulatorThread
from bot.startup import check_disk
from bot.words import spoken_if_known
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.ports import RawUpdate
from dialogues.service import token_hash
from storage.migrations.running import upgrade
from storage.unit_of_work import open_store


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation without a database, and logging as it was."""
    root = logging.getLogger()
    handlers, level = tuple(root.handlers), root.level
    kept = {name: (logging.getLogger(name).level, logging.getLogger(name).propagate) for name in LOGGERS}
    for name in tuple(os.environ):
        if name.startswith("BARO_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BARO_DATA_DIR", str(tmp_path / "data"))
    yield tmp_path / "data"
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)
    for name, (its_level, propagate) in kept.items():
        logging.getLogger(name).setLevel(its_level)
        logging.getLogger(name).propagate = propagate


def commands_below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command and those below it, with the names of their words in the locales."""
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands_below(f"{path}_{name}", below)


LOGGERS = ("baro", "telegram", "httpx", "httpcore", "asyncio")


@pytest.fixture
def database(house: Path) -> str:
    """Its database, made."""
    house.mkdir()
    url = f"sqlite:///{house / 'baro.db'}"
    upgrade(url)
    return url


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """A command: exit code, what it printed, its errors."""
    code = cli.main(words)
    out, err = capsys.readouterr()
    return code, out, err


def test_help_is_french_and_complete(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command, sub-command and option of ours says in French what it does."""
    code, out, _ = run(capsys)
    assert code == 0
    assert "Utilisation :" in out
    assert "Show this message" not in out
    for name in ("serve", "simulator", "doctor", "db", "project", "member", "demo"):
        module = "database" if name == "db" else name
        for path, command in commands_below(name, getattr(import_module(f"bot.commands.{module}"), module)):
            assert spoken_if_known(f"cli.help_{path}"), path
            for parameter in command.params:
                if isinstance(parameter, click.Option) and parameter.name != "help":
                    assert spoken_if_known(f"cli.help_{path}_{parameter.name}"), (path, parameter.name)
    code, out, _ = run(capsys, "member", "invite", "--help")
    assert "Montre cette aide." in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("projet",), "n'existe pas"),
        (("project", "ad"), "Après baro project viennent : add, list"),
        (("project", "add"), "Il manque NAME"),
        (("project", "add", "a", "b"), "mot de trop"),
        (("serve", "--fast"), "L'option --fast n'existe pas"),
        (("member", "invite", "--role"), "L'option --role"),
        (("member", "invite", "--role", "chef"), "choisissez parmi agent"),
        (("simulator", "--port", "99999"), "il faut un nombre de 0 à 65535"),
        (("simulator", "--port", "x"), "il faut un nombre de 0 à 65535"),
        (("simulator", "--state", "/"), "ne peut pas être lu"),
    ],
)
def test_wrong_usage_is_one_french_line(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    """Click's own complaints are said in French, with exit code 2."""
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_settings_problems_have_exit_code_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown variable and a missing token stop a command at once."""
    code, _, err = run(capsys, "serve")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "BARO_TELEGRAM_TOKEN" in err
    monkeypatch.setenv("BARO_TELEGRAM_RAT", "3")
    code, _, err = run(capsys, "project", "list")
    assert (code, err) == (2, "Le réglage BARO_TELEGRAM_RAT n'existe pas. Corrigez son nom ou retirez-le.\n")


def test_an_unexpected_error_is_a_line_with_a_number(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever escapes becomes one line with its type and a number; details on demand; its text nowhere."""

    class Breaking(click.Group):
        def invoke(self, ctx: click.Context) -> None:
            """Break."""
            del ctx
            raise OverflowError("Moussa")

    monkeypatch.setattr(cli, "_Commands", Breaking)
    code, _, err = run(capsys, "doctor")
    assert (code, len(err.splitlines())) == (1, 1)
    assert re.search(r"\(OverflowError, numéro [0-9a-f]{8}\)", err)
    assert "Moussa" not in err
    code, _, err = run(capsys, "--verbose", "doctor")
    assert "debug command_failed" in err
    assert "Moussa" not in err


def test_database_commands(capsys: pytest.CaptureFixture[str], house: Path) -> None:
    """A database is asked for, made, found ready; a newer one and a file that is none are refused in one line."""
    code, _, err = run(capsys, "db", "check")
    assert (code, err) == (1, "La base de données n'est pas prête pour cette version. Lancez : baro db upgrade\n")
    assert run(capsys, "db", "upgrade")[0] == 0
    assert "déjà prête" in run(capsys, "db", "upgrade")[1]
    assert run(capsys, "db", "check")[0] == 0
    store = open_store(f"sqlite:///{house / 'baro.db'}")
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    store.close()
    for words in (("db", "check"), ("db", "upgrade"), ("project", "list")):
        code, _, err = run(capsys, *words)
        assert (code, "plus récente" in err, len(err.splitlines())) == (1, True, 1)
    for name in ("baro.db", "baro.db-wal", "baro.db-shm"):
        (house / name).unlink(missing_ok=True)
    (house / "baro.db").write_bytes(b"this is no database at all, only text" * 100)
    for words in (("db", "check"), ("project", "list")):
        code, _, err = run(capsys, *words)
        assert (code, "abîmé" in err, len(err.splitlines())) == (1, True, 1)


def test_projects(capsys: pytest.CaptureFixture[str], database: str) -> None:
    """A project is added once; its administrator's invitation is stored as a hash only."""
    code, _, err = run(capsys, "project", "list")
    assert (code, "project add" in err) == (1, True)
    code, out, _ = run(capsys, "project", "add", "Paix  et Eau", "--strict", "--organisation", "Réseau")
    token = re.search(r"/start (\S+)$", out)[1]  # type: ignore[index]
    assert (code, "paix-et-eau" in out) == (0, True)
    store = open_store(database)
    with store.reading() as unit:
        project = unit.projects.by_slug("paix-et-eau")
        invitation = unit.people.invitation(token_hash(token))
    store.close()
    assert project is not None
    assert (project.strict, project.organisation, project.time_zone) == (True, "Réseau", "Africa/Bamako")
    assert invitation is not None
    assert invitation.role is Role.ADMINISTRATOR
    assert run(capsys, "project", "add", "paix et eau")[0] == 1
    assert run(capsys, "project", "add", "!!!")[0] == 1
    assert run(capsys, "project", "add", "x", "--time-zone", "Mars")[0] == 1
    assert "confidentiel strict" in run(capsys, "project", "list")[1]


def test_members(capsys: pytest.CaptureFixture[str], database: str) -> None:
    """Members are listed, invited and revoked; with several projects one has to be named."""
    assert "project add" in run(capsys, "member", "list")[2]
    run(capsys, "project", "add", "Un")
    assert "Personne" in run(capsys, "member", "list")[1]
    store = open_store(database)
    with store.writing() as unit:
        person = unit.people.add_person("Awa", "fr")
        unit.people.add_membership(person.id, 1, Role.AGENT, MembershipStatus.ACTIVE, "A07")
        unit.commit()
    store.close()
    assert run(capsys, "member", "list")[1] == "A07\tAwa\tagent\tactif\n"
    assert run(capsys, "member", "revoke", "a07")[1] == "A07 n'a plus accès.\n"
    assert "déjà" in run(capsys, "member", "revoke", "A07")[1]
    assert run(capsys, "member", "revoke", "B1")[0] == 1
    assert "superviseur" in run(capsys, "member", "invite", "--role", "supervisor")[1]
    run(capsys, "project", "add", "Deux")
    code, _, err = run(capsys, "member", "list")
    assert (code, "un, deux" in err or "deux, un" in err) == (1, True)
    assert run(capsys, "member", "list", "--project", "trois")[0] == 1
    assert run(capsys, "member", "list", "--project", "deux")[0] == 0


def test_links_and_doctor_with_a_token(
    capsys: pytest.CaptureFixture[str], database: str, monkeypatch: pytest.MonkeyPatch, house: Path
) -> None:
    """With a token the invitation is a link, and the doctor finds everything in order, or says what is not."""
    house.chmod(0o700)
    with SimulatorThread() as simulator:
        monkeypatch.setenv("BARO_TELEGRAM_API_URL", simulator.url)
        monkeypatch.setenv("BARO_TELEGRAM_TOKEN", simulator.token)
        assert "https://t.me/baro_bot?start=" in run(capsys, "project", "add", "Un")[1]
        code, out, err = run(capsys, "doctor")
        assert (code, err) == (0, "")
        assert all(line.startswith("✓") for line in out.splitlines())
        monkeypatch.setenv("BARO_TELEGRAM_TOKEN", "1:wrong")
        code, out, _ = run(capsys, "doctor")
        assert (code, "✗ Telegram ne reconnaît pas" in out, "wrong" in out) == (1, True, False)
        monkeypatch.setenv("BARO_TELEGRAM_TOKEN", simulator.token)
    assert "Telegram ne répond pas" in run(capsys, "doctor")[1]
    assert "/start" in run(capsys, "member", "invite")[1]
    house.chmod(0o755)
    monkeypatch.delenv("BARO_TELEGRAM_TOKEN")
    code, out, _ = run(capsys, "doctor")
    assert (code, "chmod 700" in out) == (1, True)


def test_the_doctor_without_anything(capsys: pytest.CaptureFixture[str]) -> None:
    """Without database and token the doctor names both, and does not stop at the first."""
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert sum(line.startswith("✗") for line in out.splitlines()) == 2


def test_the_doctor_shows_what_was_set_aside_and_gives_it_back(
    capsys: pytest.CaptureFixture[str], database: str, house: Path
) -> None:
    """Number, kind, hour and reason, never a word of it; given back, it waits again as it came."""
    told = '{"update_id":1,"message":{"date":1,"chat":{"id":7},"text":"Moussa a parlé"}}'
    store = open_store(database)
    with store.writing() as unit:
        unit.inbox.add([RawUpdate("a", 7, told, 1_772_532_000_000), RawUpdate("b", 0, '"?"', 1_772_532_000_000)])
        (first, second) = unit.inbox.waiting()
        unit.inbox.set_aside(first.id, 2, "LookupError")
        unit.inbox.set_aside(second.id, 2, "TypeError")
        unit.commit()
    _, out, _ = run(capsys, "doctor")
    assert "✗ messages mis de côté : 2" in out
    assert f"n° {first.id} : message.text, reçu le 2026-03-03 10:00+00:00, LookupError" in out
    assert f"n° {second.id} : ?, " in out
    assert "Moussa" not in out
    assert run(capsys, "doctor", "--replay", str(first.id))[:2] == (0, "Redonnés au bot : 1\n")
    with store.reading() as unit:
        assert list(unit.inbox.waiting()) == [first]
    store.close()
    assert run(capsys, "doctor", "--replay", str(first.id))[0] == 1
    assert run(capsys, "doctor", "--replay", "deux")[0] == 1
    assert run(capsys, "doctor", "--replay", "all")[:2] == (0, "Redonnés au bot : 1\n")
    assert "✓ messages mis de côté : 0" in run(capsys, "doctor")[1]


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    """The simulator on a taken port, or with a state that is none, is one line."""
    with SimulatorThread() as simulator:
        port = simulator.url.rpartition(":")[2]
        code, _, err = run(capsys, "simulator", "--port", port)
    assert (code, err) == (1, f"Le port {port} est déjà pris. Choisissez-en un autre avec --port.\n")


def test_a_state_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A state file with something else in it is refused in one line."""
    (tmp_path / "state").write_bytes(b"no state of anything" * 100)
    code, _, err = run(capsys, "simulator", "--port", "0", "--state", str(tmp_path / "state"))
    assert (code, len(err.splitlines())) == (1, 1)


def test_a_webhook_without_a_secret_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Anybody could write to it; nor is one taken that Telegram would refuse."""
    monkeypatch.setenv("BARO_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("BARO_WEBHOOK_URL", "https://example.org")
    code, _, err = run(capsys, "serve", "--verbose")
    assert (code, "BARO_WEBHOOK_SECRET_FILE" in err) == (2, True)
    (tmp_path / "secret").write_text("é", encoding="utf-8")
    monkeypatch.setenv("BARO_WEBHOOK_SECRET_FILE", str(tmp_path / "secret"))
    code, _, err = run(capsys, "serve", "--verbose")
    assert (code, "256" in err) == (2, True)


def test_a_disk_that_is_nearly_full_is_refused(tmp_path: Path) -> None:
    """The start says how much room there is and how much is needed."""
    check_disk(tmp_path, least=0)
    with pytest.raises(CommandProblem) as refused:
        check_disk(tmp_path, least=2**62)
    assert refused.value.phrase.key == "cli.disk_full"


def test_one_process_a_data_folder(tmp_path: Path) -> None:
    """The lock is held by one, and free again afterwards."""
    with only_process(tmp_path):
        with pytest.raises(CommandProblem) as refused, only_process(tmp_path):
            pass
        assert refused.value.phrase.key == "cli.already_running"
    with only_process(tmp_path):
        pass


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Paix & Eau", "paix-et-eau".replace("-et", "")), ("École É", "ecole-e"), ("سلام", ""), ("x" * 90, "x" * 32)],
)
def test_slugs(name: str, slug: str) -> None:
    """A name becomes a short ASCII word for the command line."""
    assert slug_of(name) == slug
