"""The grammar: what is read, what is refused, and that nothing but a problem ever comes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.expressions import ExpressionProblem, ProblemCode, compile_expression
from dialogues.expressions.syntax import (
    MAX_DEPTH,
    MAX_LENGTH,
    Call,
    Chain,
    Filter,
    Literal_,
    Negate,
    NodeTest,
    Number,
    Path,
    Step,
    Union,
    parse,
)


def child(name: str) -> Path:
    """A relative path of one step."""
    return Path(absolute=False, origin=None, steps=(Step("child", NodeTest("name", name)),))


def test_precedence() -> None:
    """`or` binds least, then `and`, equality, order, sum, product, minus, union."""
    assert parse("a or b and c = d < e + f * -g") == Chain(
        child("a"),
        (
            (
                "or",
                Chain(
                    child("b"),
                    (
                        (
                            "and",
                            Chain(
                                child("c"),
                                (
                                    (
                                        "=",
                                        Chain(
                                            child("d"),
                                            (
                                                (
                                                    "<",
                                                    Chain(
                                                        child("e"),
                                                        (
                                                            (
                                                                "+",
                                                                Chain(
                                                                    child("f"),
                                                                    (("*", Negate(child("g"), minus=True)),),
                                                                ),
                                                            ),
                                                        ),
                                                    ),
                                                ),
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )


def test_one_precedence_is_one_flat_chain() -> None:
    """Operators of one precedence stand side by side, from left to right."""
    assert parse("1 - 2 + 3") == Chain(Number(1.0), (("-", Number(2.0)), ("+", Number(3.0))))


def test_operator_names_are_names_where_an_operand_is_expected() -> None:
    """`div div div` divides an element named div by another (XPath 1.0, section 3.7)."""
    assert parse("div div div") == Chain(child("div"), (("div", child("div")),))
    assert parse("* * *") == Chain(
        Path(absolute=False, origin=None, steps=(Step("child", NodeTest("any-name")),)),
        (("*", Path(absolute=False, origin=None, steps=(Step("child", NodeTest("any-name")),))),),
    )


def test_operators_need_no_space_after_an_operand() -> None:
    """`1or1` is read as ODK's engines read it."""
    assert parse("1or1") == Chain(Number(1.0), (("or", Number(1.0)),))


def test_axes_and_tests() -> None:
    """Abbreviated and full steps give the same tree."""
    assert parse("@id") == parse("attribute::id")
    assert parse("..") == parse("parent::node()")
    assert parse(".") == parse("self::node()")
    assert parse("//a") == parse("/descendant-or-self::node()/child::a")
    assert parse("processing-instruction('x')") == Path(
        absolute=False, origin=None, steps=(Step("child", NodeTest("processing-instruction", "x")),)
    )
    assert parse("orx:*") == Path(absolute=False, origin=None, steps=(Step("child", NodeTest("prefix", "orx:")),))
    assert parse("text() | comment()") == Union((parse("child::text()"), parse("child::comment()")))


def test_filters_and_paths_on_calls() -> None:
    """A call takes predicates and steps."""
    assert parse("f('x')[2]/a//b") == Path(
        absolute=False,
        origin=Filter(Call("f", (Literal_("x"),), 0), (Number(2.0),)),
        steps=(
            Step("child", NodeTest("name", "a")),
            Step("descendant-or-self", NodeTest("node")),
            Step("child", NodeTest("name", "b")),
        ),
    )
    assert parse("(a)//b").__class__ is Path


def test_root_alone() -> None:
    """`/` is the root."""
    assert parse("/") == Path(absolute=True, origin=None, steps=())


