"""Locales: the same phrases with the same holes in every language, and words put and recognised."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.locales import REFERENCE, Locales, fold, plain
from dialogues.locales.loader import date_phrase
from dialogues.messages import Key, Phrase

LOCALES = Locales.load()
OTHERS = [tag for tag in LOCALES.languages if tag != REFERENCE]
HOLE = re.compile(r"\{(\w+)\}")
FORBIDDEN = re.compile(
    r"\b(erreur|invalide|incorrect|soumettre|clandestin\w*|terroriste\w*|enquêteur\w*)\b", re.IGNORECASE
)


@pytest.mark.parametrize("tag", OTHERS)
def test_every_language_has_the_same_phrases(tag: str) -> None:
    """A language has exactly the phrases of the reference, but for the tables that it says it leaves in French."""
    assert LOCALES.missing(tag) == ()
    assert set(LOCALES.by_tag[tag].phrases) <= set(LOCALES.by_tag[REFERENCE].phrases)
    assert set(LOCALES.by_tag[tag].in_french) <= {"cli", "demo", "nlu"}, "the chat speaks the whole language"


@pytest.mark.parametrize("tag", OTHERS)
def test_every_language_has_the_same_holes(tag: str) -> None:
    """A phrase has the same holes in every language; each plural form has none besides."""
    wrong = [
        key
        for key, forms in LOCALES.by_tag[REFERENCE].phrases.items()
        if key in LOCALES.by_tag[tag].phrases
        and set(HOLE.findall(forms["other"])) != set(HOLE.findall(LOCALES.by_tag[tag].phrases[key]["other"]))
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", LOCALES.languages)
def test_plural_forms_have_no_holes_of_their_own(tag: str) -> None:
    """A plural form fills no hole that `other` does not have."""
    for key, forms in LOCALES.by_tag[tag].phrases.items():
        for form in forms.values():
            assert set(HOLE.findall(form)) <= set(HOLE.findall(forms["other"])), key


@pytest.mark.parametrize("tag", LOCALES.languages)
def test_every_language_is_complete(tag: str) -> None:
    """A language has its native name, a direction, words for yes and no, and the lists of the reference."""
    locale = LOCALES.by_tag[tag]
    assert locale.name
    assert LOCALES.name(tag) == locale.name
    assert LOCALES.direction(tag) in {"ltr", "rtl"}
    assert locale.words["yes"]
    assert locale.words["no"]
    assert set(locale.words) == set(LOCALES.by_tag[REFERENCE].words)
    assert all(
        text.strip() or key == "numbers.group" for key, forms in locale.phrases.items() for text in forms.values()
    )


def test_words_of_the_house() -> None:
    """No phrase says what the field notes forbid."""
    said = {key: text for key, forms in LOCALES.by_tag["fr"].phrases.items() for text in forms.values()}
    assert [key for key, text in said.items() if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("tag", LOCALES.languages)
@pytest.mark.parametrize("key", Key)
def test_a_key_is_recognised_by_its_words(key: Key, tag: str) -> None:
    """As shown, without variation selectors, in capitals, with direction marks, and without its emoji."""
    label = LOCALES.key_label(key, tag)
    for typed in (label, label.replace("\ufe0f", ""), label.upper(), f"\u2067 {label} \u2069"):
        assert LOCALES.key_of(typed, tag) is key
    if fold(label):
        assert LOCALES.key_of(fold(label), tag) is key


@pytest.mark.parametrize("tag", LOCALES.languages)
def test_keys_differ_from_one_another(tag: str) -> None:
    """No two keys of a language have the same words once emoji and case are gone."""
    words = [fold(LOCALES.key_label(key, tag)) for key in Key]
    told = [word for word in words if word]
    assert len(set(told)) == len(told)


def test_keys_of_another_language_are_recognised() -> None:
    """A person whose bot speaks French may type English words, and words that are no label."""
    assert LOCALES.key_of("skip", "fr") is Key.SKIP
    assert LOCALES.key_of("☰") is Key.MENU
    assert LOCALES.key_of("Menu") is Key.MENU
    assert LOCALES.key_of("NSP") is Key.DONT_KNOW
    assert LOCALES.key_of("passer par Gao") is None
    assert LOCALES.key_of("") is None
    assert LOCALES.key_of("☰" * 300) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Oui", True),
        ("ouais !", True),
        ("OK", True),
        ("yes", True),
        ("d’accord", True),
        ("👍", True),
        ("Non.", False),
        ("nope", False),
        ("oui mais non", None),
        ("", None),
        ("?", None),
        ("oui" * 100, None),
    ],
)
def test_yes_and_no(text: str, answer: bool | None) -> None:
    """Only a whole message says yes or no."""
    assert LOCALES.yes_no(text) is answer


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (2500, "2\u202f500", "2,500"),
        (-1234567, "-1\u202f234\u202f567", "-1,234,567"),
        (Decimal("1250.5"), "1\u202f250,5", "1,250.5"),
        (Decimal("-0.25"), "-0,25", "-0.25"),
        (Decimal(12), "12", "12"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: int | Decimal, french: str, english: str) -> None:
    """Thousands are grouped, the decimal sign is the language's."""
    assert LOCALES.number(value, "fr") == french
    assert LOCALES.number(value, "en") == english


