"""Learning the languages: the same text gives the same figures, and no text can be read out of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from nlu.language.grams import HIGHEST, packed, read, unpacked, written
from nlu.language.identify import FIGURES
from nlu.language.learning import learn
from nlu.language.letters import on_a_phone, words
from nlu.language.strangers import together
from nlu.language.tags import COLUMNS

SHARED = Path("/work/shared/lang")
TEXTS = {
    "fr": "les femmes demandent de l'eau",
    "bm": "musow bɛ ji ɲini dugu kɔnɔ",
    "ar": "النساء يطلبن الماء",
    "mey": "لعليات يدورو الما",
    "ses": "woyborey ga hari wiri",
    "snk": "yaxarun wa ji mundini",
    "taq": "tiḍoḍen ǝgmaynat aman",
    "ff": "rewɓe ɓen ɗaɓɓi ndiyam",
    "en": "women ask for water",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A little of every language."""
    for tag, text in TEXTS.items():
        (tmp_path / "train" / tag).mkdir(parents=True)
        (tmp_path / "train" / tag / "own.txt").write_text(f"{text}\n" * 9, encoding="utf-8")
    (tmp_path / "train" / "wo").mkdir()
    (tmp_path / "train" / "wo" / "own.txt").write_text("jigéen ñi dañuy laaj ndox\n", encoding="utf-8")
    lexicon = {tag: {"water": [{"form": words(text)[-1]}], "both": [{"form": "moto"}]} for tag, text in TEXTS.items()}
    (tmp_path / "lexicon.json").write_text(json.dumps(lexicon), encoding="utf-8")
    return tmp_path


def test_the_same_text_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Also in another folder; the table says what it was made of."""
    first = learn(folder)
    size = first.write(tmp_path / "out")
    assert learn(folder) == first
    assert size == sum(file.stat().st_size for file in (tmp_path / "out").iterdir())
    text = (folder / "train" / "bm" / "own.txt").read_bytes()
    assert f"# {hashlib.sha256(text).hexdigest()} train/bm/own.txt\n" in first.files["grams.txt"]


def test_words_of_one_language_alone_are_closed(folder: Path) -> None:
    """What two languages have in the lexicon is no word of one of them."""
    closed = json.loads(learn(folder).files["closed.json"])
    assert "ndiyam" in closed["ff"]
    assert all("moto" not in known for known in closed.values())


def test_what_is_missing_is_said(folder: Path) -> None:
    """A language without text cannot be learnt."""
    (folder / "train" / "snk" / "own.txt").unlink()
    with pytest.raises(FileNotFoundError, match="snk"):
        learn(folder)


def test_levels_are_added_side_by_side() -> None:
    """A sum of packed levels is the sums of each; what is out of range is the nearest that is not."""
    first, second = written([0.0, 1.0, 2.5, 99.0, -1.0, 0, 0, 0, 0.14]), written([0.1] * 9)
    sums = unpacked(packed(first) + packed(second))[:9]
    bare = unpacked(2 * packed(written([0.0] * 9)))[:9]
    assert [one - other for one, other in zip(sums, bare, strict=True)] == [1, 11, 26, HIGHEST + 1, 1, 1, 1, 1, 2]


def test_each_text_counts_alike_in_the_figures_of_many() -> None:
    """A long text of one language says no more of their mean than a short one of another."""
    assert together([["ab"] * 99, ["cd"]]) == together([["ab"], ["cd"]])
    assert together([["ab"], ["cd"]])["a"] == together([["ab"]])["a"] / 2


@pytest.mark.parametrize(
    ("word", "ways"), [("ɲɛ", ("nye", "ne")), ("été", ("ete",)), ("ɔŋ", ("ong", "on")), ("eau", ())]
)
def test_what_a_phone_makes_of_a_word(word: str, ways: tuple[str, ...]) -> None:
    """Letters that it has not got are written with those that it has."""
    assert on_a_phone(word) == ways


def test_what_is_committed_is_small_and_holds_no_text() -> None:
    """Under 3 MB; pieces of five characters at most, or one word alone."""
    files = [file for file in FIGURES.iterdir() if file.is_file()]
    assert sum(len(file.read_bytes()) for file in files) < 3_000_000
    with (FIGURES / "grams.txt").open(encoding="utf-8") as lines:
        table = read(lines)
    assert len(table) > 10_000
    assert all(len(piece) <= 5 or (piece[0] == "=" and " " not in piece) for piece in table)


@pytest.mark.skipif(not SHARED.exists(), reason="the text to learn from is not here")
def test_what_is_committed_was_learnt_from_that_text() -> None:
    """The hashes in the table are those of the files."""
    with (FIGURES / "grams.txt").open(encoding="utf-8") as lines:
        made_of = dict(line[2:].split()[::-1] for line in lines if line.startswith("# "))
    assert set(made_of) >= {f"train/{file.parent.name}/{file.name}" for file in (SHARED / "train").glob("*/*.txt")}
    for name, digest in made_of.items():
        assert hashlib.sha256((SHARED / name).read_bytes()).hexdigest() == digest


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the text to learn from is not here")
def test_learning_again_gives_what_is_committed() -> None:
    """Byte for byte."""
    learnt = learn(SHARED).files
    assert sorted(learnt) == sorted(file.name for file in FIGURES.iterdir())
    changed = [name for name, text in learnt.items() if text.encode("utf-8") != (FIGURES / name).read_bytes()]
    assert not changed


def test_every_language_has_its_profile() -> None:
    """In langdetect's own format."""
    for tag in COLUMNS:
        profile = json.loads((FIGURES / f"{tag}.json").read_text(encoding="utf-8"))
        assert profile["name"] == tag
        assert len(profile["n_words"]) == 3
        assert max(map(len, profile["freq"])) == 3
