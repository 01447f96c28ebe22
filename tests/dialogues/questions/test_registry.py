"""The registry of question types is complete: every entry has cases, columns, a widget, and keeps the rules."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.forms.definition import Choice, ChoiceList, Question
from dialogues.locales import Locales
from dialogues.messages import Option, Widget
from dialogues.questions import QUESTION_TYPES, Column, ParseContext, Read, Unread, from_place
from dialogues.questions.places import closed, with_place
from dialogues.questions.units import unit_of

CASES = Path(__file__).parent / "cases"
ZONE = ZoneInfo("Africa/Bamako")
NOW = dt.datetime(2026, 3, 12, 9, 15, tzinfo=ZONE)
FORBIDDEN = ("erreur", "invalide", "incorrect", "error", "invalid")
OPTIONS = (
    Option("oui", "Oui"),
    Option("non", "Non"),
    Option("eau", "Eau, hygiène et assainissement"),
    Option("e2", "Eau potable"),
    Option("z", "0"),
    Option("nsp", "Ne sait pas"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a case file: a text, and the value or the refusal it must give."""

    kind: str
    text: str
    options: tuple[Option, ...]
    appearance: frozenset[str]
    parameters: dict[str, str]
    language: str
    languages: tuple[str, ...]
    now: dt.datetime
    expected: dict[str, object]
    round_trip: bool


def _case(kind: str, table: dict[str, object], row: dict[str, object]) -> Case:
    return Case(
        kind=kind,
        text=row["text"],
        options=tuple(Option(*pair) for pair in row.get("options", table.get("options", ()))),
        appearance=frozenset(row.get("appearance", ())),
        parameters=row.get("parameters", {}),
        language=row.get("language", "fr"),
        languages=tuple(row.get("languages", ("fr",))),
        now=dt.datetime.fromisoformat(row["now"]).replace(tzinfo=ZONE) if "now" in row else NOW,
        expected=row,
        round_trip=row.get("round_trip", table.get("round_trip", True)),
    )


def _cases() -> list[Case]:
    tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.toml"))}
    return [_case(kind, table, row) for kind, table in tables.items() for row in table["case"]]


def question(kind: str, appearance: frozenset[str] = frozenset(), names: tuple[str, ...] = ()) -> Question:
    """A question without texts."""
    choices = ChoiceList(
        None, "name", "label", translated=False, texts={}, media={}, fixed=tuple(Choice(n, None) for n in names)
    )
    return Question("/data/q", "q", kind, 1, None, choices=choices if names else None, appearance=appearance)


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.kind}-{case.text[:30]!r}")
def test_case(case: Case, locales: Locales) -> None:
    """Each text of a case file gives its value, its doubt and its echo, or its refusal."""
    kind = QUESTION_TYPES[case.kind]
    context = ParseContext(
        case.now,
        case.language,
        case.options,
        case.parameters,
        case.appearance,
        locales,
        case.languages,
        unit_of(case.appearance, str(case.expected.get("label", "")), locales),
    )
    outcome = kind.parse(case.text, context)
    expected = case.expected
    if isinstance(outcome, Unread):
        assert outcome.phrase.key == expected.get("refused")
        assert outcome.final is expected.get("final", False)
        said = locales.text(outcome.phrase, "fr")
        assert said == expected.get("said", said)
        return
    assert outcome.value == expected.get("value")
    assert kind.valid(outcome.value)
    assert outcome.doubtful is expected.get("doubtful", False)
    assert outcome.confirm is expected.get("confirm", False)
    echo = locales.text(outcome.echo, "fr") if outcome.echo else None
    assert echo == expected.get("echo")
    shown = kind.display(outcome.value, question(case.kind, case.appearance), case.options, locales, case.language)
    assert shown == expected.get("shown", shown)
    if case.round_trip:
        again = kind.parse(shown, context)
        assert isinstance(again, Read)
        assert again.value == outcome.value