def test_dates_and_times_are_said_as_people_say_them() -> None:
    """«1er mars 2026 à 10 h 30»; on the hour there are no minutes."""
    moment = dt.datetime(2026, 3, 1, 10, 30, tzinfo=dt.UTC)
    assert LOCALES.date(moment.date(), "fr") == "1er mars 2026"
    assert LOCALES.date(dt.date(2026, 3, 12), "fr") == "12 mars 2026"
    assert LOCALES.date(dt.date(2026, 3, 12), "en") == "12 March 2026"
    assert LOCALES.time(moment.time(), "fr") == "10 h 30"
    assert LOCALES.time(dt.time(9, 5), "en") == "9:05"
    assert LOCALES.time(dt.time(9), "fr") == "9 h"
    assert LOCALES.date_time(moment, "fr") == "1er mars 2026 à 10 h 30"


def test_a_phrase_within_a_phrase_is_put_in_the_same_language() -> None:
    """What fills a hole may be a phrase; numbers in holes are written as people write them."""
    phrase = Phrase("questions.echo", {"value": date_phrase(dt.date(2026, 3, 12))})
    assert LOCALES.text(phrase, "fr") == "12 mars 2026"
    assert LOCALES.text(phrase, "en") == "12 March 2026"
    assert LOCALES.text(Phrase("questions.echo", {"value": 2500}), "fr") == "2\u202f500"


def test_arabic_as_mauritania_writes_it() -> None:
    """Digits 0 to 9, months of ar-MR, keys as the field notes have them; other spellings are recognised."""
    assert LOCALES.date(dt.date(2026, 8, 12), "ar") == "12 أغشت 2026"
    assert LOCALES.time(dt.time(9, 5), "ar") == "9:05"
    assert LOCALES.number(Decimal("1250.5"), "ar") == "1\u202f250,5"
    nouns = {Key.YES: "نعم", Key.NO: "لا", Key.DONT_KNOW: "لا أعرف", Key.REFUSED: "لا أرغب في الإجابة"}
    assert {key: LOCALES.key_label(key, "ar") for key in nouns} == nouns
    assert {LOCALES.months[fold(month)] for month in ("أغسطس", "غشت", "اغشت")} == {8}
    assert LOCALES.yes_no("نَعَمْ") is True
    assert LOCALES.yes_no("ﻻ") is False
    assert LOCALES.non_response("لا أدري") == "nsp"
    assert fold("سَاعـة ١٢") == fold("ساعه 12")


def test_what_fills_a_hole_keeps_its_direction() -> None:
    """In Arabic, addresses and Latin words stand in isolates; figures and Arabic words need none, nor do files."""

    def said(value: str | int, key: str = "questions.echo", **more: str) -> str:
        return LOCALES.text(Phrase(key, {"value": value, **more}), "ar")

    assert said("12·3") == "\u206812·3\u2069"
    assert said("B7") == "\u2068B7\u2069"
    assert said(2500) == "\u20682\u202f500\u2069"
    assert [said("12"), said(12), said("بئر"), said("")] == ["12", "12", "بئر", ""]
    assert LOCALES.text(Phrase("questions.echo", {"value": "B7"}), "fr") == "B7"
    assert LOCALES.text(Phrase("export.column_note", {"name": "eau"}), "ar") == "eau – ملاحظة العون"


