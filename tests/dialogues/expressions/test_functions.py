"""Every function of the registry, on values that show its rule."""

from __future__ import annotations

import inspect
import math
from typing import TYPE_CHECKING

import pytest

from dialogues.expressions import (
    FUNCTIONS,
    Context,
    EvaluationCode,
    EvaluationError,
    Moment,
    compile_expression,
    document,
    element,
    to_string,
)
from dialogues.expressions.arithmetic import round_number
from dialogues.expressions.nodesets import position
from tests.dialogues.expressions.world import PHOENIX, World, at, form, value

if TYPE_CHECKING:
    from dialogues.expressions import Value

LINE = "0 0 0 0;0 1 0 0"
SQUARE = "0 0;0 1;1 1;1 0;0 0"

CASES: tuple[tuple[str, Value], ...] = (
    ("last()", 1.0),
    ("position()", 1.0),
    ("position(/data/visite[2])", 2.0),
    ("position(/data/@id)", 1.0),
    ("position(/data/absent)", math.nan),
    ("count(/data/visite/enfant)", 3.0),
    ("count(id('fiche absent'))", 1.0),
    ("name(..)", "data"),
    ("name()", "nom"),
    ("name(/data/absent)", ""),
    ("local-name(/data/orx:meta)", "meta"),
    ("local-name()", "nom"),
    ("namespace-uri()", ""),
    ("namespace-uri(/data/absent)", ""),
    ("count(namespace::*)", 0.0),
    ("lang('fr')", False),
    ("string()", "Awa"),
    ("string(12)", "12"),
    ("concat('a', 1, true(), /data/visite/n)", "a1true235"),
    ("concat-nodeset(/data/visite/lieu)", "GaoKidalMopti"),
    ("starts-with('Bamako', 'Ba')", True),
    ("contains('Bamako', 'mak')", True),
    ("concat('<', trim(' a  b '), '>')", "<a  b>"),
    ("difference-in-months('2020-01-31', '2020-02-28')", 0.0),
    ("difference-in-months('2020-01-31', '2020-02-29')", 1.0),
    ("difference-in-months('2020-05-10', '2022-05-09')", 23.0),
    ("difference-in-months('2022-05-10', '2020-05-10')", -24.0),
    ("difference-in-months('', today())", ""),
    ("substring-before('2026-11', '-')", "2026"),
    ("substring-before('2026', '-')", ""),
    ("substring-before('2026', '')", ""),
    ("substring-after('2026-11', '-')", "11"),
    ("substring-after('2026', '-')", ""),
    ("substring-after('2026', '')", "2026"),
    ("substring('12345', 2, 3)", "234"),
    ("substring('12345', 1.5, 2.6)", "234"),
    ("substring('12345', 0, 3)", "12"),
    ("substring('12345', 2)", "2345"),
    ("substring('12345', 9)", ""),
    ("substring('12345', 0 div 0)", ""),
    ("substring('12345', -1 div 0)", "12345"),
    ("substring('12345', -1 div 0, 1 div 0)", ""),
    ("string-length('Ségou')", 5.0),
    ("string-length()", 3.0),
    ("normalize-space('  a \t\n b ')", "a b"),
    ("normalize-space()", "Awa"),
    ("translate('baobab', 'ab', 'X')", "XoX"),
    ("boolean('')", False),
    ("boolean(today())", True),
    ("boolean(date('x'))", False),
    ("not(/data/absent)", True),
    ("true()", True),
    ("false()", False),
    ("number('1e2')", 100.0),
    ("number(' -.5 ')", -0.5),
    ("number('1_0')", math.nan),
    ("number('inf')", math.nan),
    ("number('2026-02-30')", math.nan),
    ("number(true())", 1.0),
    ("number(false())", 0.0),
    ("number(date('1970-01-02'))", 1.0),
    ("number(date('x'))", math.nan),
    ("number()", math.nan),
    ("sum(/data/visite/n)", 10.0),
    ("sum(/data/absent)", 0.0),
    ("floor(-1.5)", -2.0),
    ("floor(1 div 0)", math.inf),
    ("ceiling(-1.5)", -1.0),
    ("ceiling(-1 div 0)", -math.inf),
    ("round(2.5)", 3.0),
    ("round(-2.5)", -3.0),
    ("round(9007199254740993)", 9007199254740992.0),
    ("round(-1.4)", -1.0),
    ("pow(1, 'x')", math.nan),
    ("pow(-1, 1 div 0)", math.nan),
    ("pow('x', 0)", 1.0),
    ("max()", math.nan),
    ("min()", math.nan),
    ("weighted-checklist(0, 1)", True),
    ("substring('abc', -pow(10, 308), -pow(10, 308))", ""),
    ("string(number('2008-09-05'))", "14127"),
    ("string(number('1969-12-31'))", "-1"),
    ("number('2008-09-05T07:00:00.000Z') - 14127 > 0.2", True),
    ("string(number('2008-09-05T07:00:00.000Z') + 0)", "14127.291666666666"),
    ("string(907555580488731721728)", "907555580488731700000"),
    ("string(9007199254740993)", "9007199254740992"),
    ("string(10 div 3e22)", "0.0000000000000000000003333333333333333"),
    ("base64-decode('w6k')", "é"),
    ("base64-decode(' w6 k= ')", "é"),
    ("base64-decode('é')", ""),
    ("decimal-date-time('12')", math.nan),
    ("decimal-date-time(12)", 12.0),
    ("string(date('1e3'))", ""),
    ("round(2.345, 2)", 2.35),
    ("round(-2.345, 2)", -2.35),
    ("round(1234, -2)", 1200.0),
    ("round(1, -2)", 0.0),
    ("round(1.5, 40)", 1.5),
    ("round(1.5, 'x')", math.nan),
    ("round('x', 1)", math.nan),
    ("if(/data/age > 18, 'oui', 'non')", "oui"),
    ("if(/data/age > 60, 'oui', 'non')", "non"),
    ("coalesce(/data/vide, /data/nom, instance('nowhere'))", "Awa"),
    ("coalesce(/data/vide, 0 div 0)", ""),
    ("once('x')", "Awa"),
    ("selected(/data/sujets, ' sante ')", True),
    ("selected(/data/sujets, 'san')", False),
    ("is-selected(/data/sujets, 'sante')", True),
    ("selected('', '')", True),
    ("selected('a', '')", False),
    ("selected-at(/data/sujets, 1)", "sante"),
    ("selected-at(/data/sujets, -1)", ""),
    ("selected-at(/data/sujets, 'x')", ""),
    ("count-selected(/data/sujets)", 3.0),
    ("jr:choice-name(/data/nom, '/data/sujets')", "sujets/Awa"),
    ("jr:choice-name('eau', /data/sujets)", "sujets/eau"),
    ("jr:choice-name('', '/data/sujets')", ""),
    ("jr:choice-name('eau', '/data/absent')", ""),
    ("checklist(1, 2, true(), false(), 'x')", True),
    ("checklist(-1, 2, /data/visite/n)", False),
    ("checklist(2, -1, 'x', '')", False),
    ("weighted-checklist(3, 5, true(), 4, false(), 9)", True),
    ("weighted-checklist(-1, 9, /data/visite/n, /data/visite/n)", False),
    ("count-non-empty(/data/*)", 8.0),
    ("count(current())", 1.0),
    ("string(instance('communes')/root/item[3]/name)", "c2"),
    ("string(indexed-repeat(/data/visite/lieu, /data/visite, 2))", "Kidal"),
    ("join(' ', randomize(/data/visite/lieu))", "Gao Kidal Mopti"),
    ("count(randomize(/data/visite, 42))", 3.0),
    ("pulldata('communes', 'label', 'name', 'c7')", "Commune 7"),
    ("pulldata('communes', 'maire', 'name', 'c7')", ""),
    ("pulldata('communes', 'label', 'name', 'x')", ""),
    ("join(', ', /data/visite/lieu, 4)", "Gao, Kidal, Mopti, 4"),
    ("join(', ')", ""),
    ("substr('Bamako', 2)", "mako"),
    ("substr('Bamako', 1, 3)", "am"),
    ("substr('Bamako', -2)", "ko"),
    ("substr('Bamako', 'x')", "Bamako"),
    ("ends-with('Bamako', 'ko')", True),
    ("regex('70 12 34 56', '^[0-9 ]+$')", True),
    ("regex(/data/age, concat('^', '[0-9]+$'))", True),
    ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
    ("digest('abc', 'SHA-256')", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    ("base64-decode('w6nDqMOx')", "éèñ"),
    ("base64-decode('?')", ""),
    ("boolean-from-string('true')", True),
    ("boolean-from-string('yes')", False),
    ("jr:itext('welcome')", "<welcome>"),
    ("property('username')", "A12"),
    ("version()", "2026112201"),
    ("uuid()", "00000000-0000-4000-8000-000000000000"),
    ("uuid(4)", "48c0"),
    ("string(today())", "2026-11-22"),
    ("string(now())", "2026-11-22T08:30:15.250+00:00"),
    ("string(date('2026-1-2'))", "2026-01-02"),
    ("string(date(19000))", "2022-01-08"),
    ("string(date(/data/jour))", "2026-11-20"),
    ("string(date('19000'))", "2022-01-08"),
    ("string(date(''))", ""),
    ("string(date(true()))", ""),
    ("string(date(today()))", "2026-11-22"),
    ("string(date(1 div 0))", ""),
    ("string(date(99999999))", ""),
    ("string(date-time('2026-11-22T10:00:00+01:00'))", "2026-11-22T09:00:00.000+00:00"),
    ("string(date-time('2026-11-22T10:00:00-0130'))", "2026-11-22T11:30:00.000+00:00"),
    ("string(date-time('2026-11-22T10:00:00+99:00'))", ""),
    ("decimal-date-time('1970-01-02T12:00:00Z')", 1.5),
    ("decimal-date-time('x')", math.nan),
    ("decimal-time('06:00')", 0.25),
    ("decimal-time('18:00:00.000+06:00')", 0.5),
    ("decimal-time('2026-11-22T12:00:00.000')", 0.5),
    ("decimal-time(today())", 0.0),
    ("decimal-time(date('x'))", math.nan),
    ("decimal-time('25:00')", math.nan),
    ("decimal-time('x')", math.nan),
    ("format-date('2026-01-05', '%d/%m/%Y %e %n %y %a %b %W %% %q %')", "05/01/2026 5 1 26 Mon Jan 02 % %q %"),
    ("format-date-time('2026-01-05T07:08:09.123', '%H:%M:%S.%3 %h')", "07:08:09.123 7"),
    ("format-date('', '%Y')", ""),
    ("int(-1.9)", -1.0),
    ("int('x')", math.nan),
    ("min(/data/visite/n, 1)", 1.0),
    ("min(/data/absent)", math.nan),
    ("max(/data/visite/n)", 5.0),
    ("max(1, 'x')", math.nan),
    ("abs(-3)", 3.0),
    ("pow(2, 10)", 1024.0),
    ("pow(10, 999)", math.inf),
    ("pow(0, -1)", math.inf),
    ("pow(-1, 0.5)", math.nan),
    ("random()", 0.25),
    ("log(1)", 0.0),
    ("log(0)", -math.inf),
    ("log(-1)", math.nan),
    ("log10(1000)", 3.0),
    ("exp(0)", 1.0),
    ("exp(9999)", math.inf),
    ("exp10(2)", 100.0),
    ("sqrt(9)", 3.0),
    ("sqrt(-1)", math.nan),
    ("sin(0)", 0.0),
    ("cos(0)", 1.0),
    ("tan(0)", 0.0),
    ("asin(0)", 0.0),
    ("acos(1)", 0.0),
    ("atan(0)", 0.0),
    ("atan2(0, 1)", 0.0),
    ("pi()", math.pi),
    (f"distance('{LINE}')", 111318.85),
    ("distance('')", 0.0),
    ("distance('x y')", math.nan),
    ("distance('91 0;0 0')", math.nan),
    (f"area('{SQUARE}')", 12391256135.81),
    (f"area('{LINE};')", 0.0),
    ("area('')", 0.0),
    (f"enclosed-area('{SQUARE}')", 12391256135.81),
    ("area('x')", 0.0),
    ("area('x;y;z')", math.nan),
    ("format-date('Sat Nov 21 2026 21:47:32 GMT+0000 (Greenwich Mean Time)', '%e %b %H')", "21 Nov 21"),
    ("format-date('Sat Nov 99 2026 21:47:32', '%e')", ""),
    (f"geofence('0.5 0.5', '{SQUARE}')", True),
    (f"geofence('2 0.5', '{SQUARE}')", False),
    ("geofence('0 0', '')", False),
)


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_cases(source: str, expected: Value) -> None:
    """The function gives the value of the case."""
    found = value(source)
    if isinstance(expected, float):
        assert isinstance(found, float)
        assert (math.isnan(found) and math.isnan(expected)) or found == pytest.approx(expected, rel=1e-12)
    else:
        assert found == expected


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_case(name: str) -> None:
    """The registry's entries are complete: a case, a line of documentation, argument kinds for every argument."""
    function = FUNCTIONS[name]
    assert function.name == name
    assert any(f"{name}(" in source for source, _ in CASES)
    assert function.doc
    assert bool(function.arguments) == (function.most != 0)
    assert function.most is None or function.least <= function.most


@pytest.mark.parametrize("name", [name for name, one in FUNCTIONS.items() if one.implementation is not None])
def test_implementations_take_what_the_registry_allows(name: str) -> None:
    """An implementation accepts the fewest and the most arguments that the registry lets through."""
    function = FUNCTIONS[name]
    assert function.implementation is not None
    signature = inspect.signature(function.implementation)
    most = function.most if function.most is not None else function.least + 3
    for given in (function.least, most):
        signature.bind(*range(given + 1))


def test_dates_in_a_zone() -> None:
    """Where midnight is not midnight in Greenwich a date is no whole number of days, as in ODK Web Forms."""
    assert value("number('1970-01-01')", zone=PHOENIX) == pytest.approx(7 / 24)
    assert value("string(date('2018-01-01' + 1))", zone=PHOENIX) == "2018-01-02"
    assert value("string(date-time(0))", zone=PHOENIX) == "1969-12-31T17:00:00.000-07:00"
    assert value("'2018-06-25' < '2018-06-25T00:00:00.001-07:00'", zone=PHOENIX) is True


def test_randomize_with_a_seed_is_the_specifications_shuffle() -> None:
    """A seed gives the order of ODK's engines (as drawn by Web Forms); another text is a seed too, nothing is zero."""
    first = value("join(' ', randomize(instance('communes')/root/item[position() < 7]/name, 42))")
    assert first == value("join(' ', randomize(instance('communes')/root/item[position() < 7]/name, '42'))")
    assert first == "c0 c5 c2 c1 c3 c4"
    assert value("string(randomize(/data/visite, '')/lieu)") == value("string(randomize(/data/visite, 0)/lieu)")
    drawn = {to_string(value(f"join(' ', randomize(instance('communes')/root/item/name, '{text}'))")) for text in "xyz"}
    assert len(drawn) == 3


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("digest('a', 'MD4')", EvaluationCode.UNSUPPORTED),
        ("digest('a', 'MD5', 'octal')", EvaluationCode.UNSUPPORTED),
        ("uuid(100000)", EvaluationCode.TOO_LARGE),
        ("regex('a', concat('(', ''))", EvaluationCode.PATTERN),
        ("pulldata('nowhere', 'a', 'b', 'c')", EvaluationCode.UNKNOWN_INSTANCE),
    ],
)
def test_evaluation_errors(source: str, code: EvaluationCode) -> None:
    """What cannot be done is an error with a code."""
    with pytest.raises(EvaluationError) as caught:
        value(source)
    assert caught.value.code is code


