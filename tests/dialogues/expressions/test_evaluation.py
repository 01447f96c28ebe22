"""Paths, axes, operators and repeats, evaluated on a filled form."""

from __future__ import annotations

import inspect
import math
import sys
from typing import TYPE_CHECKING

import pytest

from dialogues.expressions import (
    Context,
    EvaluationCode,
    EvaluationError,
    ExpressionProblem,
    Moment,
    ProblemCode,
    comment,
    compile_expression,
    document,
    element,
    processing_instruction,
    text,
)
from tests.dialogues.expressions.world import REPEATS, World, at, communes, form, texts, value

if TYPE_CHECKING:
    from dialogues.expressions import StaticNode


@pytest.mark.parametrize(
    ("source", "node", "expected"),
    [
        ("../age", "/data/nom", ["34"]),
        ("/data/visite/lieu", "/data/nom", ["Gao", "Kidal", "Mopti"]),
        ("/data/visite/enfant/prenom", "/data/nom", ["Ali", "Bintou", "Cheick"]),
        ("/data/visite[2]/lieu", "/data/nom", ["Kidal"]),
        ("/data/visite[0]/lieu", "/data/nom", []),
        ("/data/visite[1.5]/lieu", "/data/nom", []),
        ("/data/visite[last()]/lieu", "/data/nom", ["Mopti"]),
        ("/data/visite[position() > 1]/lieu", "/data/nom", ["Kidal", "Mopti"]),
        ("/data/visite[n > 2][1]/lieu", "/data/nom", ["Kidal"]),
        ("/data/visite[lieu]/lieu", "/data/nom", ["Gao", "Kidal", "Mopti"]),
        ("/data/visite['']/lieu", "/data/nom", []),
        ("/data/visite[if(true(), 2, '')]/lieu", "/data/nom", ["Kidal"]),
        ("/data/visite[if(true(), 'x', 1)]/lieu", "/data/nom", ["Gao", "Kidal", "Mopti"]),
        ("(/data/visite/lieu)[2]", "/data/nom", ["Kidal"]),
        ("/data/visite/enfant[1]/prenom", "/data/nom", ["Ali", "Cheick"]),
        ("(/data/visite/enfant)[1]/prenom", "/data/nom", ["Ali"]),
        ("//prenom", "/data/nom", ["Ali", "Bintou", "Cheick"]),
        ("//enfant[1]/prenom", "/data/nom", ["Ali", "Cheick"]),
        ("/data/visite[1]//prenom", "/data/nom", ["Ali", "Bintou"]),
        ("//prenom/../../lieu", "/data/nom", ["Gao", "Kidal"]),
        ("//prenom/ancestor::visite/lieu", "/data/nom", ["Gao", "Kidal"]),
        ("ancestor::*[1]/nom", "/data/visite[1]/n", []),
        ("ancestor::*[2]/nom", "/data/visite[1]/n", ["Awa"]),
        ("ancestor-or-self::n", "/data/visite[1]/n", ["2"]),
        ("preceding-sibling::*[1]", "/data/age", ["Awa"]),
        ("preceding-sibling::*", "/data/vide", ["Awa", "34"]),
        ("following-sibling::visite[1]/lieu", "/data/nom", ["Gao"]),
        ("following::prenom[2]", "/data/nom", ["Bintou"]),
        ("preceding::prenom[1]", "/data/visite[3]/lieu", ["Cheick"]),
        ("/data/visite[3]/preceding::prenom", "/data/nom", ["Ali", "Bintou", "Cheick"]),
        ("/data/@id", "/data/nom", ["fiche"]),
        ("/data/@*", "/data/nom", ["fiche", "3"]),
        ("/data/@version/../nom", "/data/nom", ["Awa"]),
        ("/data/@id/following::age", "/data/nom", ["34"]),
        ("/data/visite[1]/lieu/@x/preceding::nom", "/data/nom", []),
        ("/data/@id/preceding::node()", "/data/nom", []),
        ("/data/@id/following-sibling::node()", "/data/nom", []),
        ("/data/orx:meta/orx:instanceID", "/data/nom", ["uuid:1"]),
        ("/data/orx:*/*", "/data/nom", ["uuid:1"]),
        ("/data/nom/self::nom", "/data/nom", ["Awa"]),
        ("/data/nom/self::age", "/data/nom", []),
        ("/data/nom/text()", "/data/nom", ["Awa"]),
        ("../age | ../nom | ../age", "/data/nom", ["Awa", "34"]),
        ("descendant-or-self::*[self::lieu]", "/data/visite[2]", ["Kidal"]),
        ("../../../../x", "/data/nom", []),
        ("/..", "/data/nom", []),
        ("current()/../age", "/data/nom", ["34"]),
        ("/data/visite[n = current()]/lieu", "/data/visite[2]/n", ["Kidal"]),
        ("instance('communes')/root/item[region = 'r1'][2]/name", "/data/nom", ["c5"]),
        ("instance('communes')/root/item['r1' = region][2]/name", "/data/nom", ["c5"]),
        ("instance('communes')/root/item[name = current()/../nom]/label", "/data/nom", []),
        ("instance('communes')/root/item[name = /data/visite/nom]/label", "/data/nom", []),
        ("instance('communes')/root/item[name = concat('c', /data/age)]/label", "/data/nom", ["Commune 34"]),
        (
            "instance('communes')/root/item[name = concat('c', position())]/label",
            "/data/nom",
            [f"Commune {n}" for n in ()],
        ),
        ("instance('communes')/root/item[name = 3]/label", "/data/nom", []),
        ("if(true(), /data/visite, /data/nom)/lieu", "/data/nom", ["Gao", "Kidal", "Mopti"]),
    ],
)
def test_paths(source: str, node: str, expected: list[str]) -> None:
    """A path gives its nodes in document order."""
    assert texts(source, node) == expected


