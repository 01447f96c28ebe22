"""A campaign of faults: agents hold interviews while bots die and the world fails, and every answer is accounted for.

    python -m tests.faults.campaign                                  # every combination, 2,000 messages in all
    python -m tests.faults.campaign --messages 20000 --kills 500     # the long one
    python -m tests.faults.campaign --only webhook-postgresql-3 --messages 300 --kills 20 --seed 4

The driver stands outside of the bots: real processes, the simulator as Telegram. Messages and kills are shared out over
the combinations: polling and webhook, SQLite (one process) and PostgreSQL (one and three processes behind one port).
What strikes is told in `tests.faults.strikes`; for two kills there is one fault of the network, for twenty one trouble
of the database. Exit status 1 when anything was lost, stored twice, out of order, acknowledged and not stored, or never
answered.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.simulator import SimulatorClient, SimulatorThread
from nlu.service.ports import free_port
from tests.faults.agents import Agent, Figures, Sent, counted, form
from tests.faults.installation import Installation, Launcher
from tests.faults.strikes import Postgres, Striker
from tests.support.databases import postgres_process

__all__ = ["COMBINATIONS", "Combination", "campaign"]

AGENTS = 8
_LARGEST = ("slowest", "owed_first", "owed_last", "owed_longest")


@dataclass(frozen=True, slots=True)
class Combination:
    """How a bot works.

    Args:
        webhook: delivered to, instead of polling.
        postgresql: its database, instead of SQLite.
        processes: 1, or more on PostgreSQL.
    """

    webhook: bool
    postgresql: bool
    processes: int = 1

    @property
    def name(self) -> str:
        """As `--only` takes it."""
        channel, database = "webhook" if self.webhook else "polling", "postgresql" if self.postgresql else "sqlite"
        return f"{channel}-{database}-{self.processes}"


COMBINATIONS = tuple(
    Combination(webhook, postgresql, processes)
    for postgresql, processes in ((False, 1), (True, 1), (True, 3))
    for webhook in (False, True)
)


def campaign(
    folder: Path, combination: Combination, *, messages: int, kills: int, seed: int, agents: int = AGENTS
) -> Figures:
    """Run a campaign.

    Args:
        folder: where the installation goes.
        combination: how the bots work.
        messages: about how many the agents send, over all.
        kills: how many there are.
        seed: of everything that is left to chance here.
        agents: how many write at the same time.
    """
    began = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - a campaign has to be repeatable
    sent = Sent()
    with ExitStack() as stack:
        simulator = stack.enter_context(SimulatorThread())
        client = stack.enter_context(SimulatorClient(simulator.url))
        launcher = stack.enter_context(Launcher())
        postgres = Postgres(stack.enter_context(postgres_process())) if combination.postgresql else None
        installation = Installation(
            folder,
            simulator.url,
            simulator.token,
            form(),
            postgres.url if postgres else None,
            free_port() if combination.webhook else None,
        )
        people = [
            Agent(
                installation.agent(client, f"Agent {rank}")[0],
                range(rank * 1_000_000 + 1, (rank + 1) * 1_000_000),
                messages // agents,
                random.Random(chance.random()),  # noqa: S311 - same
                sent,
            )
            for rank in range(1, agents + 1)
        ]
        own = random.Random(chance.random())  # noqa: S311 - same
        striker = Striker(installation, launcher, client, postgres, combination.processes, own, sent)
        striker.plan(messages, kills=kills, faults=kills // 2, troubles=max(kills // 20, 1))
        over = threading.Event()
        with ThreadPoolExecutor(agents + 1) as pool:
            striking = pool.submit(striker.work, over)
            try:
                for working in [pool.submit(agent.work) for agent in people]:
                    working.result()
                client.heal()
                installation.settle(180)
            finally:
                over.set()
                try:
                    striking.result()
                finally:
                    striker.end()
        figures = counted(installation, people)
        first, last = striker.owed()
    if last:
        figures.owing, figures.owed_longest = len(last), round(max(last) * 1000)
        figures.owed_first, figures.owed_last = (round(median(times) * 1000) for times in (first, last))
    figures.kills, figures.faults, figures.troubles = striker.kills, striker.faults, striker.troubles
    figures.seconds = round(time.monotonic() - began)
    return figures


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Lets all fail while agents work; accounts for each answer.")
    parser.add_argument("--messages", type=int, default=2000, help="over all combinations")
    parser.add_argument("--kills", type=int, default=60, help="over all combinations")
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=[one.name for one in COMBINATIONS], action="append")
    parser.add_argument("--keep", type=Path, help="folder where installations and their logs stay")
    given = parser.parse_args()
    chosen = [one for one in COMBINATIONS if given.only is None or one.name in given.only]
    print(f"{'combination':<24}" + "".join(f"{name.replace('_', ' ')[:12]:>13}" for name in Figures.names()))
    broken = False
    total = Figures()
    with tempfile.TemporaryDirectory(prefix="baro-campaign-") as temporary:
        for rank, combination in enumerate(chosen):
            figures = campaign(
                (given.keep or Path(temporary)) / combination.name,
                combination,
                messages=given.messages // len(chosen),
                kills=given.kills // len(chosen),
                seed=given.seed + rank,
                agents=given.agents,
            )
            _print(combination.name, figures.row)
            for name in Figures.names():
                together = max if name in _LARGEST else lambda one, other: one + other
                setattr(total, name, together(getattr(total, name), getattr(figures, name)))
            broken = broken or not figures.clean
    _print("all", total.row)
    return 1 if broken else 0


def _print(name: str, row: Sequence[int]) -> None:
    print(f"{name:<24}" + "".join(f"{figure:>13}" for figure in row), flush=True)


if __name__ == "__main__":
    sys.exit(main())
