"""Real forms: each compiles or is refused with problems; none crashes, none hangs. Read where they are, not copied."""

import time
from functools import partial
from pathlib import Path

import pytest

from dialogues.locales import Locales
from dialogues.rehearsal import rehearse
from dialogues.rehearsal.person import Rules
from dialogues.xforms.problems import Problem, ProblemCode
from dialogues.xforms.sandbox import check_in_sandbox
from dialogues.xforms.xform import compile_xform
from dialogues.xforms.xlsform import check_form
from tests.conformance.walker import Walker, guide, unique_numbers

SHARED = Path(__file__).parents[3] / "shared" / "conformance"
XFORMS = sorted((SHARED / "xforms").glob("*.xml"))
XLSFORMS = sorted((SHARED / "xlsforms").glob("*.xls*"))
REFUSED = frozenset({"f008", "f053", "f062", "f072", "f082"})
"""Forms in which something is missing that only their authors know: lists, questions, what a filter was to read."""
LARGE = 300
"""Questions beyond which one person walks in the test; more do in a campaign (`tests.conformance.walker`)."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.exists(), reason="the real forms are not part of the project"),
]


def in_words(problems: tuple[Problem, ...]) -> None:
    """Every problem can be said."""
    locales = Locales.load()
    for found in problems:
        assert locales.text(found.phrase, "fr")
        assert locales.text(found.remedy, "fr")


@pytest.mark.parametrize("path", XFORMS, ids=lambda path: path.stem)
def test_xform(path: Path) -> None:
    """Every XForm that pyxform made of them compiles: no question type is missing."""
    form = compile_xform(path.read_bytes())
    assert len(set(form.numbers.values())) == len(form.numbers)
    for node in form.nodes:
        assert node not in form.dependents[node]


@pytest.mark.timeout(90)
@pytest.mark.parametrize("path", XLSFORMS, ids=lambda path: path.stem)
def test_xlsform(path: Path) -> None:
    """An XLSForm converts, mended where that is offered, and people walk it to its end; or every fault has words."""
    checked = check_form(path, partial(rehearse, clock=time.process_time, seconds=1.0))
    assert ProblemCode.PLAY_FAILED not in {found.code for found in checked.faults}
    assert (checked.converted is None) == bool(checked.faults)
    in_words(checked.problems)
    form = guide(checked)
    if form is None:
        assert path.stem in REFUSED
        return
    assert unique_numbers(form)
    rules = Rules.of(form)
    for seed in range(1 if len(form.questions) > LARGE else 3):
        Walker(form, seed, rules).walk()


@pytest.mark.parametrize("path", XLSFORMS[:3] + XLSFORMS[-1:], ids=lambda path: path.stem)
def test_in_the_sandbox(path: Path) -> None:
    """The child process finds the same, where no time limit cuts the rehearsal short."""
    inside, here = check_in_sandbox(path), check_form(path, rehearse)
    assert [found.code for found in inside.problems] == [found.code for found in here.problems]
    assert inside.length == here.length
