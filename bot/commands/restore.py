"""`baro restore`: a backup into an empty installation."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.commands.backup import counts
from bot.problems import NO_ROOM, CommandProblem
from bot.settings import Settings, make_data_folder
from bot.words import spoken
from dialogues.messages import Phrase

__all__ = ["restore"]

_REPLACED = ("attachments", "guides", "exports")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--key", "key", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="KEYFILE")
@click.option("--replace", "replace", is_flag=True)
@click.option("--check", "check", is_flag=True)
def restore(file: Path, key: Path | None, replace: bool, check: bool) -> None:
    """Put a backup into an empty installation, or only look whether it is good."""
    from bot.lock import only_process  # noqa: PLC0415 - heavy imports wait until they are needed
    from storage.backups.archive import BackupDamaged, BackupNewer  # noqa: PLC0415 - same
    from storage.backups.copying import InUse, NotEmpty  # noqa: PLC0415 - same

    settings = Settings.from_environment()
    folder = make_data_folder(settings)
    try:
        with _plain(file, key, folder / "tmp") as plain:
            if check:
                _check(settings, plain)
                return
            with only_process(folder):
                _restore(settings, plain, replace=replace)
    except BackupNewer as error:
        raise CommandProblem("cli.backup_newer") from error
    except BackupDamaged as error:
        raise CommandProblem("cli.backup_damaged") from error
    except InUse as error:
        raise CommandProblem("cli.database_in_use") from error
    except NotEmpty as error:
        raise CommandProblem("cli.restore_database_not_empty") from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise CommandProblem("cli.backup_no_room", path=str(folder)) from error
        raise CommandProblem("cli.backup_unread", path=str(file)) from error


def _restore(settings: Settings, plain: Path, *, replace: bool) -> None:
    from bot.chance import now_ms  # noqa: PLC0415 - same
    from storage.backups import restoring  # noqa: PLC0415 - same
    from storage.database import open_database  # noqa: PLC0415 - same
    from storage.files import DataFolder  # noqa: PLC0415 - same

    restoring.readable(plain)
    there = _there(settings)
    if there and not replace:
        raise CommandProblem("cli.restore_not_empty", path=str(settings.data_dir))
    if there:
        aside = _put_aside(settings, there)
        click.echo(spoken(Phrase("cli.restore_aside", {"path": str(aside)})))
    with closing(open_database(settings.database_url)) as database:
        done = restoring.restore(plain, database, DataFolder(settings.data_dir), now_ms())
    at = _moment(settings, done.manifest.taken_at)
    click.echo(spoken(Phrase("cli.restore_done", {"at": at, "count": done.taken_back, **counts(done.manifest)})))
    if done.shut_out:
        click.echo(spoken(Phrase("cli.restore_shut_out", {"count": done.shut_out})))
    click.echo(spoken("cli.restore_next"))


def _check(settings: Settings, plain: Path) -> None:
    from storage.backups.restoring import prove, readable  # noqa: PLC0415 - same

    manifest = readable(plain)
    prove(plain, settings.data_dir / "tmp")
    at = _moment(settings, manifest.taken_at)
    click.echo(spoken(Phrase("cli.restore_good", {"at": at, **counts(manifest)})))


def _moment(settings: Settings, at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(settings.time_zone)):%d/%m/%Y %H:%M}"


@contextmanager
def _plain(file: Path, key: Path | None, spare: Path) -> Iterator[Path]:
    """The file itself, or what it is decrypted to, for as long as the block runs."""
    from storage.backups import sealing  # noqa: PLC0415 - same

    if file.suffix != sealing.SUFFIX:
        yield file
        return
    if key is None:
        raise CommandProblem("cli.restore_key_needed")
    plain = spare / "restore.part"  # swept at the next start, should this process die
    try:
        sealing.unseal(file, plain, key.read_text(encoding="ascii"))
        plain.chmod(0o600)
        yield plain
    except (sealing.KeyUnusable, UnicodeDecodeError) as error:
        raise CommandProblem("cli.backup_keys_unusable", path=str(key)) from error
    finally:
        plain.unlink(missing_ok=True)


def _there(settings: Settings) -> list[Path]:
    """What an installation holds already, but for its backups, models and log of withdrawals."""
    found = [settings.data_dir / name for name in _REPLACED]
    there = [path for path in found if path.is_dir() and any(path.iterdir())]
    if settings.sqlite:
        from storage.database import engine_url  # noqa: PLC0415 - same

        base = Path(str(engine_url(settings.database_url).database))
        there += [path for path in (base, Path(f"{base}-wal"), Path(f"{base}-shm")) if path.exists()]
    return there


def _put_aside(settings: Settings, there: list[Path]) -> Path:
    aside = settings.data_dir / f"before-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    aside.mkdir(mode=0o700)
    for path in there:
        shutil.move(path, aside / path.name)
    return aside
