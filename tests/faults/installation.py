"""An installation, the bot that works in it, and what stands in its database afterwards."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from bot.simulator import SimulatedPerson, SimulatorClient
from bot.simulator.client import Said
from dialogues.errors import StoreUnavailable
from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.interview.events import AnswerRecorded, Event, TextAdded
from dialogues.ports import InterviewRecord
from dialogues.publishing import publish
from storage.migrations.running import upgrade
from storage.tables import outbox
from storage.unit_of_work import SqlStore, open_store
from tests.support.scenario import converted

__all__ = ["Bot", "Installation", "Launcher", "lines_of", "recorded"]

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0


class Launcher:
    """Forks bots; see `tests.faults.launcher`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.launcher"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError("the launcher is gone")
        return line.strip()

    def start(self, environment: dict[str, str], log: Path, point: str, marks: Path) -> int:
        """Start a bot; its pid."""
        wanted = {"environment": environment, "log": str(log), "point": point, "marks": str(marks)}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return int(self._answer())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the launcher; its bots must be dead by then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


class Bot:
    """A bot that is killed and started again.

    Args:
        installation: where it works.
        launcher: who forks it; None for a cold `baro serve`, as a service manager starts it.
        point: where it dies by itself, see `tests.faults.launcher.POINTS`.
        name: of its log, where several bots work in one installation.
    """

    def __init__(
        self, installation: Installation, launcher: Launcher | None, point: str = "", name: str = "bot"
    ) -> None:
        self._installation = installation
        self._launcher = launcher
        self._point = point
        self._log = installation.folder / f"{name}.log"
        self._handle = -1
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.pid = 0

    def start(self) -> None:
        """Start without waiting for anything."""
        self.starts += 1
        log = self._log
        if self._launcher is None:
            with log.open("ab") as stream:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "bot.cli", "serve"],
                    cwd=ROOT,
                    env=self._installation.environment(),
                    stdout=stream,
                    stderr=stream,
                )
            self.pid = self._process.pid
        else:
            marks = self._installation.folder / "marks"
            marks.mkdir(exist_ok=True)
            self.pid = self._launcher.start(self._installation.environment(), log, self._point, marks)
        try:
            self._handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            self._handle = -1

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._handle >= 0 and not select.select([self._handle], [], [], 0)[0]

    def kill(self) -> None:
        """SIGKILL, as a power cut; waits until it is gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as a service manager; waits until it is gone."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._handle < 0:
            return
        if self.alive:
            signal.pidfd_send_signal(self._handle, number)
        if not select.select([self._handle], [], [], 20)[0]:
            raise TimeoutError("the bot did not end")
        os.close(self._handle)
        self._handle = -1
        if self._process is not None:
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill it."""
        self.kill()