@pytest.mark.parametrize(
    ("source", "code", "position"),
    [
        ("", ProblemCode.SYNTAX, 0),
        ("(", ProblemCode.SYNTAX, 1),
        ("a b", ProblemCode.SYNTAX, 2),
        ("a[", ProblemCode.SYNTAX, 2),
        ("a[1", ProblemCode.SYNTAX, 3),
        ("a/", ProblemCode.SYNTAX, 2),
        ("1 +", ProblemCode.SYNTAX, 3),
        ("concat(1 2)", ProblemCode.SYNTAX, 9),
        ("'open", ProblemCode.SYNTAX, 0),
        ("a = #", ProblemCode.SYNTAX, 4),
        ("@", ProblemCode.SYNTAX, 1),
        ("child::", ProblemCode.SYNTAX, 7),
        ("node(1)", ProblemCode.SYNTAX, 5),
        ("$x", ProblemCode.VARIABLE, 0),
        ("sideways::a", ProblemCode.UNSUPPORTED_AXIS, 0),
        ("1 + nothing(2)", ProblemCode.UNKNOWN_FUNCTION, 4),
        ("true(1)", ProblemCode.ARGUMENT_COUNT, 0),
        ("selected(.)", ProblemCode.ARGUMENT_COUNT, 0),
        ("count(1)", ProblemCode.ARGUMENT_TYPE, 0),
        ("jr:choice-name(a, concat('a', 'b'))", ProblemCode.UNSUPPORTED_ARGUMENT, 0),
        ("1 = regex(., '(')", ProblemCode.PATTERN, 4),
        ("indexed-repeat(a, b, 1, c)", ProblemCode.ARGUMENT_COUNT, 0),
        ("weighted-checklist(0, 1, a)", ProblemCode.ARGUMENT_COUNT, 0),
        ("indexed-repeat('a', b, 1)", ProblemCode.UNSUPPORTED_ARGUMENT, 0),
        ("indexed-repeat(//a, b, 1)", ProblemCode.UNSUPPORTED_ARGUMENT, 0),
    ],
)
def test_refusals(source: str, code: ProblemCode, position: int) -> None:
    """Each fault has its code and its place in the source."""
    with pytest.raises(ExpressionProblem) as caught:
        compile_expression(source, base="/data/a")
    assert (caught.value.code, caught.value.position) == (code, position)


def test_limits() -> None:
    """Length and depth have limits; a long flat chain and the deepest nesting allowed are read and evaluated."""
    with pytest.raises(ExpressionProblem) as caught:
        parse("1" * (MAX_LENGTH + 1))
    assert caught.value.code is ProblemCode.TOO_LONG
    for opening, closing in (("(", ")"), ("a[", "]"), ("not(", ")")):
        deep = MAX_DEPTH - 1
        compile_expression(opening * deep + "1" + closing * deep)
        with pytest.raises(ExpressionProblem) as caught:
            compile_expression(opening * MAX_LENGTH + "1")
        assert caught.value.code in (ProblemCode.TOO_DEEP, ProblemCode.TOO_LONG)
        with pytest.raises(ExpressionProblem) as caught:
            compile_expression(opening * MAX_DEPTH + "1" + closing * MAX_DEPTH)
        assert caught.value.code is ProblemCode.TOO_DEEP
    compile_expression("1" + "+1" * 10_000)
    compile_expression("-" * 10_000 + "1")
    compile_expression("a" + "/a" * 10_000)
    compile_expression("a" + "[1]" * 5_000)


def test_a_problem_says_what_and_where() -> None:
    """The message holds the code, the place and the word, nothing else."""
    with pytest.raises(ExpressionProblem, match=r"^unknown_function at 0: nothing$"):
        compile_expression("nothing()")
    assert str(ExpressionProblem(ProblemCode.TOO_DEEP, 3)) == "too_deep at 3"


FRAGMENTS = st.sampled_from(
    [
        *("a", "/", "//", "..", ".", "@", "*", "[", "]", "(", ")", ",", "'x'", '"', "'", "1", ".5", "-", "+", "=", "<"),
        *("and", "or", "div", "mod", "|", "::", "child::", "node()", "text()", "current()", "instance('l')", "count("),
        *("selected(", "if(", "indexed-repeat(", "jr:choice-name(", "position(", "$", ":", "orx:", "é", "\n", " "),
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=25).map("".join)))
def test_any_text_is_an_expression_or_a_problem(source: str) -> None:
    """Compiling never raises anything but a problem, whatever the text."""
    position = 0
    try:
        compile_expression(source, base="/data/visite/a", repeats=frozenset({"/data/visite"}))
    except ExpressionProblem as problem:
        position = problem.position
    assert 0 <= position <= len(source)


@pytest.mark.parametrize(
    "path", ["/data/g/x-1.b", "../../x", "a/../b", "orx:meta/é", "..", "x", "../x[name = ../../y]/z"]
)
def test_a_plain_path_is_the_same_spelled_with_spaces(path: str) -> None:
    """A path that is read as one token is the path that its single steps are."""
    spaced = path.replace("/", " / ")
    assert parse(path) == parse(spaced)
    assert parse(f"1 + ({path})") == parse(f"1 + ( {spaced} )")


def test_what_follows_a_plain_path() -> None:
    """A name before a bracket is a function, before `::` an axis, before a colon and a star a prefix."""
    assert parse("a/b[1]").steps[1].predicates == (Number(1.0),)  # type: ignore[union-attr]
    assert parse("string (x)") == parse("string(x)")
    assert parse("self :: node()") == parse(".")
    assert parse("p:*") == Path(absolute=False, origin=None, steps=(Step("child", NodeTest("prefix", "p:")),))
    for source in ("a/" * 5_000 + "b(", "../" * 5_000 + "-", "a-" * 10_000 + "("):
        with pytest.raises(ExpressionProblem):
            parse(source)
