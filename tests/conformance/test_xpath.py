"""The XPath cases of ODK Web Forms, Enketo and JavaRosa, when the shared folder is there."""

from __future__ import annotations

import json
import math
import re
import xml.dom.minidom as dom
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from dialogues.expressions import (
    Context,
    EvaluationError,
    ExpressionProblem,
    Moment,
    StaticNode,
    compile_expression,
)
from tests.conformance.xpath_gaps import GAPS, UNVERIFIED_LEAST, VERIFIED_LEAST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CASES = Path(__file__).parents[3] / "shared" / "conformance" / "xpath_cases.json"
PHOENIX = ZoneInfo("America/Phoenix")
RECORDED = datetime(2026, 11, 21, 21, 47, tzinfo=PHOENIX)
"""When the cases were recorded: some of them hold the day before and the day after as literals."""

LABELS = {
    dom.Node.TEXT_NODE: "text()",
    dom.Node.CDATA_SECTION_NODE: "#cdata-section",
    dom.Node.COMMENT_NODE: "comment()",
    dom.Node.PROCESSING_INSTRUCTION_NODE: "processing-instruction()",
}


class Recorded:
    """The environment in which the suites ran."""

    def __init__(self, root: StaticNode, top: StaticNode, language: str) -> None:
        self.root = root
        self._language = language
        self._top = top
        self._draws = 0

    def now(self) -> datetime:
        """When the cases were recorded."""
        return RECORDED

    def _elements(self, name: str) -> Iterator[StaticNode]:
        pending = [self._top]
        while pending:
            node = pending.pop(0)
            if node.name == name:
                yield node
            pending.extend(node.children())

    def instance(self, name: str) -> StaticNode | None:
        """The instance element that bears the id."""
        for node in self._elements("instance"):
            if any(one.name == "id" and one.text() == name for one in node.attributes()):
                return node
        return None

    def random(self) -> float:
        """Draws that differ."""
        self._draws += 1
        return self._draws * 0.618 % 1

    def uuid(self) -> str:
        """A random UUID of version 4."""
        return "12345678-1234-4234-8234-1234567890ab"

    def choice_label(self, _node: StaticNode, value: str) -> str:
        """The choice itself."""
        return value

    def itext(self, identifier: str) -> str:
        """The text in the language of the case."""
        for translation in self._elements("translation"):
            if any(one.name == "lang" and one.text() == self._language for one in translation.attributes()):
                for text in translation.named("text"):
                    if any(one.text() == identifier for one in text.attributes()):
                        return next(value.text() for value in text.named("value") if not value.attributes())
        return ""

    def property(self, _name: str) -> str:
        """Nothing is known of the device."""
        return ""

    def version(self) -> str:
        """A version."""
        return "1"


def tree(xml: str) -> tuple[StaticNode, dict[str, StaticNode], dict[int, str]]:
    """The case's document, its nodes by the suite's paths, and the paths by node."""
    by_path: dict[str, StaticNode] = {}
    paths: dict[int, str] = {}

    def keep(path: str, node: StaticNode) -> StaticNode:
        by_path[path] = node
        paths[id(node)] = path
        return node

    def build(source: Any, path: str) -> StaticNode:
        attributes = [
            keep(f"{path}/@{name}", StaticNode("attribute", name, text=value))
            for name, value in source.attributes.items()
            if name != "xmlns" and not name.startswith("xmlns:")
        ]
        return keep(path, StaticNode("element", source.tagName, attributes=attributes, children=below(source, path)))

    def below(source: Any, path: str) -> list[StaticNode]:
        seen: Counter[str] = Counter()
        found: list[StaticNode] = []
        for child in source.childNodes:
            if child.nodeType == dom.Node.ELEMENT_NODE:
                seen[child.tagName] += 1
                found.append(build(child, f"{path}/{child.tagName}[{seen[child.tagName]}]"))
            elif (label := LABELS.get(child.nodeType)) is not None:
                key = label + getattr(child, "target", "")
                seen[key] += 1
                kind = label.removesuffix("()") if label.endswith("()") else "text"
                name = child.target if kind == "processing-instruction" else ""
                node = StaticNode(kind, name, text=child.data)
                found.append(keep(f"{path}/{label}[{seen[key]}]", node))
        return found

    # The browser's tree, not lxml's: the cases tell CDATA sections from text.
    source = dom.parseString(xml or "<root/>")  # noqa: S318 - recorded cases, not somebody's upload
    top = StaticNode("root", children=below(source, ""))
    by_path["/"] = top
    paths[id(top)] = "/"
    return top, by_path, paths


