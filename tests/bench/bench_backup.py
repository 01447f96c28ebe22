"""What a backup costs, and what an interview weighs: made-up interviews of forty answers, and photos.

python -m tests.bench.bench_backup --interviews 2000 --photos 200
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

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
from tests.support.databases import sqlite_url
from tests.support.seed import attachment, seed, submission

_ANSWERS = 40
_PHOTO = 150_000
_NOW = 1_800_000_000_000


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


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="What a backup costs, and what an interview weighs.")
    parser.add_argument("--interviews", type=int, default=2000)
    parser.add_argument("--photos", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baro-bench-") as name:
        one, two = Path(name) / "one", Path(name) / "two"
        url, folder = sqlite_url(one / "baro.db"), DataFolder(one)
        fill(url, folder, given.interviews, given.photos)
        size = (one / "baro.db").stat().st_size
        print(f"{'database':<34}{size / 1e6:>8.1f} MB{size / given.interviews / 1000:>8.1f} kB an interview")
        with closing(open_database(url)) as database:
            timed("backup, proved", lambda: take(database, folder, lambda: _NOW, baro="bench", keep=1))
        (made,) = (one / "backups").glob("*.tar")
        photos = given.photos * _PHOTO
        print(f"{'file':<34}{made.stat().st_size / 1e6:>8.1f} MB, {photos / 1e6:.1f} MB of it photos")
        with closing(open_database(sqlite_url(two / "baro.db"))) as database:
            timed("restore", lambda: restore(made, database, DataFolder(two), _NOW))


if __name__ == "__main__":
    main()
