"""The XPath cases once more, through the command: what comes out is compared as somebody who only has it would."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from dialogues.expressions.documents import DocumentProblem, read_document
from tests.conformance.test_xpath import CASES, RECORDED
from tests.conformance.xpath_gaps import GAPS, UNVERIFIED_LEAST, VERIFIED_LEAST

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = "import sys; from bot.cli import main; sys.exit(main(['guide', 'eval', '--batch']))"


def number(value: object) -> float:
    """A number as JSON or, where it lacks it, as a word."""
    return float(str(value).replace("Infinity", "inf"))


def agrees(case: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    """Whether an answer is what was recorded."""
    kind, expected = case["type"], case["expected"]
    if kind == "throws" or "error" in answer:
        return kind == "throws" and "error" in answer
    value = answer["value"]
    match kind:
        case "number":
            found, wanted = number(value), number(expected)
            return (math.isnan(found) and math.isnan(wanted)) or math.isclose(found, wanted, rel_tol=1e-12)
        case "number-rounded":
            return abs(number(value) - number(expected)) < 1 / case["factor"]
        case "string-length":
            return len(value) == expected
        case "match":
            return re.search(expected.removesuffix("i").strip("/"), value, re.IGNORECASE) is not None
        case "nodeset" | "nodeset-unordered":
            nodes = read_document(case["context_xml"]).by_path
            texts = [nodes[path].text() for path in expected]
            if "<!DOCTYPE" in case["context_xml"]:  # recorded as a node whose path is that of the root element
                return len(value) == len(texts)
            return bool(value == texts or (kind != "nodeset" and sorted(value) == sorted(texts)))
        case "string":
            return bool(value == str(expected))
    return bool(value == expected)


@pytest.mark.slow
@pytest.mark.skipif(not CASES.exists(), reason="the shared conformance folder is not here")
def test_recorded_cases_through_the_command() -> None:
    """One process answers every case, a line each; as many agree as agree inside."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    lines = "".join(json.dumps({**case, "now": RECORDED.isoformat()}) + "\n" for case in cases)
    ran = subprocess.run(
        [sys.executable, "-c", COMMAND],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TZ": "America/Phoenix"},
    )
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(answers) == len(cases)
    listed = {identifier for gap in GAPS for identifier in gap.cases}
    kinds: dict[bool, list[bool]] = {True: [], False: []}
    wrong: list[str] = []
    for case, answer in zip(cases, answers, strict=True):
        try:
            good = agrees(case, answer)
        except (DocumentProblem, TypeError, ValueError):
            good = False
        verified = case["verified"].startswith("passes")
        kinds[verified].append(good)
        if verified and not good and case["id"] not in listed:
            wrong.append(f"{case['id']}: {case['expression'][:80]} -> {answer}, not {case['expected']!r}")
    print("through the command:", *(f"{sum(kinds[one])} of {len(kinds[one])}" for one in (True, False)))
    assert not wrong, "\n".join(wrong)
    assert sum(kinds[True]) >= VERIFIED_LEAST * len(kinds[True])
    assert sum(kinds[False]) >= UNVERIFIED_LEAST * len(kinds[False])
