"""`baro doctor`: everything that can be wrong with an installation, looked at at once."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.problems import CommandProblem
from bot.settings import Settings, make_data_folder
from bot.words import spoken
from dialogues.errors import SchemaMismatch, StoreUnavailable
from dialogues.messages import Phrase

if TYPE_CHECKING:
    from storage.poison import SetAside

__all__ = ["doctor"]

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NLU_FAILURES = {
    "away": "cli.doctor_nlu_away",
    "timeout": "cli.doctor_nlu_timeout",
    "status": "cli.doctor_nlu_status",
    "nonsense": "cli.doctor_nlu_nonsense",
}
"""What to say of each kind of failure of `nlu.rasa`."""
_MODEL = 12
"""Signs of a model's id that are shown."""
_NAMES = 200
"""Signs of strange intents' names that are shown."""


_ASIDE = 20
"""Updates set aside that are listed."""
_ALL = "all"
_DIGITS = 19
"""Fewer digits than that always make a row's id."""


@click.command()
@click.option("--replay", metavar="ID|all")
def doctor(replay: str | None) -> None:
    """Check the installation; exit code 1 when something is wrong."""
    settings = Settings.from_environment()
    if replay is not None:
        _replay(settings, replay)
        return
    checks: tuple[Callable[[Settings], list[tuple[bool, Phrase]]], ...] = (_folder, _database, _token, _nlu)
    bad = 0
    for check in checks:
        try:
            found = check(settings)
        except CommandProblem as problem:
            found = [(False, problem.phrase)]
        except SchemaMismatch as error:
            found = [(False, Phrase("cli.database_newer" if error.newer else "cli.database_older"))]
        except StoreUnavailable as error:
            found = [(False, Phrase(f"cli.database_{error.reason}"))]
        for good, phrase in found:
            click.echo(spoken(Phrase("cli.doctor_good" if good else "cli.doctor_bad", {"what": phrase})))
            bad += not good
    if bad:
        raise click.exceptions.Exit(1)


def _folder(settings: Settings) -> list[tuple[bool, Phrase]]:
    from bot.startup import LEAST_FREE_BYTES  # noqa: PLC0415 - one fact, with those who need it

    folder = make_data_folder(settings)
    free = shutil.disk_usage(folder).free
    found = [
        (True, Phrase("cli.doctor_settings", {"path": str(folder)})),
        (free >= LEAST_FREE_BYTES, Phrase("cli.doctor_disk", {"free": str(free // 2**20)})),
    ]
    if folder.stat().st_mode & _OTHERS:
        found.append((False, Phrase("cli.doctor_folder_open", {"path": str(folder)})))
    return found


def _database(settings: Settings) -> list[tuple[bool, Phrase]]:
    from sqlalchemy import func, select  # noqa: PLC0415 - only when a database is looked at

    from bot.commands.backup import latest  # noqa: PLC0415 - same
    from storage.migrations import HEAD  # noqa: PLC0415 - same
    from storage.poison import count_aside, set_aside  # noqa: PLC0415 - same
    from storage.tables import attachments, inbox, interviews, outbox, projects, recordings  # noqa: PLC0415 - same
    from storage.unit_of_work import open_store  # noqa: PLC0415 - same

    store = open_store(settings.database_url)
    try:
        with store.database.reading() as connection:
            waiting = connection.scalar(select(func.count()).where(inbox.c.done_at.is_(None))) or 0
            owed = connection.scalar(select(func.count(outbox.c.chat.distinct())).where(outbox.c.effect.is_not(None)))
            files = connection.scalar(select(func.count()).where(attachments.c.status == "pending")) or 0
            voices = connection.scalar(select(func.count()).where(recordings.c.written_at.is_(None))) or 0
            count = connection.scalar(select(func.count()).select_from(projects)) or 0
            held = connection.scalar(select(func.count()).select_from(interviews)) or 0
        aside, listed = count_aside(store.database), set_aside(store.database, _ASIDE)
    finally:
        store.close()
    return [
        (True, Phrase("cli.doctor_database", {"version": HEAD})),
        (count > 0, Phrase("cli.doctor_projects", {"count": count})),
        (True, Phrase("cli.doctor_waiting", {"count": waiting})),
        (aside == 0, Phrase("cli.doctor_aside", {"count": aside})),
        *((False, _aside(one, settings.time_zone)) for one in listed),
        (True, Phrase("cli.doctor_owed", {"count": owed or 0})),
        (True, Phrase("cli.doctor_files", {"count": files})),
        (True, Phrase("cli.doctor_voices", {"count": voices})),
        latest(settings, held),
    ]


def _aside(one: SetAside, time_zone: str) -> Phrase:
    """An update that could not be handled: everything but what it says."""
    at = datetime.fromtimestamp(one.received_at / 1000, ZoneInfo(time_zone))
    return Phrase(
        "cli.doctor_aside_one",
        {"id": one.id, "kind": one.kind, "when": at.isoformat(" ", "minutes"), "reason": one.reason},
    )


def _replay(settings: Settings, which: str) -> None:
    """Give updates that were set aside back to the bot.

    Raises:
        CommandProblem: no such update was set aside.
        SchemaMismatch, StoreUnavailable: the database cannot be worked with.
    """
    from storage.poison import replay  # noqa: PLC0415 - SQLAlchemy only when it is needed
    from storage.unit_of_work import open_store  # noqa: PLC0415 - same

    if which != _ALL and not (which.isascii() and which.isdigit() and len(which) < _DIGITS):
        raise CommandProblem("cli.replay_which")
    make_data_folder(settings)
    store = open_store(settings.database_url)
    try:
        count = replay(store.database, None if which == _ALL else int(which))
    finally:
        store.close()
    if not count and which != _ALL:
        raise CommandProblem("cli.replay_none", id=which)
    click.echo(spoken(Phrase("cli.replayed", {"count": count})))


def _token(settings: Settings) -> list[tuple[bool, Phrase]]:
    if settings.telegram_token is None:
        return [(False, Phrase("cli.doctor_token_none"))]
    from bot.telegram.identity import bot_name  # noqa: PLC0415 - the library takes a second to import

    name = bot_name(settings)
    if name is None:
        return [(False, Phrase("cli.doctor_offline"))]
    return [(True, Phrase("cli.doctor_token", {"name": name}))]


def _nlu(settings: Settings) -> list[tuple[bool, Phrase]]:
    """Rasa, where a setting names it; without it nothing is wrong."""
    from bot.reading import intent_reader  # noqa: PLC0415 - brings an HTTP client
    from nlu.service.recipe import Recipe  # noqa: PLC0415 - reads the project only here

    reader = intent_reader(settings)
    if reader is None:
        return [(True, Phrase("cli.doctor_nlu_none"))]
    try:
        health = reader.look()
    finally:
        reader.close()
    if health.failure:
        return [(False, Phrase(_NLU_FAILURES[health.failure], {"limit": settings.nlu_timeout_ms}))]
    if health.strange:
        return [(False, Phrase("cli.doctor_nlu_strange", {"names": ", ".join(health.strange)[:_NAMES]}))]
    model = health.model[:_MODEL] or "?"
    wanted = Recipe.of().name
    if health.model != wanted:
        return [(False, Phrase("cli.doctor_nlu_other", {"model": model, "wanted": wanted[:_MODEL]}))]
    return [(True, Phrase("cli.doctor_nlu", {"model": model, "ms": health.milliseconds}))]