def test_what_a_language_leaves_in_french_is_not_missing() -> None:
    """A table that a file names is left on purpose; any other phrase that is not there is missing."""
    french = '[language]\nname = "F"\ndirection = "ltr"\n[words]\n[a]\nb = "c"\nd = "e"\n[a.f]\ng = "h"\n[i]\nj = "k"\n'
    draft = '[language]\nname = "D"\ndirection = "ltr"\nin_french = ["a.f", "i"]\n[words]\n[a]\nb = "z"\n'
    locales = Locales.of({"fr": french, "xx": draft})
    assert locales.missing("xx") == ("a.d",)
    assert locales.missing("fr") == ()


def test_languages_fall_back() -> None:
    """A regional tag is its language, an unknown tag is the reference."""
    assert LOCALES.key_label(Key.BACK, "en-GB") == "⬅️ Back"
    assert LOCALES.key_label(Key.BACK, "snk") == "⬅️ Revenir"
    assert LOCALES.name("xx") == "Français"


def test_an_unknown_phrase_or_a_missing_hole_is_a_programmers_mistake() -> None:
    """KeyError, in every language."""
    with pytest.raises(KeyError):
        LOCALES.text(Phrase("questions.nothing_like_it"), "en")
    with pytest.raises(KeyError):
        LOCALES.text(Phrase("questions.echo"), "fr")


def test_plural_forms_and_missing_phrases() -> None:
    """`n` chooses the form; a phrase that a language lacks is said in the reference, with its plurals."""
    french = '[essai]\nfiches = { one = "{n} fiche", other = "{n} fiches" }\n[essai.sous]\nmot = "mot"\n'
    folder = resources.files("dialogues.locales")
    base = {tag: (folder / f"{tag}.toml").read_text(encoding="utf-8") for tag in ("fr", "en")}
    locales = Locales.of({"en": base["en"], "fr": base["fr"] + "\n" + french})
    assert locales.languages == ("fr", "en")
    told = [locales.text(Phrase("essai.fiches", {"n": n}), "en") for n in (0, 1, 2, "1", "3", 1000)]
    assert told == ["0 fiche", "1 fiche", "2 fiches", "1 fiche", "3 fiches", "1\u202f000 fiches"]
    assert locales.text(Phrase("essai.sous.mot"), "en") == "mot"


def test_a_language_may_lack_anything_but_its_name() -> None:
    """A draft language says in French what it does not say, and adds the words it knows."""
    french = (resources.files("dialogues.locales") / "fr.toml").read_text(encoding="utf-8")
    draft = '[language]\nname = "Bamanankan"\ndirection = "ltr"\n'
    draft += '[keys]\nyes = "Awɔ"\n[words]\nyes = ["awo"]\nno = ["ayi"]\n'
    locales = Locales.of({"bm": draft, "fr": french})
    assert locales.languages == ("fr", "bm")
    assert locales.key_of("awɔ") is Key.YES
    assert locales.yes_no("Ayi") is False
    assert locales.date(dt.date(2026, 3, 12), "bm") == "12 mars 2026"
    assert locales.key_label(Key.NO, "bm") == "Non"
    assert locales.key_of("") is None


def test_a_broken_file_is_refused() -> None:
    """A table that is not one, or a list that is not one, is a programmer's mistake."""
    with pytest.raises(KeyError):
        Locales.of({"fr": ""})
    with pytest.raises(TypeError):
        Locales.of({"fr": "language = 1\nwords = 2"})
    with pytest.raises(TypeError):
        Locales.of({"fr": '[language]\nname = "F"\ndirection = "ltr"\nplurals = { one = 1 }\n[words]\n'})


@pytest.mark.parametrize(
    ("text", "tidy", "folded"),
    [
        ("  Éàu\u00a0potable !\n", "Éàu potable !", "eau potable"),
        ("\u2067نعم\u2069", "نعم", "نعم"),
        ("\ufeffL’eau", "L’eau", "l'eau"),
        ("Œuvre", "Œuvre", "oeuvre"),
        ("Ǽ", "Ǽ", "ae"),
        ("Awɔ", "Awɔ", "awo"),
        ("e\u0301", "é", "e"),
        ("'quoted'", "'quoted'", "quoted"),
        ("➡️ Suite", "➡️ Suite", "suite"),
        ("👍", "👍", ""),
        ("STRASSE Straße", "STRASSE Straße", "strasse strasse"),
    ],
)
def test_tidy_and_folded(text: str, tidy: str, folded: str) -> None:
    """`plain` keeps what is read, `fold` keeps what is compared."""
    assert plain(text) == tidy
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """Both views are stable, and recognising words never raises."""
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)
    LOCALES.key_of(text)
    LOCALES.yes_no(text)
