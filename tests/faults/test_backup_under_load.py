"""A backup taken while agents work restores to just what had been acknowledged; the bot goes on from there."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from copy import copy
from pathlib import Path

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from storage.backups.withdrawals import NAME as WITHDRAWALS
from tests.bot.echo import until
from tests.faults.agents import Agent, Sent, acknowledged, form
from tests.faults.installation import ROOT, Bot, Installation, Launcher, recorded

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
AGENTS = 3
ENDLESS = 1_000_000


class Unheld(Sent):
    """Nobody strikes: agents wait for nobody."""

    def release(self) -> None:
        """One more was sent."""


def baro(environment: Mapping[str, str], *words: str) -> str:
    """Run a command; what it prints."""
    command = (sys.executable, "-m", "bot.cli", *words)
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def log(folder: Path) -> dict[tuple[int, int], tuple[str, str]]:
    """Every event: (interview, sequence) to (type, payload)."""
    with closing(sqlite3.connect(f"{(folder / 'baro.db').as_uri()}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT interview_id, sequence, type, payload FROM events").fetchall()
    return {(interview, sequence): (kind, payload) for interview, sequence, kind, payload in rows}


def seen(agents: list[Agent]) -> set[str]:
    """The numbers for which each agent saw «✓»."""
    return {
        number
        for agent in agents
        for said in agent.person.messages()
        if said.from_bot
        for _, number in acknowledged(said)
    }


def withdrawn(installation: Installation, agent: Agent) -> tuple[int, set[str]]:
    """Withdraw an agent's first interview in the chat; its id, and what it held."""
    (gone, *_) = installation.interviews(agent.person)
    taken = {value for _, value in recorded(installation.events(gone.id))}
    agent.person.say(f"/retirer {gone.code}")
    agent.person.wait_for("Supprimer toutes les réponses", timeout=30)
    agent.person.say("Oui")
    until((installation.folder / WITHDRAWALS).exists, 30.0)
    return gone.id, taken


def goes_on(person: SimulatedPerson) -> None:
    """The interview that was taken up takes the next answer, or is sent where it was at its end."""
    asked = person.wait_for(lambda said: "Nombre" in said.text or "On envoie ?" in said.text, timeout=30)
    if "On envoie ?" in asked.text:
        person.say("oui")
        person.wait_for("Entretien envoyé", timeout=30)
        return
    (address,) = re.findall(r"^(\d+)\. ", asked.text, re.MULTILINE)[-1:]
    person.say(f"{address}) 77")
    person.wait_for(f"✓ {address} : 77", timeout=30)


def test_a_backup_under_load(
    simulator: SimulatorThread, client: SimulatorClient, launcher: Launcher, tmp_path: Path
) -> None:
    """All that was acknowledged before it is in it, nothing that was typed after it, and each log is a beginning.

    What was withdrawn since stays withdrawn. The bot tells everybody once, sends nothing old again, and takes the next
    answer.
    """
    installation = Installation(tmp_path / "data", simulator.url, simulator.token, form())
    chance = random.Random(5)  # noqa: S311 - a load that can be repeated
    sent = Unheld()
    agents = [
        Agent(
            installation.agent(client, f"Agent {rank}")[0],
            range(rank * 1_000_000 + 1, (rank + 1) * 1_000_000),
            ENDLESS,
            random.Random(chance.random()),  # noqa: S311 - same
            sent,
        )
        for rank in range(1, AGENTS + 1)
    ]
    with Bot(installation, launcher), ThreadPoolExecutor(AGENTS) as pool:
        working = [pool.submit(agent.work) for agent in agents]
        until(lambda: sum(agent.messages for agent in agents) > 40, 60.0)
        before = seen(agents)
        out = baro(installation.environment(), "backup")
        typed = {number for agent in agents for number in agent.typed}
        assert not any(one.done() for one in working)
        for agent in agents:
            agent.limit = 0
        for one in working:
            one.result()
        installation.settle()
        after = log(installation.folder)
        gone, taken = withdrawn(installation, agents[-1])
        installation.settle()
    found = re.search(r"(/\S+\.tar) ", out)
    assert found is not None

    other = tmp_path / "elsewhere"
    environment = installation.environment() | {
        "BARO_DATA_DIR": str(other),
        "BARO_DATABASE_URL": f"sqlite:///{other / 'baro.db'}",
    }
    other.mkdir(mode=0o700)
    shutil.copy(installation.folder / WITHDRAWALS, other)
    assert "refaits : 1" in baro(environment, "restore", found[1])
    whole = log(other)
    assert {payload for (interview, _), (_, payload) in whole.items() if interview == gone} == {None, "{}"}
    kept = {at: event for at, event in whole.items() if at[0] != gone}
    after = {at: event for at, event in after.items() if at[0] != gone}
    before, typed = ({one for one in some if one not in taken} for some in (before, typed))
    assert kept.items() <= after.items()
    assert all((interview, sequence - 1) in kept for interview, sequence in kept if sequence > 1)
    stored = {number for _, payload in kept.values() for number in re.findall(r"\b[123]\d{6}\b", payload)}
    assert before <= stored <= typed
    assert len(kept) < len(after)

    shown = {agent.person.user_id: len(agent.person.messages()) for agent in agents}
    restored = copy(installation)
    restored.folder, restored.database = other, environment["BARO_DATABASE_URL"]
    with Bot(restored, launcher):
        for agent in agents:
            agent.person.wait_for("Le bot est remis", timeout=30)
        restored.settle()
        for agent in agents:
            # The word about the restore; and the reply to one message, if it had come and was not handled yet.
            assert len(agent.person.messages()) - shown[agent.person.user_id] in (1, 2)
        (first, *_) = agents
        first.person.say("/reprendre")
        goes_on(first.person)
    assert not list((other / "tmp").iterdir())