@pytest.mark.parametrize(
    ("source", "node", "expected"),
    [
        ("/data/visite/lieu", "/data/visite[2]/n", ["Kidal"]),
        ("/data/visite/enfant/prenom", "/data/visite[1]/n", ["Ali", "Bintou"]),
        ("/data/visite/enfant/prenom", "/data/visite[1]/enfant[2]/prenom", ["Bintou"]),
        ("/data/visite/lieu", "/data/visite[3]", ["Mopti"]),
        ("/data/visite[1]/lieu", "/data/visite[3]/n", ["Gao"]),
        ("/data/visite/enfant[1]/prenom", "/data/visite[1]/enfant[2]/prenom", ["Ali"]),
        ("indexed-repeat(/data/visite/lieu, /data/visite, 2)", "/data/visite[3]/n", ["Kidal"]),
        ("indexed-repeat(/data/visite/lieu, /data/visite, position(..) - 1)", "/data/visite[3]/n", ["Kidal"]),
        ("indexed-repeat(/data/visite/lieu, /data/visite, 0)", "/data/visite[3]/n", []),
        ("indexed-repeat(/data/visite/lieu, /data/visite, 9)", "/data/visite[3]/n", []),
        ("indexed-repeat(/data/visite/enfant/prenom, /data/visite/enfant, 2)", "/data/visite[1]/n", ["Bintou"]),
        (
            "indexed-repeat(/data/visite/enfant/prenom, /data/visite, 2, /data/visite/enfant, 1)",
            "/data/nom",
            ["Cheick"],
        ),
    ],
)
def test_paths_inside_repeats(source: str, node: str, expected: list[str]) -> None:
    """Inside a repeat an absolute path reads the instance in which it stands, unless a place is given."""
    assert texts(source, node) == expected


def test_a_path_that_ends_at_a_repeat_reads_all_instances() -> None:
    """`count(/data/visite)` counts all visits, from inside as from outside."""
    assert value("count(/data/visite)", "/data/visite[2]/n") == 3.0
    assert value("count(/data/visite)") == 3.0