def test_language_of_a_node() -> None:
    """`lang` looks at the nearest xml:lang, and variants count."""
    root = document(element("a", {"x": "1", "xml:lang": "fr-ML"}, [element("b", {}, [element("c")])]))
    context = Context(World(root), at(root, "/a/b/c"))
    found = [compile_expression(f"lang('{tag}')").boolean(context) for tag in ("FR", "fr-ml", "f", "bm")]
    assert found == [True, True, False, False]


def test_identified_elements() -> None:
    """`id` finds elements by their id attribute, in document order."""
    root = document(element("a", {}, [element("b", {"id": "x"}, "1"), element("c", {"id": "y"}, "2")]))
    context = Context(World(root), at(root, "/a/b"))
    assert [node.text() for node in compile_expression("id('y x z')").nodes(context)] == ["1", "2"]
    assert compile_expression("count(id(/a/b | /a/c))").number(context) == 0.0


def test_moments() -> None:
    """Moments are equal by instant and say what they are."""
    root = form()
    context = Context(World(root), root)
    today = compile_expression("today()").evaluate(context)
    assert today == compile_expression("date('2026-11-22')").evaluate(context)
    assert hash(today) == hash(compile_expression("date('2026-11-22')").evaluate(context))
    assert repr(Moment(None)) == "Moment(None)"
    assert Moment(None) != ""


def test_place_of_a_node_that_its_parent_disowns() -> None:
    """A node that is not among its parent's children has the first place rather than none."""
    lost = element("b")
    lost.parent = element("a")
    assert position(Context(World(form()), lost), (lost,)) == 1.0


def test_rounding_keeps_numbers_with_few_decimals() -> None:
    """A number with fewer decimals than asked for is the same number."""
    context = Context(World(form()), form())
    assert round_number(context, 1e300, 2) == 1e300
    assert round_number(context, -0.001, 1) == 0.0


def test_numbers_as_text() -> None:
    """No exponent, no trailing zero (XPath 1.0, section 4.2)."""
    assert [to_string(number) for number in (1e21, 1e-7, -0.0, 1.5, math.nan, math.inf, -math.inf)] == [
        "1000000000000000000000",
        "0.0000001",
        "0",
        "1.5",
        "NaN",
        "Infinity",
        "-Infinity",
    ]
