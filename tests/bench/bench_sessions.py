"""What reading a session told in a sentence costs, and how many are fully right.

    python -m tests.bench.bench_sessions

Microseconds of processor a sentence, the median of five runs over each set of `tests/nlu/sessions`, and the time of the
first sentence, which reads the words and works their sounds out. How many were right when a set was first tried stands
at the head of its file.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path

from dialogues.locales import Locales
from nlu.sessions import Reader
from nlu.sessions.shown import shown

SETS = Path(__file__).parent.parent / "nlu" / "sessions"
TODAY = dt.date(2026, 11, 22)
FIRST = dt.date(2026, 3, 10)
"""The day of the first set."""
_RUNS = 5


def right(reader: Reader, one: Mapping[str, object], today: dt.date) -> bool:
    """Whether a sentence is read as it was written down, in every key."""
    told = reader.read(str(one["says"]), today)
    if told is None or one.get("none"):
        return told is None and bool(one.get("none"))
    wanted = one["is"]
    assert isinstance(wanted, dict)
    return {key: value for key, value in shown(told).items() if value is not None} == wanted


def main() -> None:
    """Print a row a set."""
    reader = Reader(Locales.load())
    began = time.process_time()
    reader.read("causerie Kati 12F 8H", TODAY)
    print(f"first sentence: {(time.process_time() - began) * 1e3:.0f} ms")
    for file in sorted(SETS.glob("*.toml")):
        sentences = tomllib.loads(file.read_text(encoding="utf-8"))["sentence"]
        today = FIRST if file.stem == "first" else TODAY
        costs: list[float] = []
        for _ in range(_RUNS):
            began = time.process_time()
            for one in sentences:
                reader.read(one["says"], today)
            costs.append((time.process_time() - began) / len(sentences) * 1e6)
        whole = sum(right(reader, one, today) for one in sentences)
        print(f"{file.stem:8} {whole:4} of {len(sentences):4} right, {statistics.median(costs):6.0f} µs a sentence")


if __name__ == "__main__":
    main()
