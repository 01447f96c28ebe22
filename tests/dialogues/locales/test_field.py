"""Languages of the field: what is shown of them is what their list allows, and what is recognised means one thing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogues.locales import Locales, fold
from dialogues.locales.meanings import Meanings
from dialogues.messages import Key, Phrase

LOCALES = Locales.load()
SHARED = Path("/work/shared/lang")
FIELD = ("bm", "ff", "mey", "ses", "snk", "taq")
MOST = {"telegram.command_": 256, "keys.": 40, "menu.": 40}
"""Characters that Telegram, or the key of a small phone, takes, by the beginning of a phrase's key."""
MESSAGE = 4096

WORDS = {
    "bm": {Key.YES: "Awɔ", Key.NO: "Ayi", Key.DONT_KNOW: "N t'a dɔn", Key.TODAY: "Bi"},
    "ses": {Key.YES: "Oui · Ayyo", Key.NO: "Non · Kalaa"},
    "snk": {Key.YES: "Oui · Iyo", Key.NO: "Non · Ayi"},
    "taq": {Key.YES: "Oui · iyya", Key.NO: "Non · kăla"},
    "mey": {Key.YES: "Oui · اهيه", Key.NO: "Non · ابدي"},
    "ff": {Key.YES: "Oui · Eey", Key.NO: "Non"},
}
"""«What may be shown in which language» of the field notes, as keys; drafts beside the French."""


def test_the_languages_there_are() -> None:
    """The bot's first; those of the field have their native names."""
    assert LOCALES.offered == ("fr", "ar", "en", *FIELD)
    assert [LOCALES.name(tag) for tag in FIELD] == ["Bamanankan", "Fulfulde", "حسانية", "Soŋay", "Sooninke", "Tamasheq"]
    assert [tag for tag in LOCALES.offered if LOCALES.is_draft(tag)] == [tag for tag in FIELD if tag != "bm"]


@pytest.mark.parametrize("tag", FIELD)
def test_what_is_shown_is_what_the_list_allows(tag: str) -> None:
    """Nothing more and nothing less; everything else is said in French."""
    locale = LOCALES.field[tag]
    assert LOCALES.missing(tag) == ()
    assert set(locale.phrases) == set(locale.show or ())
    assert set(locale.phrases) <= set(LOCALES.by_tag["fr"].phrases)
    assert {key: LOCALES.key_label(key, tag) for key in WORDS[tag]} == WORDS[tag]
    assert LOCALES.text(Phrase("interview.at_the_end"), tag) == LOCALES.text(Phrase("interview.at_the_end"), "fr")
    assert not [key for key, forms in locale.phrases.items() if "{" in forms["other"]]


@pytest.mark.parametrize("tag", LOCALES.offered)
def test_every_phrase_fits(tag: str) -> None:
    """Telegram's limits, and keys that can be read on a small phone."""
    for key, forms in (LOCALES.by_tag.get(tag) or LOCALES.field[tag]).phrases.items():
        most = next((limit for start, limit in MOST.items() if key.startswith(start)), MESSAGE)
        assert all(len(text) <= most for text in forms.values()), key


@pytest.mark.parametrize("tag", FIELD)
def test_keys_are_recognised_where_their_language_is_spoken(tag: str) -> None:
    """By the person's language, or the interview's; elsewhere a word of the field is an answer."""
    for key, label in WORDS[tag].items():
        assert LOCALES.key_of(label, tag) is key
        assert LOCALES.key_of(fold(label), "fr", ("fr", tag)) is key
    assert LOCALES.key_of("n t'a dɔn", "fr") is None
    assert LOCALES.key_of("seginkɔ", "fr", ("bm",)) is Key.BACK
    assert LOCALES.key_of("seginkɔ", "fr", ("ses",)) is None


@pytest.mark.parametrize(
    ("text", "languages", "answer"),
    [
        ("Awɔ", ("fr",), True),
        ("owo", (), True),
        ("Ayi", ("fr",), False),
        ("kalaa", (), False),
        ("kala", ("taq",), False),
        ("Iyo", ("fr",), True),
        ("iyya", ("fr",), True),
        ("اهيه", ("ar",), True),
        ("eey", (), True),
        ("alaa", (), False),
        ("nan", (), False),
        ("nan", ("fr", "ses"), False),
        ("nan", ("ses", "fr"), None),
        ("nan", ("bm",), None),
    ],
)
def test_yes_and_no(text: str, languages: tuple[str, ...], answer: bool | None) -> None:
    """In any language; «nan» is «leave it» in Songhay."""
    assert LOCALES.yes_no(text, languages) is answer


@pytest.mark.parametrize(
    ("text", "languages", "wish"),
    [
        ("segin a kan", ("fr", "bm"), ("repeat", True)),
        ("Segin a kan !", ("fr",), ("repeat", False)),
        ("encore une fois", ("fr",), ("repeat", True)),
        ("tee koyne", ("ses",), ("repeat", True)),
        ("dabila", ("bm",), ("pause", True)),
        ("n t'a fɛ", ("bm",), ("refus", True)),
        ("n tɛ aw fɛ", ("bm",), None),
        ("encore une fois merci", ("fr",), None),
        ("", (), None),
        ("encore " * 60, (), None),
    ],
)
def test_what_is_asked_for(text: str, languages: tuple[str, ...], wish: tuple[str, bool] | None) -> None:
    """Back, again, stop, rather not; whether the language is spoken here is said."""
    assert LOCALES.wish_of(text, languages) == wish


@pytest.mark.parametrize(
    "table",
    [LOCALES.answers, LOCALES.days, LOCALES.wishes, LOCALES.field_keys],
    ids=["answers", "days", "wishes", "keys"],
)
def test_words_that_mean_two_things_are_known(table: Meanings[object]) -> None:
    """A word that means something else in another language was seen by somebody: here is the list."""
    known = {"nan", "bi", "الصبح"}
    assert {word for word, by_tag in table.by_word.items() if len(set(by_tag.values())) > 1} <= known


def test_months_and_weekdays_mean_one_thing() -> None:
    """They stand in one table for all languages: no word may name two months, or two days of the week."""
    for kind, table, most in (("month", LOCALES.months, 13), ("weekday", LOCALES.weekdays, 7)):
        for locale in LOCALES.field.values():
            for number in range(most):
                for word in locale.words.get(f"{kind}_{number}", ()):
                    assert table[fold(word)] == number


def test_the_collisions_that_are_known_are_asked() -> None:
    """Each word of the project's list that we recognise as a day or an answer has no meaning of its own."""
    path = SHARED / "lexicon_collisions.json"
    if not path.exists():
        pytest.skip("the project's lexicon is not here")
    for word in json.loads(path.read_text(encoding="utf-8")):
        by_tag = {**LOCALES.days.by_word.get(fold(word), {}), **LOCALES.answers.by_word.get(fold(word), {})}
        values = set(by_tag.values())
        assert len(values) != 1 or len(by_tag) == 1
        if len(values) > 1:
            assert LOCALES.days.only(fold(word), ("xx",)) is None
            assert LOCALES.answers.only(fold(word), ("xx",)) is None
