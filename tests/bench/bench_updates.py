"""How many updates a second the whole bot takes in and answers, each with its durable commits.

    python -m tests.bench.bench_updates [--seconds 8] [--agents 1 10 50] [--rounds 1] [--bots echo baro …]
    python -m tests.bench.bench_updates --every 0.5 --agents 50        # 100 updates a second: how long one waits
    python -m tests.bench.bench_updates --every 40 --agents 1000 --rate 30 --seconds 120

The real `baro serve` against a Bot API of the bench's own, which runs in another process together with its people
(`tests.bench.driver`): agents hold interviews of 40 questions and send the next answer as soon as the last is answered,
or every so many seconds. Beside it, in the same run and against the same driver, python-telegram-bot: the floor, which
says back what it is told and stores nothing, and its `ConversationHandler` with `PicklePersistence`.

`updates/s` are answered messages. Latency is from the moment a message is at the Bot API to the moment its reply is.
CPU is processor time for each update: the bot's with all of its processes, and the driver's, which is not measured in
any other figure. `--parts` says where the bot's goes: to its loop (talking with Telegram, parsing, rendering), to the
threads that call service and store, and how much of both the system's calls take. RSS is what the bot holds at the end.
With `--rounds` everything is run so often in turn, and medians are printed: a busy machine is then as hard on all of
them. Start is from the process's beginning to its first getUpdates, the median of three.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from time import monotonic
from typing import Any

import psutil

from dialogues.fieldwork.people import MembershipStatus, Role
from nlu.service.ports import free_port
from tests.bench.interview import form
from tests.faults.installation import ROOT, Installation
from tests.support.databases import emptied, postgres_server

WARM_UP = 2.0
STARTS = 3
TOKEN = "1:bench"  # noqa: S105 - no real one
BOTS = {
    "echo": "PTB echo, polling",
    "handler": "PTB ConversationHandler",
    "baro": "baro, SQLite",
    "baro-hook": "baro, SQLite, webhook",
    "baro-pg": "baro, PostgreSQL",
    "baro-pg-3": "baro x 3, PostgreSQL",
}
_CHATS = itertools.count(7_100_000_001)


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    Args:
        rate: updates a second.
        p50, p99: milliseconds.
        cpu, driver: milliseconds of processor time an update.
        memory: megabytes of the bot at the end.
        late: people who have waited for more than ten seconds at the end.
        loop, threads, system: milliseconds of an update that its processes' first threads took, the other ones, and the
            system's calls within both.
    """

    rate: float
    p50: float
    p99: float
    cpu: float
    driver: float
    memory: float
    late: float
    loop: float
    threads: float
    system: float

    def parts(self, name: str, agents: int) -> str:
        """Where the processor's time goes, as it is printed."""
        return f"{name:<26}{agents:>7}{self.loop:>11.2f}{self.threads:>9.2f}{self.system:>9.2f}"

    def line(self, name: str, agents: int) -> str:
        """As it is printed."""
        return (
            f"{name:<26}{agents:>7}{self.rate:>11.0f}{self.p50:>9.1f}{self.p99:>9.1f}{self.cpu:>9.2f}"
            f"{self.driver:>9.2f}{self.memory:>9.0f}{self.late:>6.0f}"
        )


def middle(rows: Sequence[Row]) -> Row:
    """The median of each figure."""
    return Row(*(statistics.median(getattr(row, one.name) for row in rows) for one in fields(Row)))


class Driver:
    """The driver's process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.driver"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = str(self._said()["url"])

    def _said(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())  # type: ignore[no-any-return]

    def begin(self, do: str, **wanted: Any) -> None:
        """Ask for something."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **wanted}) + "\n")
        self._process.stdin.flush()

    def do(self, do: str, **wanted: Any) -> dict[str, Any]:
        """Ask for something and wait for it."""
        self.begin(do, **wanted)
        return self._said()

    def end(self) -> dict[str, Any]:
        """What came of what was begun."""
        return self._said()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def running(
    commands: Sequence[Sequence[str]], environments: Sequence[dict[str, str]]
) -> Iterator[list[psutil.Process]]:
    """Processes, ended in the end."""
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [
        subprocess.Popen(command, env=environment, **quiet)  # type: ignore[call-overload]
        for command, environment in zip(commands, environments, strict=True)
    ]
    try:
        yield [psutil.Process(one.pid) for one in started]
    finally:
        for one in started:
            one.terminate()
        for one in started:
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


def spent(processes: Sequence[psutil.Process]) -> float:
    """Seconds of processor time so far."""
    return sum(times.user + times.system for times in (one.cpu_times() for one in processes))


def by_part(processes: Sequence[psutil.Process]) -> tuple[float, float, float]:
    """Seconds of processor time so far: of first threads, of all others, and of the system within both."""
    found = [(one.pid, thread) for one in processes for thread in one.threads()]
    first = sum(thread.user_time + thread.system_time for pid, thread in found if thread.id == pid)
    every = sum(thread.user_time + thread.system_time for _, thread in found)
    return first, every - first, sum(thread.system_time for _, thread in found)


def put_in(installation: Installation, people: Sequence[int]) -> None:
    """Make people agents, all in one transaction."""
    with installation.store() as store, store.writing() as unit:
        for chat in people:
            person = unit.people.add_person(f"Agent {chat}", "fr")
            member = unit.people.add_membership(
                person.id, installation.project, Role.AGENT, MembershipStatus.ACTIVE, f"A{chat}"
            )
            unit.people.add_account(chat, person.id, chat)
            unit.people.set_account(chat, membership=member.id, interview=None, reachable=True)
        unit.commit()