def test_a_node_elsewhere_than_the_base_reads_all_instances() -> None:
    """An expression compiled for a repeat but evaluated outside of it falls back to plain XPath."""
    root = form()
    path = compile_expression("/data/visite/lieu", base="/data/visite/n", repeats=REPEATS)
    outside = path.nodes(Context(World(root), at(root, "/data/nom")))
    above = path.nodes(Context(World(root), root))
    inner = path.nodes(Context(World(root), at(root, "/data/visite[2]/enfant/prenom")))
    assert ([len(outside), len(above)], [node.text() for node in inner]) == ([3, 3], ["Kidal"])
    place = compile_expression(
        "indexed-repeat(/data/visite/enfant/prenom, /data/visite/enfant, 1)", base="/data/visite/n", repeats=REPEATS
    )
    assert [node.text() for node in place.nodes(Context(World(root), root))] == ["Ali"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("../age > 18", True),
        ("18 < ../age", True),
        ("../age >= '34'", True),
        ("../vide > 0", False),
        ("../vide = ''", True),
        ("../vide != ''", False),
        ("'' = ../vide", True),
        ("../absent = ''", False),
        ("../age = 34.0", True),
        ("../age = '34'", True),
        ("../visite/n = 3", True),
        ("../visite/n = ../age", False),
        ("../visite/n != ../visite/n", True),
        ("../age != ../age", False),
        ("../absent != ../age", False),
        ("../visite/n < ../age", True),
        ("../visite/n <= ../visite/n", True),
        ("../visite/n > ../age", False),
        ("../visite/n >= ../nom", False),
        ("../visite = true()", True),
        ("../absent = true()", False),
        ("false() != ../nom", True),
        ("../age > true()", True),
        ("true() = 'non'", True),
        ("true() = 1", True),
        ("1 = '1.0'", True),
        ("'1' = '1.0'", False),
        ("'1' < '1.5'", True),
        ("2 > 1 = true()", True),
        ("if(true(), 2, 'x') > 1", True),
        ("if(true(), ../age, 'x') = '34'", True),
        ("'34' = if(true(), ../age, 'x')", True),
        ("if(true(), 'a', 'x') != 'a'", False),
        ("../jour = date('2026-11-20')", True),
        ("../jour < today()", True),
        ("today() - 1 > ../jour", True),
        ("today() = '2026-11-22'", True),
        ("1 and 'x' and ../nom", True),
        ("0 or '' or ../absent", False),
        ("true() and false()", False),
        ("false() or true()", True),
        ("now()", True),
    ],
)
def test_conditions(source: str, expected: bool) -> None:
    """Comparisons follow XPath 1.0, section 3.4, with dates as numbers."""
    root = form()
    expression = compile_expression(source, base="/data/nom")
    assert expression.boolean(Context(World(root), at(root, "/data/nom"))) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7.0),
        ("10 - 2 - 3", 5.0),
        ("7 div 2", 3.5),
        ("1 div 0", math.inf),
        ("-1 div 0", -math.inf),
        ("-5 mod 3", -2.0),
        ("--../age", 34.0),
        ("-../age", -34.0),
        ("-'x'", math.nan),
        ("0 div 0", math.nan),
        ("5 mod 0", math.nan),
        ("../vide + 1", math.nan),
        ("../absent + 1", math.nan),
        ("'2026-11-21' - '2026-11-20'", 1.0),
        ("../visite/n + 0", 2.0),
        ("if(true(), '4', '') * 2", 8.0),
    ],
)
def test_arithmetic(source: str, expected: float) -> None:
    """Numbers are IEEE doubles; what is no number is NaN."""
    found = value(source)
    assert isinstance(found, float)
    assert (math.isnan(found) and math.isnan(expected)) or found == expected


def test_typed_shortcuts() -> None:
    """The same expression as text, number, truth and nodes."""
    root = form()
    context = Context(World(root), at(root, "/data/nom"))
    age = compile_expression("../age", base="/data/nom")
    assert (age.string(context), age.number(context), age.boolean(context)) == ("34", 34.0, True)
    assert age.nodes(context) == (at(root, "/data/age"),)
    assert age.evaluate(context) == (at(root, "/data/age"),)
    nothing = compile_expression("../absent", base="/data/nom")
    assert (nothing.string(context), nothing.boolean(context), nothing.nodes(context)) == ("", False, ())
    chosen = compile_expression("if(true(), today(), 0)", base="/data/nom")
    assert chosen.string(context) == "2026-11-22"
    assert chosen.boolean(context)
    assert isinstance(chosen.evaluate(context), Moment)
    with pytest.raises(EvaluationError) as caught:
        chosen.nodes(context)
    assert caught.value.code is EvaluationCode.NOT_A_NODESET


