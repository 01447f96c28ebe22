"""`baro db`: the schema; the only commands that import alembic."""

from __future__ import annotations

import click

from bot.lock import only_process
from bot.problems import CommandProblem
from bot.settings import Settings, make_data_folder
from bot.words import spoken
from dialogues.errors import SchemaMismatch
from dialogues.messages import Phrase

__all__ = ["database"]


@click.group(name="db")
def database() -> None:
    """The database."""


@database.command()
def upgrade() -> None:
    """Bring the database to this program's version."""
    from storage.migrations import HEAD  # noqa: PLC0415 - SQLAlchemy and alembic only when they are needed
    from storage.migrations.running import upgrade as run  # noqa: PLC0415 - same

    settings = Settings.from_environment()
    make_data_folder(settings)
    try:
        before = run(settings.database_url)
    except SchemaMismatch as error:
        raise CommandProblem("cli.database_newer" if error.newer else "cli.database_foreign") from error
    key = "cli.database_already" if before == HEAD else "cli.database_done"
    click.echo(spoken(Phrase(key, {"version": HEAD})))


@database.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy a database into another, empty one."""
    from storage.backups.copying import InUse, NotEmpty, NotTheSame  # noqa: PLC0415 - SQLAlchemy and alembic, as above
    from storage.backups.copying import copy as run  # noqa: PLC0415 - same

    settings = Settings.from_environment()
    try:
        with only_process(make_data_folder(settings)):
            copied = run(source, target)
    except NotEmpty as error:
        raise CommandProblem("cli.database_not_empty") from error
    except InUse as error:
        raise CommandProblem("cli.database_in_use") from error
    except NotTheSame as error:
        raise CommandProblem("cli.database_not_same") from error
    told = {"tables": len(copied), "rows": sum(table.rows for table in copied.values())}
    click.echo(spoken(Phrase("cli.database_copied", told)))


@database.command()
def check() -> None:
    """Say whether the database fits this program."""
    from bot.wiring import open_store  # noqa: PLC0415 - same
    from storage.migrations import HEAD  # noqa: PLC0415 - same

    open_store(Settings.from_environment())
    click.echo(spoken(Phrase("cli.database_already", {"version": HEAD})))
