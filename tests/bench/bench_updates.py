"""How many updates a second the whole bot takes in and answers, each with its durable commits.

    python -m tests.bench.bench_updates [--seconds 8] [--agents 1 10 50]

The real `baro serve` on SQLite against the simulator over HTTP: agents hold interviews and type the next answer as
soon as the last is answered. Beside it, in the same run and against the same simulator, the floor: python-telegram-bot
polling as its examples do, which says back what it is told and stores nothing.

Latency is from the moment a message is with the simulator to the moment the reply is. CPU is the bot's alone. The
simulator and the agents share one process, so that on two cores the bot has one of its own. Memory is resident (RSS).
Start is from the process's beginning to its first getUpdates, the median of three.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bot.simulator import SimulatorClient, SimulatorThread, World
from bot.simulator.chats import Entry
from bot.simulator.updates import UpdateQueue
from dialogues.fieldwork.people import MembershipStatus, Role
from tests.faults.campaign import form
from tests.faults.installation import ROOT, Installation

WARM_UP = 1.5
STARTS = 3
_QUESTION = re.compile(r"^\d+\. ", re.MULTILINE)


class Polls(UpdateQueue):
    """A queue that knows when it was first asked for."""

    first = 0.0

    def take(self, offset: int, limit: int, now: float) -> list[dict[str, Any]]:
        """See `UpdateQueue`."""
        self.first = self.first or time.monotonic()
        return super().take(offset, limit, now)


class Load(World):
    """A world whose people answer at once, and who note how long they waited.

    Args:
        answer: what a person types next, by what the bot said.
    """

    def __init__(self) -> None:
        super().__init__()
        self.queue: Polls = Polls(self.store)
        self.answer: Callable[[str], str] = lambda _: "35"
        self.talking = False
        self.waits: list[float] = []
        self._sent: dict[int, float] = {}
        self._spoke = threading.Event()

    def person_says(self, chat_id: int, text: str, *, reply_to: int = 0) -> list[Entry]:
        """See `World`."""
        self._sent[chat_id] = time.perf_counter()
        return super().person_says(chat_id, text, reply_to=reply_to)

    def bot_says(self, chat_id: int, text: str, **more: Any) -> Entry:
        """See `World`; the next message of the person follows at once."""
        said = super().bot_says(chat_id, text, **more)
        began = self._sent.pop(chat_id, None)
        if began is not None:
            self.waits.append(time.perf_counter() - began)
            if self.talking:
                asyncio.get_running_loop().call_soon(self.person_says, chat_id, self.answer(text))
        return said


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Args:
        rate: updates a second.
        p50, p99: milliseconds.
        cpu: milliseconds of the bot's processor time an update.
        memory: megabytes of the bot at the end.
    """

    bot: str
    agents: int
    rate: float
    p50: float
    p99: float
    cpu: float
    memory: float

    def line(self) -> str:
        """As it is printed."""
        return (
            f"{self.bot:<22}{self.agents:>7}{self.rate:>11.0f}{self.p50:>9.1f}{self.p99:>9.1f}"
            f"{self.cpu:>9.2f}{self.memory:>9.0f}"
        )


def interviewing(text: str) -> str:
    """What an agent types after what the bot said."""
    if "On envoie ?" in text:
        return "✅ Envoyer"
    return "35" if _QUESTION.search(text) else "/nouveau"


@contextmanager
def running(command: Sequence[str], environment: dict[str, str]) -> Iterator[psutil.Process]:
    """A process, killed in the end."""
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as one:
        try:
            yield psutil.Process(one.pid)
        finally:
            one.terminate()
            try:
                one.wait(15)
            except subprocess.TimeoutExpired:
                one.kill()


def measured(
    name: str, world: Load, client: SimulatorClient, people: Sequence[int], process: psutil.Process, seconds: float
) -> Row:
    """Let people talk for a while, once the bot polls."""
    while not world.queue.first:
        time.sleep(0.01)
    world.talking = True
    for chat in people:
        client.send("POST", f"/chats/{chat}/text", json={"text": "/nouveau"})
    time.sleep(WARM_UP)
    world.waits.clear()
    before, began = process.cpu_times(), time.perf_counter()
    time.sleep(seconds)
    waits = sorted(world.waits)
    spent, after = time.perf_counter() - began, process.cpu_times()
    world.talking = False
    time.sleep(0.5)
    cpu = (after.user + after.system - before.user - before.system) * 1000
    return Row(
        name,
        len(people),
        len(waits) / spent,
        statistics.median(waits) * 1000,
        waits[int(len(waits) * 0.99)] * 1000,
        cpu / len(waits),
        process.memory_info().rss / 2**20,
    )


def started(world: Load, command: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Median seconds from a process's start to its first getUpdates: of the clock, and of the processor."""
    times, spent = [], []
    for _ in range(STARTS):
        world.queue.first = 0.0
        began = time.monotonic()
        with running(command, environment) as process:
            while not world.queue.first:
                time.sleep(0.005)
            times.append(world.queue.first - began)
            used = process.cpu_times()
            spent.append(used.user + used.system)
    return statistics.median(times), statistics.median(spent)


def put_in(installation: Installation, people: Sequence[int]) -> None:
    """Make simulated people agents, all in one transaction."""
    with installation.store() as store, store.writing() as unit:
        for rank, chat in enumerate(people):
            person = unit.people.add_person(f"Agent {rank}", "fr")
            member = unit.people.add_membership(
                person.id, installation.project, Role.AGENT, MembershipStatus.ACTIVE, f"A{rank}"
            )
            unit.people.add_account(chat, person.id, chat)
            unit.people.set_account(chat, membership=member.id, interview=None, reachable=True)
        unit.commit()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Updates a second through the whole bot, beside the floor.")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--agents", type=int, nargs="+", default=[1, 10, 50])
    given = parser.parse_args()
    print(
        f"python -m tests.bench.bench_updates --seconds {given.seconds:g} --agents {' '.join(map(str, given.agents))}"
    )
    print(f"{'bot':<22}{'agents':>7}{'updates/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'RSS MB':>9}")
    starts: list[str] = []
    floor = [sys.executable, "-m", "tests.bench.floor"]
    ours = [sys.executable, "-m", "bot.cli", "serve"]
    for name, command in (("python-telegram-bot", floor), ("baro serve", ours)):
        world = Load()
        if command is ours:
            world.answer = interviewing
        with (
            tempfile.TemporaryDirectory(prefix="baro-bench-", dir=ROOT) as folder,
            SimulatorThread(world) as simulator,
            SimulatorClient(simulator.url) as client,
        ):
            installation = Installation(Path(folder) / "data", simulator.url, simulator.token, form())
            environment = {
                **{key: value for key, value in installation.environment().items() if "proxy" not in key.lower()},
                "FLOOR_URL": simulator.url,
                "FLOOR_TOKEN": simulator.token,
                "PYTHONPATH": os.fspath(ROOT),
            }
            wall, cpu = started(world, command, environment)
            starts.append(f"{name}: start to first getUpdates {wall:.2f} s ({cpu:.2f} s of processor)")
            people = [client.person(f"Agent {rank}").user_id for rank in range(sum(given.agents))]
            put_in(installation, people)
            for number in given.agents:
                talking, people = people[:number], people[number:]
                world.queue.first = 0.0
                with running(command, environment) as process:
                    print(measured(name, world, client, talking, process, given.seconds).line(), flush=True)
    print("\n".join(starts))


if __name__ == "__main__":
    main()