@pytest.mark.parametrize("key", QUESTION_TYPES)
def test_entry_is_complete(key: str, locales: Locales) -> None:
    """A type stands under its own key and has cases, a widget, bind types, columns; its refusals are warm."""
    kind = QUESTION_TYPES[key]
    cases = [case for case in _cases() if case.kind == key]
    assert kind.key == key
    assert isinstance(kind.widget, Widget)
    assert kind.value_types
    assert any("refused" in case.expected for case in cases)
    if kind.asked and not kind.accepts:
        assert any("value" in case.expected for case in cases)
        assert any("shown" in case.expected for case in cases)
    columns = kind.columns(question(key, names=("a", "b")))
    assert bool(columns) is (key != "note")
    assert len({column.suffix for column in columns}) == len(columns)
    for language in locales.languages:
        outcome = kind.parse("\u2603 ?", ParseContext(NOW, language, OPTIONS))
        if isinstance(outcome, Unread):
            words = locales.text(outcome.phrase, language).casefold()
            assert not any(word in words for word in FORBIDDEN)


def test_every_case_file_belongs_to_a_type() -> None:
    """No case file is left over."""
    assert {path.stem for path in CASES.glob("*.toml")} == set(QUESTION_TYPES)


def test_an_unknown_value_is_shown_as_it_is(locales: Locales) -> None:
    """A value that is not canonical (an older version's, a calculation's) is shown, not refused."""
    for key, kind in QUESTION_TYPES.items():
        if key not in {"acknowledge", "image", "audio", "video", "file"}:
            assert kind.display("vieux", question(key), (), locales, "fr") == "vieux"
            assert kind.display("", question(key), (), locales, "fr") == ""


def test_select_multiple_has_a_column_for_each_choice() -> None:
    """The joined value first, then `/choice` columns of 0 and 1; choices given override those known."""
    kind = QUESTION_TYPES["select_multiple"]
    assert kind.columns(question("select_multiple", names=("a", "b"))) == (
        Column("", "text"),
        Column("/a", "bool", "a"),
        Column("/b", "bool", "b"),
    )
    assert kind.columns(question("select_multiple")) == (Column("", "text"),)
    assert kind.columns(question("select_multiple"), (Choice("c", None),))[1].of == "c"
    assert [kind.part("a c", of) for of in ("", "a", "b", "c")] == ["a c", "1", "0", "1"]
    assert kind.part("", "a") == ""


def test_rank_has_a_column_with_the_place_of_each_choice() -> None:
    """The names in order first, then `/choice` columns that count from 1; what has no place is empty."""
    kind = QUESTION_TYPES["rank"]
    assert kind.columns(question("rank", names=("a", "b"))) == (
        Column("", "text"),
        Column("/a", "integer", "a"),
        Column("/b", "integer", "b"),
    )
    assert [kind.part("b a", of) for of in ("", "a", "b", "c")] == ["b a", "2", "1", ""]


def test_a_range_of_halves_is_exported_as_decimals() -> None:
    """Steps that are not whole make decimals; whole ones integers."""
    kind = QUESTION_TYPES["range"]
    halves = replace(question("range"), parameters={"start": "1.5", "end": "5.5", "step": "0.5"})
    assert kind.columns(halves) == (Column("", "decimal"),)
    assert kind.columns(question("range")) == (Column("", "integer"),)


def test_places_are_gathered_one_by_one() -> None:
    """A doubled position counts once; a plot ends where it began, and needs three corners."""
    corners = ("12.1 -8.1 0.0 5.0", "12.2 -8.1 0.0 5.0", "12.2 -8.2 0.0 5.0")
    value = ""
    for corner in (corners[0], *corners):
        value = with_place(value, corner)
    assert value == ";".join(corners)
    assert closed("geotrace", value) == Read(value)
    assert closed("geoshape", value) == Read(f"{value};{corners[0]}")
    assert closed("geoshape", f"{value};{corners[0]}") == Read(f"{value};{corners[0]}")
    assert isinstance(closed("geoshape", ";".join(corners[:2])), Unread)


def test_geopoint_has_a_column_for_each_part() -> None:
    """KoboToolbox's four parts; those that are missing are empty."""
    kind = QUESTION_TYPES["geopoint"]
    assert [column.suffix for column in kind.columns(question("geopoint"))] == [
        "",
        "_latitude",
        "_longitude",
        "_altitude",
        "_precision",
    ]
    assert kind.part("1.0 2.0 3.0 4.0", "precision") == "4.0"
    assert kind.part("1.0 2.0", "altitude") == ""
    assert kind.part("1.0 2.0", "") == "1.0 2.0"
    assert QUESTION_TYPES["integer"].part("12", "") == "12"


