"""`baro backup`: everything that cannot be made again, in one file that was proved."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.problems import NO_ROOM, CommandProblem
from bot.settings import Settings
from bot.words import spoken
from dialogues.messages import Phrase

if TYPE_CHECKING:
    from storage.backups.archive import Manifest

__all__ = ["backup", "counts", "latest"]

_NICENESS = 10
_MEGA = 1_000_000
_HOUR_MS = 3_600_000
_LATE_HOURS = 30
"""A day, and time enough to be made."""


@click.command()
@click.option("--make-key", "make_key", type=click.Path(path_type=Path), metavar="PATH")
@click.option("--unless-since", "unless_since", type=int, metavar="MS")
def backup(make_key: Path | None, unless_since: int | None) -> None:
    """Make a backup and print where it is."""
    if make_key is not None:
        _make_key(make_key)
        return
    from bot.chance import now_ms  # noqa: PLC0415 - heavy imports wait until they are needed
    from bot.wiring import open_store  # noqa: PLC0415 - same
    from storage.backups.archive import BackupDamaged  # noqa: PLC0415 - same
    from storage.backups.taking import Busy, take  # noqa: PLC0415 - same
    from storage.files import DataFolder  # noqa: PLC0415 - same

    settings = Settings.from_environment()
    keys = _keys(settings.backup_keys)
    os.nice(_NICENESS)  # the chat comes first
    with closing(open_store(settings)) as store:
        try:
            made = take(
                store.database,
                DataFolder(settings.data_dir),
                now_ms,
                baro=_version(),
                keep=settings.backup_keep,
                keys=keys,
                unless_since=unless_since,
            )
        except Busy as error:
            raise CommandProblem("cli.backup_busy") from error
        except BackupDamaged as error:
            raise CommandProblem("cli.backup_unproved") from error
        except OSError as error:
            key = "cli.backup_no_room" if error.errno in NO_ROOM else "cli.backup_unwritten"
            raise CommandProblem(key, path=str(settings.data_dir / "backups")) from error
    if made is None:
        click.echo(spoken("cli.backup_needless"))
        return
    size = f"{made.size / _MEGA:.1f}"
    where: dict[str, str | int | Phrase] = {"path": str(made.backup.path), "size": size, **counts(made.manifest)}
    click.echo(spoken(Phrase("cli.backup_done", where)))
    if made.manifest.missing:
        raise CommandProblem("cli.backup_missing", count=len(made.manifest.missing))


def counts(manifest: Manifest) -> dict[str, int]:
    """What is told of a backup."""
    return {"interviews": manifest.tables["interviews"].rows, "files": manifest.attachments}


def latest(settings: Settings, interviews: int) -> tuple[bool, Phrase]:
    """How old the newest backup is, and whether that is well.

    Args:
        settings: the installation's.
        interviews: how many it holds; before the first there is nothing to lose.
    """
    from bot.chance import now_ms  # noqa: PLC0415 - same
    from storage.backups.taking import newest  # noqa: PLC0415 - same

    found = newest(settings.data_dir)
    if found is None:
        return interviews == 0, Phrase("cli.doctor_backup_none")
    hours = (now_ms() - found.taken_at) // _HOUR_MS
    late = settings.backup_at is not None and hours > _LATE_HOURS
    return not late, Phrase("cli.doctor_backup_old" if late else "cli.doctor_backup", {"hours": hours})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - same

    try:
        return version("baro")
    except PackageNotFoundError:
        return "?"


def _keys(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    from storage.backups.sealing import KeyUnusable, recipients  # noqa: PLC0415 - same

    try:
        return tuple(recipients(path.read_text(encoding="ascii")))
    except (OSError, UnicodeDecodeError, KeyUnusable) as error:
        raise CommandProblem("cli.backup_keys_unusable", path=str(path)) from error


def _make_key(path: Path) -> None:
    from storage.backups.sealing import made_key  # noqa: PLC0415 - same

    secret, public = made_key()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise CommandProblem("cli.backup_key_there", path=str(path)) from error
    except OSError as error:
        raise CommandProblem("cli.backup_unwritten", path=str(path.parent)) from error
    with os.fdopen(handle, "w") as file:
        file.write(f"# public key: {public}\n{secret}\n")
    click.echo(spoken(Phrase("cli.backup_key_made", {"path": str(path), "key": public})))
