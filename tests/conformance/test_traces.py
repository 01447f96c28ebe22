"""Interviews recorded in ODK Web Forms' engine, held again here; read where they are, not copied."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from dialogues.forms.definition import FormDefinition
from dialogues.xforms.written import Written, read_written
from dialogues.xforms.xform import compile_xform
from tests.conformance.trace_gaps import GAPS
from tests.conformance.traces import differences, played

SHARED = Path(__file__).parents[3] / "shared" / "conformance"
TRACES = sorted((SHARED / "traces").glob("*.json"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.exists(), reason="the recorded interviews are not part of the project"),
]


@cache
def form(name: str) -> tuple[FormDefinition, Written]:
    """A form of the folder, compiled once for all its interviews."""
    xml = (SHARED / "xforms" / name).read_bytes()
    return compile_xform(xml), read_written(xml)


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_trace(path: Path) -> None:
    """Every field of every node, labels in every language and the submission are those recorded, known gaps apart."""
    trace = json.loads(path.read_text(encoding="utf-8"))
    definition, written = form(trace["form"])
    told = played(definition, written, trace)
    known = [place for gap in GAPS for name, place in gap.places if name == path.stem]
    found = list(differences(definition, trace, told))
    unknown = [(key, what) for key, what in found if not any(key.startswith(place) for place in known)]
    if known:
        unknown = [(key, what) for key, what in unknown if what != "submission"]  # it holds the same differences
    assert unknown == []
    closed = [place for place in known if not any(key.startswith(place) for key, _ in found)]
    assert closed == [], "these gaps are closed: take them out of the list"