def test_files_are_taken_by_kind_and_by_media_type() -> None:
    """A photo may come as a document of type image/…; a file question takes anything."""
    image, audio, file = (QUESTION_TYPES[key] for key in ("image", "audio", "file"))
    assert image.takes("image")
    assert image.takes("file", "image/png")
    assert not image.takes("file", "application/pdf")
    assert not image.takes("audio", "image/png")
    assert audio.takes("file", "audio/ogg")
    assert file.takes("video")
    assert not QUESTION_TYPES["integer"].takes("image")
    assert image.valid("photo_12.jpg")
    assert not image.valid("../photo.jpg")
    assert not image.valid(".photo")


def test_files_are_named_not_shown(locales: Locales) -> None:
    """A person sees «photo», in their language, and nothing where nothing was sent."""
    image = QUESTION_TYPES["image"]
    assert image.display("a.jpg", question("image"), (), locales, "fr") == "photo"
    assert QUESTION_TYPES["audio"].display("a.ogg", question("audio"), (), locales, "en") == "voice message"
    assert image.display("", question("image"), (), locales, "fr") == ""


def test_open_text() -> None:
    """Only a text without a narrowing appearance is made of several messages."""
    text = QUESTION_TYPES["text"]
    assert text.is_open(frozenset())
    assert text.is_open(frozenset({"multiline"}))
    assert not text.is_open(frozenset({"numbers"}))
    assert not QUESTION_TYPES["integer"].is_open(frozenset())


ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789.,- /:hetoundix%+()°#'\u202f\u200f٣", max_size=30),
    st.lists(
        st.sampled_from(
            ["12", "mars", "lundi", "hier", "quatre", "vingt", "cent", "mille", "million", "et", "virgule", "une",
             "vingtaine", "moins", "environ", "h", "midi", "2026", "3", "du", "soir", "eau", "oui", ",", "potable", "a"]
        ),
        max_size=8,
    ).map(" ".join),
)  # fmt: skip


@given(text=ANYTHING, key=st.sampled_from(sorted(QUESTION_TYPES)), language=st.sampled_from(["fr", "en", "bm"]))
def test_parse_never_raises_and_what_it_reads_is_canonical(text: str, key: str, language: str) -> None:
    """Whatever is typed gives a canonical value that can be shown, or a phrase that can be said."""
    kind = QUESTION_TYPES[key]
    context = ParseContext(NOW, language, OPTIONS)
    outcome = kind.parse(text, context)
    if isinstance(outcome, Read):
        assert kind.valid(outcome.value)
        assert kind.display(outcome.value, question(key), OPTIONS, context.locales, language)
        if outcome.echo:
            assert context.locales.text(outcome.echo, language)
    else:
        assert context.locales.text(outcome.phrase, language)


@pytest.mark.parametrize("text", ["x" * 10_000, "9" * 10_000, "1 " * 5_000, "oui, " * 2_000, "é" * 200_000])
@pytest.mark.parametrize("key", QUESTION_TYPES)
def test_long_messages_are_kept_by_texts_and_refused_by_others(key: str, text: str) -> None:
    """10,000 characters are an open answer; nothing else takes that long a message."""
    outcome = QUESTION_TYPES[key].parse(text, ParseContext(NOW, "fr", OPTIONS))
    assert isinstance(outcome, Read) is (key == "text" and len(text) <= 100_000)


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.floats(),
    st.floats(min_value=-500, max_value=9000),
    st.floats(min_value=0, max_value=10_000),
)
def test_any_position_is_a_value_or_a_refusal(
    latitude: float, longitude: float, altitude: float, accuracy: float
) -> None:
    """A phone's numbers make a canonical geopoint, or are refused."""
    outcome = from_place(latitude, longitude, altitude, accuracy)
    inside = abs(latitude) <= 90 and abs(longitude) <= 180
    assert isinstance(outcome, Read) is inside
    if isinstance(outcome, Read):
        assert QUESTION_TYPES["geopoint"].valid(outcome.value)


def test_a_precise_position_says_how_precise(locales: Locales) -> None:
    """Accuracy is told in whole metres, at least one."""
    kind = QUESTION_TYPES["geopoint"]
    shown = [
        kind.display(value, question("geopoint"), (), locales, "fr")
        for value in ("16.3 -0.1 0.0 12.4", "16.3 -0.1 0.0 0.2", "16.3 -0.1 0.0 0.0")
    ]
    assert shown == ["16.3, -0.1 (à 12 m près)", "16.3, -0.1 (à 1 m près)", "16.3, -0.1"]
