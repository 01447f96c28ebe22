"""What a backup costs, and what an interview weighs: made-up interviews of forty answers, and photos.

    python -m tests.bench.bench_backup --interviews 2000 --photos 200 [--postgresql]
    python -m tests.bench.bench_backup --agents 20              # also: how long a reply takes while backups are made

With `--agents` the real `baro serve` works on as many interviews and photos beside those that are held; each agent
answers twice a second, first alone, then while one `baro backup` follows the other.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from dialogues.forms.ref import Ref
from dialogues.interview.events import AnswerRecorded
from dialogues.interview.status import InterviewStatus
from dialogues.ports import AttachmentStatus
from storage.backups.restoring import restore
from storage.backups.taking import take
from storage.database import open_database
from storage.files import DataFolder
from storage.migrations.running import upgrade
from storage.unit_of_work import open_store
from tests.bench.bench_updates import Bench, Driver
from tests.faults.installation import ROOT
from tests.support.databases import postgres_server, sqlite_url
from tests.support.seed import attachment, seed, submission

_ANSWERS = 40
_PHOTO = 150_000
_NOW = 1_800_000_000_000
_EVERY = 0.5
"""Seconds between two messages of an agent."""


def fill(url: str, folder: DataFolder, interviews: int, photos: int) -> None:
    """An installation with so many interviews that were sent."""
    upgrade(url)
    with closing(open_store(url)) as store:
        seeded = seed(store)
        given = [
            AnswerRecorded(_NOW + n, Ref(f"/data/partie/question_{n}"), f"reponse_{n}", "ce qui a été tapé", "key")
            for n in range(_ANSWERS)
        ]
        with store.writing() as unit:
            for n in range(interviews):
                made = unit.interviews.add(
                    seeded.project.id,
                    seeded.membership.id,
                    seeded.version.id,
                    f"X{n:05}",
                    "A",
                    trial=False,
                    at=_NOW,
                )
                unit.interviews.append(made.id, 0, given, InterviewStatus.SENT, _NOW)
                record = submission(seeded, made.id)
                unit.submissions.put(record)
            unit.commit()
        with store.writing() as unit:
            for n in range(photos):
                unit.attachments.add(attachment(seeded, f"p{n}"))
                place = folder.attachment(seeded.interview.id, f"p{n}")
                stored = folder.write(place, [os.urandom(_PHOTO)])
                unit.attachments.set_status(f"p{n}", AttachmentStatus.STORED, sha256=stored.sha256, size=stored.size)
            unit.commit()


def timed(what: str, call: Callable[[], object]) -> None:
    """Print how long something takes."""
    wall, cpu = time.monotonic(), time.process_time()
    call()
    print(f"{what:<34}{time.monotonic() - wall:>8.1f} s{time.process_time() - cpu:>8.1f} s of processor")


@contextmanager
def backups(environment: dict[str, str]) -> Iterator[list[float]]:
    """Let one backup after the other be made by `baro backup`, as the bot has it done; how many seconds each took."""
    over = threading.Event()
    took: list[float] = []

    def work() -> None:
        while not over.is_set():
            began = time.monotonic()
            command = (sys.executable, "-m", "bot.cli", "backup")
            subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
            took.append(time.monotonic() - began)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join()


def chat(home: Path, postgres: str, given: argparse.Namespace) -> None:
    """How long a reply takes while nothing else is done, and while backups are made."""
    driver = Driver()
    try:
        bench, bot = Bench(driver, home, postgres, 0), "baro-pg" if postgres else "baro"
        installation = bench.installation(bot)
        fill(installation.database, DataFolder(installation.folder), given.interviews, given.photos)
        quiet = bench.measured(bot, given.agents, given.seconds, _EVERY)
        with backups(installation.environment()) as took:
            loud = bench.measured(bot, given.agents, given.seconds, _EVERY)
    finally:
        driver.close()
    print(f"{given.agents} agents, {given.agents / _EVERY:.0f} updates/s")
    for what, row in (("chat alone", quiet), (f"chat beside {len(took)} backups", loud)):
        print(f"{what:<34}{row.p50:>8.1f} ms p50{row.p99:>8.1f} ms p99{row.rate:>8.0f} updates/s")
    print(f"{'a backup beside the chat':<34}{statistics.median(took):>8.1f} s")


def costs(home: Path, url: str, target: str, given: argparse.Namespace) -> None:
    """What a backup and a restore take by themselves."""
    folder = DataFolder(home / "one")
    fill(url, folder, given.interviews, given.photos)
    if url.startswith("sqlite"):
        size = (home / "one" / "baro.db").stat().st_size
        print(f"{'database':<34}{size / 1e6:>8.1f} MB{size / given.interviews / 1000:>8.1f} kB an interview")
    with closing(open_database(url)) as database:
        timed("backup, proved", lambda: take(database, folder, lambda: _NOW, baro="bench", keep=1))
    (made,) = (folder.root / "backups").glob("*.tar")
    photos = given.photos * _PHOTO
    print(f"{'file':<34}{made.stat().st_size / 1e6:>8.1f} MB, {photos / 1e6:.1f} MB of it photos")
    with closing(open_database(target)) as database:
        timed("restore", lambda: restore(made, database, DataFolder(home / "two"), _NOW))


def another(postgres: str, name: str) -> str:
    """An empty database more on a PostgreSQL server."""
    with closing(open_database(postgres)) as server:
        admin = server.engine.execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    return postgres.replace("/postgres?", f"/{name}?")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="What a backup costs, and what an interview weighs.")
    parser.add_argument("--interviews", type=int, default=2000)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--agents", type=int, default=0, help="who write meanwhile; 0 to leave that out")
    parser.add_argument("--seconds", type=float, default=20.0, help="that they write")
    given = parser.parse_args()
    print("python -m tests.bench.bench_backup " + " ".join(sys.argv[1:]))
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baro-bench-")))
        server = stack.enter_context(postgres_server()) if given.postgresql else ""
        one, two = (
            (another(server, "one"), another(server, "two"))
            if server
            else (sqlite_url(home / "one" / "baro.db"), sqlite_url(home / "two" / "baro.db"))
        )
        costs(home, one, two, given)
        if given.agents:
            chat(home / "chat", server, given)


if __name__ == "__main__":
    main()