def test_conditions_of_many_parts() -> None:
    """A long chain of conditions stops at the first that decides."""
    assert value("/data/absent or '' or /data/nom or instance('nowhere')") is True
    assert value("1 and 1 and '' and instance('nowhere')") is False
    assert value("1 and 1 and 1") is True


def test_a_chain_of_unions_and_steps_off_several_nodes() -> None:
    """Steps from several nodes give each node once, in document order."""
    assert texts("(/data/visite/enfant | /data/visite)/descendant::prenom") == ["Ali", "Bintou", "Cheick"]
    assert texts("/data/visite/enfant/ancestor-or-self::*[self::visite]/lieu") == ["Gao", "Kidal"]


def test_unknown_instance() -> None:
    """A list that the form has not is an error with the list's name."""
    with pytest.raises(EvaluationError, match=r"^unknown_instance: nowhere$") as caught:
        value("instance('nowhere')/root/item")
    assert caught.value.code is EvaluationCode.UNKNOWN_INSTANCE


def test_all_kinds_of_nodes() -> None:
    """Comments, instructions and text nodes are found by their tests."""
    root = document(
        element(
            "a",
            {},
            [text("un "), comment("note"), processing_instruction("p", "x"), element("b", {}, "deux"), text(" trois")],
        )
    )
    context = Context(World(root), root.named("a")[0])
    for source, expected in (
        ("comment()", ["note"]),
        ("processing-instruction()", ["x"]),
        ("processing-instruction('p')", ["x"]),
        ("processing-instruction('q')", []),
        ("text()", ["un ", " trois"]),
        ("node()", ["un ", "note", "x", "deux", " trois"]),
        ("/", ["un deux trois"]),
    ):
        assert [node.text() for node in compile_expression(source).nodes(context)] == expected, source


def test_a_naive_clock_is_refused() -> None:
    """An environment whose clock has no zone is a mistake of the programmer."""

    class Naive(World):
        """A world whose clock forgot its zone."""

        def now(self):
            """Without a zone."""
            return super().now().replace(tzinfo=None)

    root = form()
    with pytest.raises(ValueError, match="aware"):
        compile_expression("number('2026-11-22')").number(Context(Naive(root), root))


class Live:
    """A tree of another kind: it shows a static one, node by node, and keeps what it has shown."""

    def __init__(self, shown: StaticNode, parent: Live | None = None) -> None:
        self.kind = shown.kind
        self.name = shown.name
        self.parent = parent
        self._shown = shown
        self._children = [Live(child, self) for child in shown.children()]

    def children(self) -> list[Live]:
        """The nodes below."""
        return self._children

    def named(self, name: str) -> list[Live]:
        """The child elements of that name."""
        return [child for child in self._children if child.name == name]

    def attributes(self) -> list[Live]:
        """None: a live tree need not have any."""
        return []

    def text(self) -> str:
        """The text of the node shown."""
        return self._shown.text()


def test_any_tree_will_do() -> None:
    """The evaluator asks no more of a tree than `Node` says, and long lists need no index."""
    root = Live(form())
    world = World(form())
    world.root = root
    world._lists["communes"] = Live(communes())
    context = Context(world, root.named("data")[0].named("nom")[0])
    for source, expected in (
        ("/data/visite[n > 2]/lieu", "Kidal"),
        ("join(' ', //prenom | ../age)", "34 Ali Bintou Cheick"),
        ("pulldata('communes', 'label', 'name', 'c7')", "Commune 7"),
        ("pulldata('communes', 'label', 'name', 'x')", ""),
        ("instance('communes')/root/item[name = 'c7']/label", "Commune 7"),
        ("instance('communes')/root/item[name = /data/visite/lieu]/label", ""),
    ):
        assert compile_expression(source, base="/data/nom").string(context) == expected, source


def test_a_caller_deep_in_the_stack_gets_a_problem() -> None:
    """Even where Python's own stack is nearly used up, the answer is a problem."""

    def dive(levels: int) -> None:
        if levels:
            dive(levels - 1)
        else:
            compile_expression("not(" * 50 + "1" + ")" * 50)

    with pytest.raises(ExpressionProblem) as caught:
        dive(sys.getrecursionlimit() - len(inspect.stack(0)) - 80)
    assert caught.value.code is ProblemCode.TOO_DEEP
