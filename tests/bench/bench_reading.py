"""What reading an answer costs: microseconds of processor for one message, as each kind of question reads it.

    python -m tests.bench.bench_reading [--times 2000]

The question's own parser, then, where it cannot read the words, the reader of labels and numbers; medians of five runs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from dialogues.locales import Locales
from dialogues.messages import Option
from dialogues.questions import QUESTION_TYPES, ParseContext
from dialogues.questions.units import Counts, Unit
from nlu.matcher import Matcher

NOW = dt.datetime(2026, 3, 12, 9, 15, tzinfo=ZoneInfo("Africa/Bamako"))
OPTIONS = tuple(
    Option(name, label)
    for name, label in (("eau", "Eau potable"), ("ecole", "École"), ("sante", "Santé"), ("nsp", "Ne sait pas"))
)
MESSAGES: tuple[tuple[str, str, Unit | None], ...] = (
    ("integer", "12", None),
    ("integer", "soixante-quinze", None),
    ("integer", "deux cent cinquante mille", None),
    ("integer", "mugan ni duuru", None),
    ("integer", "خمسة وعشرون", None),
    ("integer", "douze mille francs", Unit(Counts.XOF, sure=True)),
    ("integer", "une heure et demie", Unit(Counts.MINUTES, sure=True)),
    ("integer", "je ne saurais pas vous le dire", None),
    ("date", "12/03/2026", None),
    ("date", "lundi passé", None),
    ("date", "bi", None),
    ("dateTime", "après-demain 10h", None),
    ("time", "dix heures moins le quart", None),
    ("select_one", "eau potable", None),
    ("select_one", "eau potabel", None),
    ("select_multiple", "1,3 et 2", None),
    ("select_multiple", "tous sauf la santé", None),
)
_RUNS = 5


def cost(act: Callable[[], object], times: int) -> float:
    """Microseconds of processor a call, the median of some runs."""
    found: list[float] = []
    for _ in range(_RUNS):
        began = time.process_time()
        for _ in range(times):
            act()
        found.append((time.process_time() - began) / times * 1e6)
    return statistics.median(found)


def main() -> None:
    """Print a line a message."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=2000)
    times: int = options.parse_args().times
    locales = Locales.load()
    matcher = Matcher(locales)
    print(f"{'question':16} {'message':34} {'parser':>10} {'labels':>10}")
    for key, text, unit in MESSAGES:
        kind = QUESTION_TYPES[key]
        context = ParseContext(
            NOW, "fr", OPTIONS if "select" in key else (), locales=locales, languages=("fr", "bm"), unit=unit
        )

        def parse(text: str = text, context: ParseContext = context, key: str = key) -> object:
            return QUESTION_TYPES[key].parse(text, context)

        def labels(text: str = text, context: ParseContext = context, key: str = key) -> object:
            return matcher.interpret(text, QUESTION_TYPES[key].widget, key, context.options, "fr")

        print(f"{kind.key:16} {text:34} {cost(parse, times):7.1f} µs {cost(labels, times):7.1f} µs")


if __name__ == "__main__":
    main()
