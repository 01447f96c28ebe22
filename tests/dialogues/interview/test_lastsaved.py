"""What is brought of the interview before, and how expressions read it."""

from __future__ import annotations

import pytest

from dialogues.interview.lastsaved import MOST, brought
from dialogues.xforms.xform import compile_xform
from tests.dialogues.interview.talk import Talk
from tests.dialogues.xforms.forms import asked, bind, xform

MODEL = "<instance id='avant' src='jr://instance/last-saved'/>"
VALUES = {"/data/a": "1", "/data/r[1]/b": "2", "/data/r[2]/b": "3", "/data/r[2]/c": "4", "/data/ab": "5"}


@pytest.mark.parametrize(
    ("expression", "value", "refs"),
    [
        ("instance('avant')/data/a", "1", ["/data/a"]),
        ("sum(instance( 'avant' )/data/r/b)", "5", ["/data/r[1]/b", "/data/r[2]/b"]),
        ("instance('avant')/data/r[b = 3]/c", "4", ["/data/r[1]/b", "/data/r[2]/b", "/data/r[2]/c"]),
        ("count(instance('avant')//*)", "8", list(VALUES)),
        ("instance('avant')/data/none", "", []),
    ],
)
def test_what_is_read_is_brought(expression: str, value: str, refs: list[str]) -> None:
    """Only the paths that the guide names come with the start, with their repeats; elsewhere there is nothing."""
    data = "<a/><x/>"
    binds = bind("x", calculate=expression)
    form = compile_xform(xform(data, binds, asked("a"), model=MODEL))
    preloads = brought(form, 7, VALUES)
    assert Talk(form, preloads={"uid": "1", **preloads}).value("x") == value
    empty = Talk(form).value("x")
    assert empty == ("0" if "(instance" in expression else "")
    assert all((ref in preloads.get("last-saved/values", "")) is (ref in refs) for ref in VALUES if ref != "/data/a")


def test_no_more_than_so_much() -> None:
    """All values together are bounded; what comes after is left out."""
    form = compile_xform(xform("<a/><x/>", bind("x", calculate="instance('avant')/*"), asked("a"), model=MODEL))
    many = {f"/data/t{n}": "x" * 1000 for n in range(40)}
    assert brought(form, 7, many)["last-saved/values"].count("/data/") == MOST // 1000
    assert brought(compile_xform(xform("<a/>", "", asked("a"))), 7, many) == {}
