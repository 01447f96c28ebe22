"""How fast downloads are, and how much memory they take.

Run by hand: `.venv/bin/python tests/bench/bench_export.py [submissions ...]`, 1000 10000 by default.

A form of 63 questions (9 select_multiple, one repeat, two languages) with invented answers, written as xlsx and csv,
each in a process of its own so that its peak memory is its own. Memory must be the same for 1,000 and for 10,000.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import insert

from storage.exports.exporter import Request
from storage.tables import interviews, submissions
from tests.storage.exports.golden import NOW, Field, answers, make_field

LISTS = {
    "yn": ("oui", "non"),
    "region": ("kayes", "gao", "tombouctou", "mopti", "hodh"),
    "besoin": ("eau", "nourriture", "abri", "sante", "education", "protection", "semences", "betail", "argent"),
    "risque": ("conflit", "inondation", "secheresse", "maladie", "vol", "mines", "extorsion", "aucun"),
    "freq": ("jamais", "rarement", "parfois", "souvent", "toujours"),
}
WORDS = "le village manque eau les femmes marchent loin pour chercher du bois et la nourriture".split()  # noqa: SIM905
THEMES = 6


def questions() -> list[tuple[str, str, str]]:
    """(type, list, path) of every question outside the repeat."""
    found = [("text", "", "ident/agent"), ("select_one", "region", "ident/region"), ("geopoint", "", "ident/gps")]
    found += [("text", "", "ident/village"), ("select_one", "yn", "ident/consent"), ("integer", "", "ident/age")]
    for theme in range(THEMES):
        found += [
            ("select_one", "yn", f"t{theme}/t{theme}_acces"),
            ("select_one", "freq", f"t{theme}/t{theme}_freq"),
            ("select_multiple", "risque" if theme % 2 else "besoin", f"t{theme}/t{theme}_multi"),
            ("text", "", f"t{theme}/t{theme}_autre"),
            ("integer", "", f"t{theme}/t{theme}_dist"),
            ("select_one", "freq", f"t{theme}/t{theme}_note"),
            ("text", "", f"t{theme}/t{theme}_propos"),
        ]
    found += [("select_multiple", "besoin", "fin/prio"), ("select_multiple", "risque", "fin/retour")]
    found += [("decimal", "", "fin/revenu"), ("date", "", "fin/visite"), ("text", "", "fin/remarques")]
    return found


MEMBERS = [("text", "", "nom"), ("integer", "", "m_age"), ("select_multiple", "besoin", "m_besoin")]


def form() -> str:
    """The form as Markdown."""
    rows = ["| survey |", "| | type | name | label::Français (fr) | label::Bamanankan (bm) |"]
    rows += ["| | start | start | | |", "| | end | end | | |"]
    group = ""
    for kind, name, path in questions():
        now, _, own = path.partition("/")
        if now != group:
            rows += ["| | end_group | | | |"] if group else []
            rows.append(f"| | begin_group | {now} | Groupe {now} | {now} |")
            group = now
        rows.append(f"| | {kind} {name} | {own} | Question {own} ? | [bm] {own} |")
    rows += ["| | end_group | | | |", "| | begin_repeat | membre | Membre | Mɔgɔ |"]
    rows += [f"| | {kind} {name} | {own} | Question {own} ? | [bm] {own} |" for kind, name, own in MEMBERS]
    rows += ["| | end_repeat | | | |", "| choices |"]
    rows.append("| | list_name | name | label::Français (fr) | label::Bamanankan (bm) |")
    rows += [f"| | {of} | {name} | {name.title()} | [bm] {name} |" for of, names in LISTS.items() for name in names]
    return "\n".join(rows) + "\n"


def value(chance: random.Random, kind: str, name: str) -> str:
    """An invented answer."""
    match kind:
        case "integer":
            return str(chance.randint(0, 180))
        case "decimal":
            return f"{chance.uniform(0, 300_000):.2f}"
        case "date":
            return f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        case "geopoint":
            return f"{chance.uniform(12, 20):.6f} {chance.uniform(-11, 3):.6f} 300.5 8.0"
        case "select_one":
            return chance.choice(LISTS[name])
        case "select_multiple":
            return " ".join(chance.sample(LISTS[name], chance.randint(1, 5)))
        case _:
            return " ".join(chance.choices(WORDS, k=chance.randint(2, 25)))


def one(chance: random.Random) -> str:
    """The canonical JSON of an invented interview."""
    values = {path: value(chance, kind, name) for kind, name, path in questions() if chance.random() < 0.9}
    members = chance.randint(0, 5)
    for position in range(1, members + 1):
        values |= {f"membre[{position}]/{own}": value(chance, kind, name) for kind, name, own in MEMBERS}
    statuses = dict.fromkeys(values, "repondu") | {"fin/revenu": chance.choice(["repondu", "nsp", "refus"])}
    times = {"start": "2026-03-03T09:35:00.000+00:00", "end": "2026-03-03T10:00:00.000+00:00"}
    return answers(values | times, statuses, repeats={"membre": members})


def fill(field: Field, count: int) -> None:
    """Invented submissions, many at once."""
    chance = random.Random(20240601)  # noqa: S311 - figures for a benchmark
    common = {"project_id": field.project, "version_id": field.versions[0], "trial": False, "started_at": NOW}
    for first in range(1, count + 1, 1000):
        numbers = range(first, min(first + 1000, count + 1))
        with field.store.database.writing() as connection:
            connection.execute(
                insert(interviews),
                [
                    {
                        **common,
                        "id": number,
                        "membership_id": field.membership,
                        "status": "sent",
                        "code": f"K{number}",
                        "letter": f"L{number}",
                        "updated_at": NOW,
                        "sequence": 1,
                    }
                    for number in numbers
                ],
            )
            connection.execute(
                insert(submissions),
                [
                    {
                        **common,
                        "interview_id": number,
                        "guide_id": field.guide,
                        "code": f"K{number}",
                        "member": f"A{number % 40:02d}",
                        "answers": one(chance),
                        "xml": "<data/>",
                        "sent_at": NOW + number,
                        "revision": 1,
                    }
                    for number in numbers
                ],
            )
            connection.commit()


def peak_kb() -> int:
    """The most memory this process has had so far, its parent's left out (`ru_maxrss` counts it)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def measure(root: Path, kind: str) -> None:
    """Export once and print seconds and peak memory as JSON; the database in `root` is filled."""
    from dialogues.locales import Locales  # noqa: PLC0415 - in the process that is measured
    from storage.database import open_database  # noqa: PLC0415
    from storage.exports.exporter import SqlExporter  # noqa: PLC0415
    from storage.unit_of_work import SqlStore  # noqa: PLC0415
    from tests.storage.exports.golden import forms  # noqa: PLC0415

    store = SqlStore(open_database(f"sqlite:///{root / 'baro.db'}"))
    exporter = SqlExporter(store, forms, root, lambda: NOW, Locales.load())
    before = peak_kb()
    started = time.perf_counter()
    made = exporter.export_into(root, Request(1, 1, kind, "fr", labels=True))
    seconds = time.perf_counter() - started
    peak = peak_kb()
    store.close()
    print(json.dumps({"seconds": seconds, "before": before, "peak": peak, "bytes": made.stat().st_size}))


def main(counts: list[int]) -> None:
    """Measure each format for each number of submissions."""
    print("submissions format seconds submissions/s peak-MB before-MB file-MB")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            field = make_field(Path(folder), (form(),))
            fill(field, count)
            field.store.close()
            for kind in ("xlsx", "csv"):
                done = subprocess.run(
                    [sys.executable, __file__, "--measure", folder, kind], check=True, capture_output=True, text=True
                )
                found = json.loads(done.stdout)
                print(
                    count,
                    kind,
                    f"{found['seconds']:.2f}",
                    f"{count / found['seconds']:.0f}",
                    *(f"{found[name] / scale:.1f}" for name, scale in (("peak", 1024), ("before", 1024))),
                    f"{found['bytes'] / 2**20:.1f}",
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]), sys.argv[3])
    else:
        main([int(word) for word in sys.argv[1:]] or [1000, 10_000])
