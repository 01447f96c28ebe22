"""Where everything is put together; nothing else builds anything, and nothing here decides anything.

The start of the bot imports none of pyxform, openpyxl, xlsxwriter, alembic (DESIGN, section 6): what needs them is
imported when it is used.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from bot.backups import backing_up
from bot.chance import SystemSecrets, now_ms
from bot.lock import only_process
from bot.settings import Settings, make_data_folder
from bot.startup import check_disk, forget_withdrawn
from bot.words import spoken
from dialogues.locales import Locales
from dialogues.messages import Phrase

if TYPE_CHECKING:
    from bot.channel import Channel, Conversations
    from dialogues.downloads import Exporter, Order, Progress, Written
    from dialogues.interview.papersheet import PaperSheet
    from dialogues.ports import Clock, Secrets
    from dialogues.service import Service
    from storage.unit_of_work import SqlStore

__all__ = ["build_service", "open_store", "run_bot"]

_THREADS = 8
"""Calls of service and store at once, of those that take their time; what takes none shares one (`bot.threads`)."""
_COLLECTING = 10_000, 20, 20
"""How many objects more than went there are before Python looks for cycles among the young, the older and all of them.

The last takes a tenth of a second once interviews are at hand, in which nobody is answered. With Python's own numbers
it came every 800 updates: one update in a hundred had to wait for it. Now it comes every 50,000.
"""
_OTHERS_WRITE_SECONDS = 3600
"""What another process may still be writing is left alone for so long."""
_STOPPING = (signal.SIGTERM, signal.SIGINT)
MakeService = Callable[[Settings, "SqlStore", Callable[[str], str]], "Conversations"]


def open_store(settings: Settings) -> SqlStore:
    """Open the database of an installation; it must exist and be of this program's version.

    Args:
        settings: the installation's.

    Returns:
        The store; safe to use from several threads.

    Raises:
        SettingsProblem: the data folder cannot be used.
        SchemaMismatch: the database is older or newer than this program, or is none.
        StoreUnavailable: it cannot be reached.
    """
    from storage.unit_of_work import open_store as open_database  # noqa: PLC0415 - SQLAlchemy only when it is needed

    make_data_folder(settings)
    return open_database(settings.database_url)


def build_service(
    settings: Settings,
    store: SqlStore,
    link: Callable[[str], str],
    *,
    clock: Clock = now_ms,
    secrets: Secrets | None = None,
) -> Service:
    """The service on the real world.

    Args:
        settings: the installation's.
        store: where everything is.
        link: the address that lets somebody in, from an invitation's token.
        clock: UTC milliseconds; another one where a conversation has to go the same every time.
        secrets: chance; the system's where None is given.
    """
    from bot.reading import intent_reader  # noqa: PLC0415 - brings an HTTP client
    from dialogues.service import Service  # noqa: PLC0415 - lxml only when guides are read
    from nlu.barcodes import barcodes  # noqa: PLC0415 - same
    from nlu.language import LanguageId  # noqa: PLC0415 - same
    from nlu.matcher import Matcher  # noqa: PLC0415 - same
    from nlu.sessions import Reader  # noqa: PLC0415 - same
    from storage.drafts import FolderDrafts  # noqa: PLC0415 - same
    from storage.files import DataFolder  # noqa: PLC0415 - same

    locales = Locales.load()
    folder = DataFolder(settings.data_dir)
    return Service(
        store,
        clock=clock,
        secrets=secrets or SystemSecrets(),
        locales=locales,
        interpreter=Matcher(locales),
        sessions=Reader(locales),
        guesser=LanguageId(),
        files=folder,
        exporter=_LateExporter(lambda: _exporter(settings, store, locales, clock)),
        link=link,
        drafts=FolderDrafts(folder),
        intents=intent_reader(settings),
        codes=barcodes(),
    )


def run_bot(settings: Settings, make_service: MakeService = build_service) -> None:
    """Let the bot work until SIGTERM or SIGINT; what is in hand is finished first.

    Args:
        settings: the installation's.
        make_service: builds the service; another one in tests of the channel.

    Raises:
        SettingsProblem: there is no token, Telegram does not take it, or the data folder cannot be used.
        CommandProblem: the disk is full, another bot works in the data folder, or the webhook's port is taken.
        SchemaMismatch, StoreUnavailable: see `open_store`.
    """
    settings.token()
    settings.check_webhook()
    folder = make_data_folder(settings)
    check_disk(folder)
    # SQLite has one writer, and nothing that says which of two processes sees to a chat; PostgreSQL has.
    with ExitStack() as locks:
        for place in settings.sqlite_folders():
            locks.enter_context(only_process(place))
        store = open_store(settings)
        try:
            asyncio.run(_serve(settings, store, make_service))
        finally:
            store.close()
    click.echo(spoken("cli.serve_stopped"), err=True)


async def _serve(settings: Settings, store: SqlStore, make_service: MakeService) -> None:
    from bot.telegram.channel import TelegramChannel  # noqa: PLC0415 - the library takes a second to import
    from bot.threads import Threads  # noqa: PLC0415 - same
    from storage.backups.access import note_lost  # noqa: PLC0415 - same
    from storage.claims import SharedClaims  # noqa: PLC0415 - same
    from storage.database import check_schema  # noqa: PLC0415 - same
    from storage.files import DataFolder  # noqa: PLC0415 - same

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _STOPPING:
        loop.add_signal_handler(number, stop.set)
    folder = DataFolder(settings.data_dir)
    folder.sweep(0 if settings.sqlite else _OTHERS_WRITE_SECONDS)
    note_lost(store.database, folder.root)
    forget_withdrawn(store, folder)
    threads = Threads(_THREADS)
    name = _BotName()

    def ready(found: str) -> None:
        name.value = found
        click.echo(spoken(Phrase("cli.serve_ready", {"name": found})), err=True)

    def trouble() -> None:
        if not name.troubled:
            name.troubled = True
            click.echo(spoken("cli.serve_trouble"), err=True)

    claims = SharedClaims(store.database)
    channel: Channel = TelegramChannel(
        settings,
        folder,
        make_service(settings, store, name.link),
        store,
        now_ms,
        Locales.load().text,
        threads,
        on_ready=ready,
        on_trouble=trouble,
        claims=None if settings.sqlite else claims,
        look=lambda: check_schema(store.database),
    )
    gc.freeze()  # what is there now stays: it is not looked through again
    gc.set_threshold(*_COLLECTING)
    try:
        async with backing_up(settings, now_ms, stop):
            await channel.run(stop)
    finally:
        claims.close()
        threads.close()
        for number in _STOPPING:  # told again: it is ending already, and the loop that would hear it is closed next
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)


def _exporter(settings: Settings, store: SqlStore, locales: Locales, clock: Clock) -> Exporter:
    from dialogues.service.shelf import compiled  # noqa: PLC0415 - at hand by now
    from storage.exports.exporter import SqlExporter  # noqa: PLC0415 - brings xlsxwriter

    return SqlExporter(store, compiled, settings.data_dir, clock, locales)


class _LateExporter:
    """An exporter that is made when somebody downloads, for it brings a library that the start does not need."""

    def __init__(self, make: Callable[[], Exporter]) -> None:
        self._make = make

    def export(self, order: Order, progress: Progress) -> Written:
        """See `dialogues.downloads.Exporter`."""
        return self._make().export(order, progress)

    def discard(self, written: Written) -> None:
        """See `dialogues.downloads.Exporter`."""
        self._make().discard(written)

    def paper(self, sheet: PaperSheet) -> tuple[str, str]:
        """See `dialogues.downloads.Exporter`."""
        return self._make().paper(sheet)

    def workbook(
        self, title: str, version: str, sheets: Mapping[str, Sequence[Sequence[str]]], files: Mapping[str, bytes]
    ) -> tuple[str, str]:
        """See `dialogues.downloads.Exporter`."""
        return self._make().workbook(title, version, sheets, files)


class _BotName:
    """The bot's name, known once Telegram has said it."""

    def __init__(self) -> None:
        self.value = ""
        self.troubled = False

    def link(self, token: str) -> str:
        """The address that lets somebody in."""
        return f"https://t.me/{self.value}?start={token}"
