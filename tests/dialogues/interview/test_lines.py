"""A record in one line: figures with their units, days, labels; what is left over is said, nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from dialogues.interview.engine import start
from dialogues.interview.events import InterviewStarted
from dialogues.interview.lines import LONGEST, Reader
from dialogues.interview.told import ToldSession
from dialogues.locales import Locales
from dialogues.messages import Widget
from dialogues.xforms.xform import compile_xform
from nlu.matcher import Matcher
from nlu.sessions import Reader as Sentences
from tests.support.scenario import converted

LOCALES = Locales.load()
MATCHER = Matcher(LOCALES)
SENTENCES = Sentences(LOCALES)
NOW = 1_772_532_000_000
"""3 March 2026, 10 h in Bamako."""


def reader(tag: str = "fr") -> Reader:
    """A reader of lines for the shipped guide of sessions."""
    made = converted("seance_sensibilisation")
    form = compile_xform(made.xform, files=made.files, settings=made.settings)
    started = InterviewStarted(NOW, form.form_id, form.version, "Africa/Bamako", 42, form.default_language)

    def label(words: str, options: object) -> str | None:
        read = MATCHER.interpret(words, Widget.ONE_OF, "select_one", options, tag)  # type: ignore[arg-type]
        return read.value if read is not None and read.certain else None

    def session(words: str) -> ToldSession | None:
        return SENTENCES.read(words, dt.date(2026, 3, 3), wanted=True)

    return Reader(start(form, started)[0], LOCALES, label, session)


def read(line: str, tag: str = "fr") -> tuple[dict[str, str], str]:
    """What a line tells, by the names of the questions, and what was not understood."""
    told = reader(tag).line(line)
    return {ref.rpartition("/")[2]: value for ref, value in told.values.items()}, told.unread


def doubts(line: str) -> tuple[set[str], set[str]]:
    """The questions that are asked again, and those whose answers are only to be verified."""
    told = reader().line(line)
    return {ref.rpartition("/")[2] for ref in told.doubts}, {ref.rpartition("/")[2] for ref in told.vague}


ALL = {"type_seance": "causerie", "lieu": "kati", "femmes": "12", "hommes": "8", "filles": "5", "garcons": "3"}


@pytest.mark.parametrize(
    ("line", "values", "unread"),
    [
        ("causerie Kati 12F 8H 5f 3g eau", {**ALL, "theme": "autre", "theme_autre": "eau"}, ""),
        ("Kati, causerie : 12 F, 8 H, 5 f et 3 G", ALL, ""),
        ("12 femmes 8 hommes 5 filles et 3 garçons à la causerie de Kati", ALL, ""),
        ("causerie kati F:12 H=8 f : 5 g: 3", ALL, ""),
        ("CAUSERIE KATI 12 FAM 8 HOM 5 FILLES 3 GARCONS", ALL, ""),
        ("causerie Banambaa 12F 8H 5f 3g", {**ALL, "lieu": "banamba"}, ""),
        ("causerie Kati ١٢F 8H 5f 3g", ALL, ""),
    ],
)
def test_a_whole_line(line: str, values: dict[str, str], unread: str) -> None:
    """Order, signs, case and spaces do not matter; words that nothing takes are left over."""
    assert read(line) == (values, unread)


@pytest.mark.parametrize(
    "line",
    [
        "causerie Kati 12F 8H 5f 3g",
        "causerie في Kati 12 امرأة و8 رجال و5 بنات و3 أولاد",
        "causerie Kati نساء: 12 رجال: 8 بنات: 5 صبيان: 3",
        "Kati causerie ١٢ نساء ٨ رجالة ٥ طفلات ٣ فتيان",
        "\u200fcauserie Kati \u206712 مرا\u2069 8 راجل 5 منات 3 ولد",
    ],
)
def test_a_whole_line_in_arabic(line: str) -> None:
    """The letters of the sheets, Arabic words with «and» joined to a figure, direction marks."""
    assert read(line, "ar") == (ALL, "")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("hier causerie", "2026-03-02"),
        ("causerie avant-hier", "2026-03-01"),
        ("causerie du 2 mars", "2026-03-02"),
        ("causerie 01/03/2026", "2026-03-01"),
        ("aujourd'hui causerie", "2026-03-03"),
    ],
)
def test_days(line: str, day: str) -> None:
    """The words and figures that a day question reads itself."""
    assert read(line) == ({"date_seance": day, "type_seance": "causerie"}, "")


@pytest.mark.parametrize(
    ("line", "values", "unread"),
    [
        ("causerie 12f 8h", {"type_seance": "causerie", "femmes": "12", "hommes": "8"}, ""),
        ("causerie 12F 5F 8H", {"type_seance": "causerie", "femmes": "12", "hommes": "8"}, ""),
        ("causerie 12 8 5 3", {"type_seance": "causerie"}, "12 8 5 3"),
        ("causerie Bamako 12F 8H", {"type_seance": "causerie", "femmes": "12", "hommes": "8"}, "Bamako"),
        ("causerie Bamako Commune III", {"type_seance": "causerie", "lieu": "bamako_3"}, ""),
        ("causerie Kati Nara", {"type_seance": "causerie", "lieu": "kati"}, "Nara"),
        ("causerie 12km 8H", {"type_seance": "causerie", "hommes": "8"}, ""),
        ("causerie 12345678F", {"type_seance": "causerie"}, "12345678 F"),
        ("forum 40 personnes", {"type_seance": "forum", "total_non_ventile": "40"}, ""),
        ("bonjour tout le monde", {}, "bonjour tout monde"),
        ("x" * (LONGEST + 1), {}, "x" * (LONGEST + 1)),
        ("", {}, ""),
    ],
)
def test_what_may_be_two_things(line: str, values: dict[str, str], unread: str) -> None:
    """A letter without capitals around it, the same unit twice, a name that several labels have."""
    assert read(line) == (values, unread)


@pytest.mark.parametrize(
    ("line", "again", "verified"),
    [
        ("causerie Kati 12F 8H terre", set(), set()),
        ("causerie Kati 12F 5F 8H terre", {"femmes"}, set()),
        ("causerie Kati Nara 12F 8H", {"lieu"}, set()),
        ("causerie Kati 12F 8H eau", {"theme"}, {"theme_autre"}),
        ("causerie Kati une vingtaine de femmes sur l'eau", set(), {"femmes"}),
        ("causerie demain Kati 12F 8H", {"date_seance"}, set()),
    ],
)
def test_doubts(line: str, again: set[str], verified: set[str]) -> None:
    """What may be another is asked again, proposed; «une vingtaine» is only marked."""
    assert doubts(line) == (again, verified)


@pytest.mark.parametrize(
    ("topic", "theme", "beside"),
    [
        ("sur le leadership féminin", "leadership", None),
        ("thème mariage précoce", "mariage_enfants", None),
        ("sur les violences basées sur le genre", "violences", None),
        ("à propos de l'épargne", "credit", None),
        ("sur les droits des femmes", "autre", "droits des femmes"),
        ("thème accès à l'eau potable", "autre", "accès à l'eau potable"),
        ("sur l'école des garçons", "autre", "école des garçons"),
    ],
)
def test_topics(topic: str, theme: str, beside: str | None) -> None:
    """One telling word is enough where it is one label's alone; others go into the text beside «autre»."""
    values, _ = read(f"causerie Kati 12 femmes {topic}")
    assert (values["theme"], values.get("theme_autre")) == (theme, beside)


