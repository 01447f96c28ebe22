"""Starts bots quickly, and bots that die at a named point.

    python -m tests.faults.launcher

The launcher imports the bot once and forks for each start: what a start costs is then what the bot itself does, not
Python's imports, and a campaign of kills takes seconds. A child runs `baro serve`; or, with a crash point, the same
wiring around a service and a store that kill the process with SIGKILL at that point. Nothing in the bot knows of it.

Each line on standard input is a JSON object {"environment", "log", "point", "marks"}; the answer is the child's pid.
A bot dies once for each message or reply at its point: `marks` is the folder that remembers for which.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from bot.channel import Conversations
    from bot.settings import Settings
    from dialogues.downloads import Download, Progress
    from dialogues.drafts import Draft
    from dialogues.messages import Delivery, Inbound
    from dialogues.ports import Attachment, Owed, Sent, Store, Taken, UnitOfWork
    from dialogues.xforms.converted import Checked
    from storage.unit_of_work import SqlStore

__all__ = ["POINTS"]

POINTS = ("handle", "commit", "committed", "present", "sent")
"""Where a bot can die.

| point | moment |
|---|---|
| handle | between T1 and T2: the update is in the inbox, nobody has looked at it |
| commit | in T2, just before its commit |
| committed | between T2 and T3: everything is stored, nothing is sent |
| present | in T3, just before sending |
| sent | in T3, after Telegram has taken the reply and before that is recorded |
"""


class Death:
    """Kills this process, once for each occasion.

    Args:
        point: the only point at which it does.
        marks: where it is remembered for which occasions it did.
    """

    def __init__(self, point: str, marks: Path) -> None:
        self._point = point
        self._marks = marks
        self.handling = 0
        """Inbox row in hand; the store does not know it."""

    def at(self, point: str, occasion: int) -> None:
        """Die, if this is the point and it did not happen on this occasion before."""
        if point != self._point:
            return
        with suppress(FileExistsError):
            (self._marks / f"{point}-{occasion}").touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)


class DyingUnit:
    """A unit of work whose commit may be the last thing that does not happen."""

    def __init__(self, unit: UnitOfWork, death: Death) -> None:
        self._unit = unit
        self._death = death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    def commit(self) -> None:
        """Commit, or die before it."""
        if self._death.handling:
            self._death.at("commit", self._death.handling)
        self._unit.commit()


class DyingStore:
    """A store for the service whose units of work may die."""

    def __init__(self, store: SqlStore, death: Death) -> None:
        self._store = store
        self._death = death

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[UnitOfWork]:
        """See `dialogues.ports.Store`."""
        with self._store.writing(durable=durable) as unit:
            yield DyingUnit(unit, self._death)  # type: ignore[misc]

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """See `dialogues.ports.Store`."""
        with self._store.reading() as unit:
            yield unit


class DyingService:
    """The service, with a death around each of its steps."""

    def __init__(self, service: Conversations, death: Death) -> None:
        self._service = service
        self._death = death

    def handle(self, inbound: Inbound) -> None:
        """T2."""
        self._death.at("handle", inbound.inbox)
        self._death.handling = inbound.inbox
        try:
            self._service.handle(inbound)
        finally:
            self._death.handling = 0
        self._death.at("committed", inbound.inbox)

    def take(self, uow: UnitOfWork, inbound: Inbound) -> Taken | None:
        """T2 among others; a message is at its points only where it is really taken."""
        self._death.at("handle", inbound.inbox)
        taken = self._service.take(uow, inbound)
        if taken is None:
            return None
        self._death.at("commit", inbound.inbox)
        return replace(taken, stored=lambda: self._stored(inbound, taken))

    def _stored(self, inbound: Inbound, taken: Taken) -> None:
        taken.stored()
        self._death.at("committed", inbound.inbox)
        if taken.ready is not None and taken.ready.owed:
            self._death.at("present", taken.ready.owed[0].id)

    def owed(self, chat: int) -> Sequence[Owed]:
        """T3 begins."""
        return self._service.owed(chat)

    def present(self, owed: Owed) -> Delivery | None:
        """T3, before sending."""
        found = self._service.present(owed)
        self._death.at("present", owed.id)
        return found

    def delivered(self, uow: UnitOfWork, sent: Sent) -> None:
        """T3, after sending."""
        self._death.at("sent", sent.owed.id)
        self._service.delivered(uow, sent)

    def remind(self) -> None:
        """Passed on."""
        self._service.remind()

    def write_download(self, download: Download, progress: Progress) -> None:
        """Passed on."""
        self._service.write_download(download, progress)

    def undeliverable(self, chat: int) -> None:
        """Passed on."""
        self._service.undeliverable(chat)

    def waits_for(self, attachment: Attachment) -> tuple[int, str] | None:
        """Passed on."""
        return self._service.waits_for(attachment)

    def file_stored(self, attachment: Attachment, sha256: str, size: int) -> None:
        """Passed on."""
        self._service.file_stored(attachment, sha256, size)

    def file_failed(self, attachment: Attachment) -> None:
        """Passed on."""
        self._service.file_failed(attachment)

    def guide_checked(self, draft: Draft, checked: Checked) -> None:
        """Passed on."""
        self._service.guide_checked(draft, checked)

    def guide_lost(self, draft: Draft) -> None:
        """Passed on."""
        self._service.guide_lost(draft)


def _dying(point: str, marks: Path) -> Callable[[Settings, SqlStore, Callable[[str], str]], Conversations]:
    """A factory of services for `bot.wiring.run_bot`."""
    from bot.wiring import build_service  # noqa: PLC0415 - imported before the first fork

    def make(settings: Settings, store: SqlStore, link: Callable[[str], str]) -> Conversations:
        death = Death(point, marks)
        around: Store = DyingStore(store, death)
        return DyingService(build_service(settings, around, link), death)  # type: ignore[arg-type]

    return make


def _live(wanted: dict[str, Any]) -> NoReturn:
    """The child's whole life."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(wanted["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    status = 1
    try:
        if wanted["point"]:
            from bot.settings import Settings  # noqa: PLC0415 - imported before the first fork
            from bot.wiring import run_bot  # noqa: PLC0415 - same

            run_bot(Settings.from_environment(), _dying(wanted["point"], Path(wanted["marks"])))
            status = 0
        else:
            from bot.cli import main  # noqa: PLC0415 - same

            sys.argv = ["baro", "serve"]
            status = main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _launch() -> None:
    import psycopg  # noqa: F401, PLC0415 - same

    import bot.telegram.channel  # noqa: PLC0415 - same
    import bot.web.server  # noqa: F401, PLC0415 - same
    import dialogues.service  # noqa: F401, PLC0415 - same
    import nlu.language  # noqa: PLC0415 - same
    import nlu.matcher  # noqa: F401, PLC0415 - same
    import storage.claims  # noqa: PLC0415 - same
    import storage.unit_of_work  # noqa: F401, PLC0415 - same

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(wanted)
        print(child, flush=True)


if __name__ == "__main__":
    _launch()
