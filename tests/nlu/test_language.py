"""Languages of what people type: nine of the field, in their own ways of writing, and none where it is not clear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.forms.languages import NATIVE
from dialogues.locales import Locales
from nlu.language import LANGUAGES, Detected, LanguageId

KNOWN = LanguageId()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("LES GENS DU VILLAGE NE SONT PAS CONTENTS ET ILS LE DISENT", "fr"),
        ("il n'y a pas assez d'eau dans le village", "fr"),
        ("Les femmes demandent l'eau", "fr"),
        ("le maire est venu avec 12 personnes, elles sont reparties", "fr"),
        ("THE WELL IS BROKEN AND NOBODY HAS THE MONEY", "en"),
        ("they have not been here because of the road", "en"),
        ("الماء بعيد عن القرية", "ar"),
        ("\u2067الماء بعيد عن القرية\u2069", "ar"),
        ("جاء 12 شخصا إلى القرية أمس", "ar"),
        ("ji tɛ an ka dugu kɔnɔ, musow bɛ taa yɔrɔ jan", "bm"),
        ("ji te an ka dugu kono, musow be taa yoro jan", "bm"),
        ("JI TƐ AN KA DUGU KƆNƆ", "bm"),
        ("jí tɛ́ án ká dùgu kɔ̀nɔ", "bm"),
        ("ndiyam alaa e wuro amen, rewɓe ɓee njaha haa woɗɗi", "ff"),
        ("ndiyam alaa e wuro amen, rewbe bee njaha haa woddi", "ff"),
        ("hari si no ir kwara ra, woyborey ga dira", "ses"),
        ("ⴰⵎⴰⵏ ⵓⵔ ⵍⴰⵏ ⴷⴰⵗ ⴰⵖⵔⴻⵎ", "taq"),
        ("ولاهي ندور نمشي شور الدشره ظرك", "mey"),
    ],
)
def test_what_is_clear(text: str, language: str) -> None:
    """Capitals, tones, digits between the words, direction marks and the spelling of phones change nothing."""
    assert KNOWN.detect(text).language == language


@pytest.mark.parametrize(
    "text", ["", " ", "12 35", "👍👍", "?!", "\x00", "\ud83d", "…", "１２", "https://exemple.org/les/des"]
)
def test_what_has_no_word(text: str) -> None:
    """Digits, signs, addresses: no language, and no margin."""
    assert KNOWN.detect(text) == Detected(None, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "asdf qwer zxcv",
        "lkjlkj oiuoiu mnbmnb",
        "azertyuiop qsdfghjklm",
        "las mujeres quieren agua para el pueblo",
        "bu köyde içecek su yok ve kadınlar çok uzağa yürüyor",
        "jigéen ñi dañu bëgga am ndox ci seen dëkk ndax pompe bi dafa yàqu te xale yi dañuy feebar",
    ],
)
def test_what_is_of_no_language_of_the_field(text: str) -> None:
    """Keys at random, Spanish, Turkish, Wolof: no language, and no margin."""
    assert KNOWN.detect(text) == Detected(None, 0.0)


def test_names_tell_no_language() -> None:
    """Of a list of people the bot takes no language for known; names in a sentence do not make it strange."""
    assert KNOWN.language_of("Awa Traoré Mamadou Coulibaly Fatoumata Diarra") is None
    sentence = "le robinet de Sikoro est cassé mais la pompe de Kalabancoura marche"
    assert KNOWN.language_of(sentence) == "fr"


def test_who_is_expected_is_likelier() -> None:
    """A word that two languages have is of the one that is expected; a sentence stays what it is."""
    assert KNOWN.detect("sali", ("bm",)).language == "bm"
    assert KNOWN.detect("sali", ("ff",)).language == "ff"
    assert KNOWN.detect("the well is broken and nobody has the money", ("bm", "fr")).language == "en"


@given(st.text(max_size=300), st.sets(st.sampled_from(LANGUAGES)))
def test_no_text_is_too_strange(text: str, expected: set[str]) -> None:
    """Whatever is typed, a known language comes back, or none with no margin; the same one every time."""
    found = KNOWN.detect(text, expected)
    assert found.language in (*LANGUAGES, None)
    assert 0.0 <= found.margin <= 1.0
    assert found.language is not None or found.margin == 0.0
    assert KNOWN.detect(text, expected) == found
    assert KNOWN.language_of(text) in (*LANGUAGES, None)


def test_a_huge_text_is_one_text() -> None:
    """Its beginning tells."""
    assert KNOWN.detect("les femmes demandent de l'eau " * 100_000).language == "fr"


def test_nothing_is_read_before_it_is_needed() -> None:
    """The figures are read once, at the first word."""
    known = LanguageId()
    known.detect("12 👍")
    assert known._figures is None
    known.detect("il n'y a pas assez d'eau")
    figures = known._figures
    assert figures is not None
    known.detect("there is not enough water")
    assert known._figures is figures


@pytest.mark.parametrize("tag", sorted(Locales.load().languages))
def test_every_language_that_is_offered_has_a_name(tag: str) -> None:
    """What the bot speaks can be said in every language of the bot, and has its native name."""
    locales = Locales.load()
    assert all(f"tongues.names.{tag}" in locale.phrases for locale in locales.by_tag.values())
    assert NATIVE[tag] == locales.name(tag)