class Bench:
    """The bots, and an installation for each kind of ours.

    Args:
        driver: the load.
        folder: where installations go.
        postgres: address of a server, "" where none is wanted.
        rate: `BARO_TELEGRAM_RATE`.
    """

    def __init__(self, driver: Driver, folder: Path, postgres: str, rate: int) -> None:
        self._driver = driver
        self._folder = folder
        self._postgres = postgres
        self._rate = rate
        self._made: dict[str, Installation] = {}

    def installation(self, bot: str) -> Installation:
        """Where a bot of ours works; made when it is asked for first."""
        if bot not in self._made:
            if bot.startswith("baro-pg") and any(made.startswith("baro-pg") for made in self._made):
                emptied(self._postgres)
            self._made[bot] = Installation(
                self._folder / bot,
                self._driver.url,
                TOKEN,
                form(),
                self._postgres if bot.startswith("baro-pg") else None,
                free_port() if bot == "baro-hook" else None,
            )
        return self._made[bot]

    def start(self, bot: str) -> tuple[list[list[str]], list[dict[str, str]]]:
        """Commands and environments of a bot's processes."""
        kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        if not bot.startswith("baro"):
            file = str(self._folder / "conversations.pickle")
            more = {"FLOOR_URL": self._driver.url, "FLOOR_TOKEN": TOKEN, "FLOOR_FILE": file}
            return [[sys.executable, "-m", "tests.bench.floor", bot]], [{**kept, **more}]
        environment = self.installation(bot).environment() | {"BARO_TELEGRAM_RATE": str(self._rate)}
        ours = {name: value for name, value in environment.items() if "proxy" not in name.lower()}
        number = 3 if bot.endswith("-3") else 1
        return [[sys.executable, "-m", "bot.cli", "serve"]] * number, [ours] * number

    def measured(self, bot: str, agents: int, seconds: float, every: float) -> Row:
        """Let people talk for a while, once the bot polls."""
        people = list(itertools.islice(_CHATS, agents))
        if bot.startswith("baro"):
            put_in(self.installation(bot), people)
        warm_up = max(WARM_UP, every * 1.25)
        self._driver.begin("wait")
        with running(*self.start(bot)) as processes:
            self._driver.end()
            wanted = {"chats": people, "seconds": seconds, "warm_up": warm_up, "every": every, "echo": bot == "echo"}
            self._driver.begin("measure", **wanted)
            before = _after(warm_up, processes)
            parts_before = by_part(processes)
            said = self._driver.end()
            cpu = spent(processes) - before
            parts = by_part(processes)
            memory = sum(one.memory_info().rss for one in processes) / 2**20
        count = max(said["count"], 1)
        return Row(
            said["rate"],
            said["p50"],
            said["p99"],
            cpu * 1000 / count,
            said["driver_cpu"],
            memory,
            float(said["late"]),
            *((now - then) * 1000 / count for now, then in zip(parts, parts_before, strict=True)),
        )

    def starts(self, bot: str) -> str:
        """Median seconds from a process's start to its first getUpdates: of the clock, and of the processor."""
        times, used = [], []
        for _ in range(STARTS):
            self._driver.begin("wait")
            began = monotonic()
            with running(*self.start(bot)) as processes:
                times.append(self._driver.end()["at"] - began)
                used.append(spent(processes))
        return (
            f"{BOTS[bot]}: start to first getUpdates {statistics.median(times):.2f} s"
            f" ({statistics.median(used):.2f} s of processor)"
        )


def _after(seconds: float, processes: Sequence[psutil.Process]) -> float:
    """Processor time spent when the warm-up is over."""
    end = monotonic() + seconds
    psutil.wait_procs(processes, timeout=max(end - monotonic(), 0))  # none ends: a wait that notices one that does
    return spent(processes)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Updates a second through the whole bot, beside the floor.")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--agents", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--every", type=float, default=0.0, help="seconds between two messages of an agent")
    parser.add_argument("--rate", type=int, default=0, help="BARO_TELEGRAM_RATE")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--bots", nargs="+", choices=BOTS, default=["echo", "handler", "baro"])
    parser.add_argument("--parts", action="store_true", help="say where the processor's time goes, too")
    parser.add_argument("--starts", action="store_true", help="measure how long a start takes, too")
    given = parser.parse_args()
    print("python -m tests.bench.bench_updates " + " ".join(sys.argv[1:]))
    head = f"{'updates/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'driver':>9}{'RSS MB':>9}{'late':>6}"
    print(f"{'bot':<26}{'agents':>7}{head}")
    driver = Driver()
    with ExitStack() as stack:
        stack.callback(driver.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baro-bench-", dir=ROOT)))
        postgres = stack.enter_context(postgres_server()) if any("pg" in bot for bot in given.bots) else ""
        bench = Bench(driver, folder, postgres, given.rate)
        for agents in given.agents:
            found: dict[str, list[Row]] = {bot: [] for bot in given.bots}
            for _ in range(given.rounds):
                for bot in given.bots:
                    found[bot].append(bench.measured(bot, agents, given.seconds, given.every))
            rows = {bot: middle(found[bot]) for bot in given.bots}
            for bot in given.bots:
                print(rows[bot].line(BOTS[bot], agents), flush=True)
            if given.parts:
                print(f"{'CPU ms an update':<26}{'agents':>7}{'loop':>11}{'threads':>9}{'system':>9}")
                print("\n".join(rows[bot].parts(BOTS[bot], agents) for bot in given.bots), flush=True)
        if given.starts:
            print("\n".join(bench.starts(bot) for bot in given.bots))


if __name__ == "__main__":
    main()