@pytest.mark.parametrize(
    ("place", "where", "beside"),
    [
        ("à Kati", "kati", None),
        ("à Dioïla", "dioila", None),
        ("au village de Sirakoro", "autre", "Sirakoro"),
        ("à Sirakoro, Kati", "kati", None),
        ("à Bamako", None, None),
        ("commune 3 de Bamako", "bamako_3", None),
        ("في Kati", "kati", None),
    ],
)
def test_places(place: str, where: str | None, beside: str | None) -> None:
    """A place that is on no list goes into the text beside «autre»; one that several labels have is asked."""
    values, _ = read(f"causerie {place} avec 12 femmes")
    assert (values.get("lieu"), values.get("lieu_autre")) == (where, beside)


def test_a_slot_a_line_is_one_record() -> None:
    """A message written as a form is one session; so is a sentence that goes on below."""
    [told] = reader().lines("Lieu : Kati\nActivité : formation\nFemmes : 30\nHommes : 11")
    assert {ref.rpartition("/")[2] for ref in told.values} == {"lieu", "type_seance", "femmes", "hommes"}


def test_letters_are_those_of_the_language() -> None:
    """In English «g» counts girls; whole words of any language count."""
    assert read("causerie Kati 12W 8M 5g 3b", "en")[0] == ALL
    assert read("causerie Kati 12 femmes 8 men 5 girls 3 garçons", "en")[0] == ALL


def test_a_day_of_its_own_is_that_of_the_lines_below() -> None:
    """Lines are read one by one; empty ones do not count."""
    told = reader().lines("hier\n\ncauserie Kati 12F\ncauserie Nara 3H le 1 mars\nbonjour")
    days = [dict(each.values).get(next(iter(reader()._dates()))) for each in told]
    assert days == ["2026-03-02", "2026-03-01", "2026-03-02"]
    assert [each.is_record for each in told] == [True, True, False]