class Installation:
    """A data folder with a migrated database, one project and one guide.

    Args:
        folder: where; it must be empty.
        url: the simulator's.
        token: the bot's.
        form: the guide, as Markdown tables or the name of a shipped one.
        database: an empty PostgreSQL database; None for SQLite in the folder.
        webhook: port on which the bot is delivered to; None to poll.
    """

    def __init__(
        self, folder: Path, url: str, token: str, form: str, database: str | None = None, webhook: int | None = None
    ) -> None:
        self.folder = folder
        self._url = url
        self._token = token
        self._webhook = webhook
        self.database = database or f"sqlite:///{folder / 'baro.db'}"
        folder.mkdir(parents=True, exist_ok=True)
        upgrade(self.database)
        with self.store() as store:
            with store.writing() as unit:
                self.project = unit.projects.add("essai", "Essai", "Organisation", "Africa/Bamako").id
                unit.commit()
            publish(store, self.project, converted(form), 1_700_000_000_000)

    def environment(self) -> dict[str, str]:
        """What the bot is told."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BARO_")}
        if self._webhook is not None:
            secret = self.folder / "secret"
            secret.write_text("hush", encoding="utf-8")
            kept |= {
                "BARO_WEBHOOK_URL": f"http://127.0.0.1:{self._webhook}/hook",
                "BARO_WEBHOOK_LISTEN": f"127.0.0.1:{self._webhook}",
                "BARO_WEBHOOK_SECRET_FILE": str(secret),
            }
        return {
            **kept,
            "BARO_DATABASE_URL": self.database,
            "BARO_DATA_DIR": str(self.folder),
            "BARO_TELEGRAM_API_URL": self._url,
            "BARO_TELEGRAM_TOKEN": self._token,
            "BARO_TELEGRAM_RATE": "0",
        }

    @contextmanager
    def store(self) -> Iterator[SqlStore]:
        """The store, beside the bot."""
        store = open_store(self.database)
        try:
            yield store
        finally:
            store.close()

    def agent(self, client: SimulatorClient, name: str, *, phones: int = 1) -> tuple[SimulatedPerson, ...]:
        """A new agent, active in the project; one simulated person for each phone."""
        accounts = tuple(client.person(name) for _ in range(phones))
        with self.store() as store, store.writing() as unit:
            person = unit.people.add_person(name, "fr")
            code = f"A{accounts[0].user_id % 100_000}"
            member = unit.people.add_membership(person.id, self.project, Role.AGENT, MembershipStatus.ACTIVE, code)
            for one in accounts:
                unit.people.add_account(one.user_id, person.id, one.user_id)
                unit.people.set_account(one.user_id, membership=member.id, interview=None, reachable=True)
            unit.commit()
        return accounts

    # --- what stands in the database ------------------------------------------------------------------------

    def interviews(self, person: SimulatedPerson) -> tuple[InterviewRecord, ...]:
        """The interviews of an agent, oldest first."""
        with self.store() as store, store.reading() as unit:
            account = unit.people.account(person.user_id)
            assert account is not None
            members = {one.id for one in unit.people.memberships_of(account.person)}
            found = [record for record in unit.interviews.of_project(self.project) if record.membership in members]
        return tuple(sorted(found, key=lambda record: record.id))

    def events(self, interview: int) -> tuple[Event, ...]:
        """The log of an interview; its sequence must be without a gap."""
        with self.store() as store, store.reading() as unit:
            found = unit.interviews.events(interview)
        assert [sequence for sequence, _ in found] == list(range(1, len(found) + 1))
        return tuple(event for _, event in found)

    def submission(self, interview: int) -> dict[str, Any]:
        """The canonical answers of a sent interview."""
        with self.store() as store, store.reading() as unit:
            found = unit.submissions.submission(interview)
        assert found is not None
        answers: dict[str, Any] = json.loads(found.answers)
        return answers

    def waiting(self) -> int:
        """Updates that nobody has handled yet."""
        with self.store() as store, store.reading() as unit:
            return len(unit.inbox.waiting())

    def owed(self) -> int:
        """Chats that are owed something."""
        with self.store() as store, store.reading() as unit:
            return len(unit.outbox.chats())

    def owed_now(self) -> tuple[int, ...]:
        """The ids of all replies that are owed; none where the database cannot be asked."""
        try:
            with self.store() as store, store.database.reading() as connection:
                return tuple(connection.scalars(sa.select(outbox.c.id).where(outbox.c.effect.is_not(None))))
        except StoreUnavailable:
            return ()

    def sent_at(self) -> dict[int, float]:
        """When each reply was sent, by id; seconds since 1970."""
        asked = sa.select(outbox.c.id, outbox.c.sent_at).where(outbox.c.sent_at.is_not(None))
        with self.store() as store, store.database.reading() as connection:
            return {number: at / 1000 for number, at in connection.execute(asked)}

    def settle(self, seconds: float = 30.0) -> None:
        """Wait until everything that came was handled and everything owed was sent."""
        end = time.monotonic() + seconds
        while not self._settled():
            if time.monotonic() > end:
                raise TimeoutError("the bot never settled")
            time.sleep(0.05)

    def _settled(self) -> bool:
        try:
            return not (self.waiting() or self.owed())
        except StoreUnavailable:
            return False


def recorded(events: Sequence[Event]) -> list[tuple[str, str]]:
    """Answers as they stand in a log, in order: (ref, value or words)."""
    found: list[tuple[str, str]] = []
    for event in events:
        match event:
            case AnswerRecorded(ref=ref, value=value):
                found.append((str(ref), value))
            case TextAdded(ref=ref, text=text):
                found.append((str(ref), text))
            case _:
                pass
    return found


def lines_of(messages: Sequence[Said]) -> list[str]:
    """What the bot said, message by message, in the order in which it came."""
    return [said.text for said in messages if said.from_bot]
