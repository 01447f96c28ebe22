"""Expressions that would take for ever, or all the memory: each ends soon, with a value or a named problem."""

from __future__ import annotations

import pytest

import dialogues.expressions.context as limits
from dialogues.expressions import (
    Context,
    EvaluationCode,
    EvaluationError,
    StaticNode,
    compile_expression,
    document,
    element,
)
from tests.dialogues.expressions.world import World

MANY = 400
WORK = 50_000
"""A limit that is reached soon."""


class Crowd(World):
    """A form with a long repeat and a long list."""

    def __init__(self) -> None:
        rows = [
            element("item", content=[element("name", content=f"n{n}"), element("v", {}, str(n))]) for n in range(MANY)
        ]
        self.list = document(element("root", {}, rows))
        people = [element("p", {}, [element("a", {}, "1"), element("b")]) for _ in range(MANY)]
        super().__init__(document(element("data", {}, people)))

    def instance(self, name: str) -> StaticNode | None:
        """The long list."""
        return self.list if name == "x" else None


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    """One crowd for all expressions."""
    return Crowd()


def nested(opening: str, closing: str, core: str, times: int) -> str:
    """An expression in itself, so many times."""
    return opening * times + core + closing * times


@pytest.mark.parametrize(
    "source",
    [
        nested("//*[", "]", "1=1", 30),
        nested("//*[count(", ") > 0]", "//*", 30),
        "/data/*" + "/../*" * 3_000,
        "/data" + "//.." * 3_000,
        "//p[sum(//a) > 3]",
        "instance('x')/root/item[sum(instance('x')/root/item/v) > 1]",
        "instance('x')/root/item[../item/v = 'z']",
        "instance('x')/root/item[../item/v != v]",
        "instance('x')/root/item[../item/v > v]",
        "//*[preceding::zz]",
        "//*[preceding-sibling::zz]",
        "//*[join(' ', //*) = 'a']",
        "//*[string(/data) = 'q']",
        "//*[number(/data) = 7]",
        "//*[. = /data]",
        "//*[max(//a) = -1]",
        "//*[count-non-empty(//a) = -1]",
        "//*[id('q')]",
        "//*[regex(join('', //a), '(a*)*b')]",
        "//*[uuid(4096) = 'a']",
        "instance('x')/root/item[position(.) = -1]",
        "//*[count(randomize(instance('x')/root/item)) = 0]",
        "//*[checklist(0, 1, instance('x')/root/item)]",
        "//*[weighted-checklist(0, 1, instance('x')/root/item, instance('x')/root/item)]",
        "//*[area(instance('x')/root/item) = 1]",
        "//*[distance(instance('x')/root/item) = 1]",
        "//*[" + " or ".join(["zz"] * 5_000) + "]",
        "//*[" + " | ".join(["//*"] * 100) + "]",
    ],
)
def test_work_is_bounded(crowd: Crowd, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks at more nodes than an evaluation may is given up, by name."""
    monkeypatch.setattr(limits, "MAX_WORK", WORK)
    expression = compile_expression(source)
    context = Context(crowd, crowd.root)
    with pytest.raises(EvaluationError) as caught:
        expression.nodes(context)
    assert caught.value.code is EvaluationCode.TOO_LARGE


def test_text_is_bounded(crowd: Crowd) -> None:
    """A text joined from a text joined stays short enough."""
    for source in (
        "concat(" + ",".join(["/data"] * 3_000) + ")",
        "join(concat(" + ",".join(["/data"] * 10) + "), //a)",
    ):
        with pytest.raises(EvaluationError, match="too_large: text"):
            compile_expression(source).string(Context(crowd, crowd.root))


def test_nested_look_ups_are_compiled_once(crowd: Crowd) -> None:
    """A look-up in a look-up, sixty deep, is a filter and a look-up at each depth, not at each way there."""
    source = nested("instance('x')/root/item[name = ", "]/name", "'n1'", 60)
    assert compile_expression(source).string(Context(crowd, crowd.root)) == "n1"


def test_long_flat_expressions_do_not_recurse(crowd: Crowd) -> None:
    """Thousands of steps, comparisons and predicates are walked one after the other."""
    context = Context(crowd, crowd.root)
    assert compile_expression("=".join(["1"] * 15_000)).boolean(context) is True
    assert compile_expression("3 > 2 > 1").boolean(context) is False
    assert compile_expression("1 < 2 = true()").boolean(context) is True
    assert len(compile_expression("/data" + "/p[1]/.." * 2_000).nodes(context)) == 1


def test_a_real_filter_is_no_hostile_one(crowd: Crowd) -> None:
    """One pass over a long list, with conditions that no index answers, is far below the limit."""
    context = Context(crowd, crowd.root)
    found = compile_expression("instance('x')/root/item[v > 10 and v < 15 and starts-with(name, 'n')]/v").nodes(context)
    assert [node.text() for node in found] == ["11", "12", "13", "14"]
    assert context.work is not None
    assert context.work[0] < limits.MAX_WORK // 20