def number(value: object) -> float:
    """A recorded number; the recording writes those that JSON lacks as strings."""
    return float(str(value).replace("Infinity", "inf"))


def same(one: float, other: float) -> bool:
    """Whether two numbers are the same but for the last digit, NaN included."""
    return (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


def run(case: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a case gives what it should, and what it gave."""
    top, by_path, paths = tree(case["context_xml"])
    forms = [node for path, node in by_path.items() if path.endswith("model[1]/instance[1]") and "h:html" in path]
    root = forms[0] if forms else top
    node = by_path[case["context_node"]] if case["context_node"] else top
    spoken = re.search(r"in language '(\w+)'", case["test"])
    context = Context(Recorded(root, top, spoken.group(1) if spoken else "fr"), node)
    kind, expected = case["type"], case["expected"]
    try:
        repeats = frozenset(
            one.text()
            for path, node_ in by_path.items()
            if path.endswith("/@nodeset") and node_.parent is not None and node_.parent.name == "repeat"
            for one in (node_,)
        )
        base = re.sub(r"\[\d+\]", "", case["context_node"] or "/").removeprefix("/h:html/h:head/model/instance")
        expression = compile_expression(case["expression"].replace("xhtml:", ""), base=base, repeats=repeats)
        match kind:
            case "throws":
                return False, repr(expression.evaluate(context))
            case "boolean":
                found: object = expression.boolean(context)
                return found is expected, repr(found)
            case "number":
                value = expression.number(context)
                return same(value, number(expected)), repr(value)
            case "number-rounded":
                value, factor = expression.number(context), case["factor"]
                good = (
                    same(round(value * factor) / factor, number(expected)) or abs(value - number(expected)) < 1 / factor
                )
                return good, repr(value)
            case "string-length":
                return len(expression.string(context)) == expected, expression.string(context)
            case "match":
                text = expression.string(context)
                pattern = expected.removesuffix("i").strip("/")
                return re.search(pattern, text, re.IGNORECASE) is not None, text
            case "date":
                day = expression.evaluate(context)
                text = day.instant.date().isoformat() if isinstance(day, Moment) and day.instant else repr(day)
                return text == expected, text
            case "nodeset" | "nodeset-unordered":
                got = [paths[id(one)] for one in expression.nodes(context)]
                return (got == expected or (kind != "nodeset" and sorted(got) == sorted(expected))), repr(got)
            case _:
                text = expression.string(context)
                return text == str(expected), repr(text)
    except (ExpressionProblem, EvaluationError) as error:
        return kind == "throws", f"{type(error).__name__} {error}"


@pytest.mark.skipif(not CASES.exists(), reason="the shared conformance folder is not here")
def test_recorded_cases() -> None:
    """Every recorded case passes but for the listed gaps, and every listed gap is one."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    failed = {
        case["id"]: f"{case['expression'][:100]} -> {got}, not {case['expected']!r}"
        for case in cases
        for good, got in (run(case),)
        if not good
    }
    verified = {case["id"] for case in cases if case["verified"].startswith("passes")}
    rate = 1 - len(verified & failed.keys()) / len(verified)
    others = {case["id"] for case in cases} - verified
    other_rate = 1 - len(others & failed.keys()) / len(others)
    print(f"XPath: {rate:.2%} of {len(verified)} verified cases, {other_rate:.2%} of {len(others)} others")
    listed = {identifier for gap in GAPS for identifier in gap.cases}
    unexpected = {identifier: said for identifier, said in failed.items() if identifier in verified - listed}
    assert not unexpected, "\n".join(f"{identifier}: {said}" for identifier, said in unexpected.items())
    assert not (listed & verified) - failed.keys(), "these gaps are closed: take them off the list"
    assert rate >= VERIFIED_LEAST
    assert other_rate >= UNVERIFIED_LEAST
