"""How long a guide takes: 25 s a closed question, 90 s an open one, repeats as far as they are sure."""

from dialogues.xforms.estimate import Estimate, estimate, length_notes
from dialogues.xforms.problems import ProblemCode, Severity
from dialogues.xforms.xform import compile_xform
from tests.dialogues.xforms.forms import bind, xform


def of(body: str, data: str = "<a/><b/><c/><r><d/></r>", binds: str = "") -> Estimate:
    """The estimate of a form with this body."""
    return estimate(compile_xform(xform(data, binds, body)))


def test_closed_and_open() -> None:
    """A text is open where the guide never says multiline; a number typed as text is not; speech is."""
    closed = "<input ref='/data/a' appearance='numbers'/>"
    assert of(closed) == Estimate(1, 0, 1, 1)
    assert of(closed + "<input ref='/data/b'/>") == Estimate(2, 1, 2, 3)
    assert of("<input ref='/data/a' appearance='multiline'/><input ref='/data/b'/>") == Estimate(2, 1, 2, 3)
    assert of("<upload ref='/data/a' mediatype='audio/*'/>") == Estimate(1, 1, 2, 3)


def test_repeats_and_groups() -> None:
    """A literal count counts, up to three; any other repeat counts once; notes do not."""
    repeat = "<group><repeat nodeset='/data/r'{0}><input ref='/data/r/d' appearance='numbers'/></repeat></group>"
    assert of(repeat.format(" jr:count='2'")).asked == 2
    assert of(repeat.format(" jr:count='9'")).asked == 3
    assert of(repeat.format(" jr:count='/data/a'")).asked == 1
    assert of(repeat.format("")).asked == 1
    assert of("<input ref='/data/a'/>", binds=bind("a", readonly="true()")).asked == 0


def test_notes_on_length() -> None:
    """Above 30 minutes every guide is warned; above 35 questions and 8 open ones, interviews."""
    assert length_notes(Estimate(35, 8, 30, 45), "entretien") == ()
    notes = length_notes(Estimate(36, 9, 31, 47), "entretien")
    assert [note.code for note in notes] == [
        ProblemCode.TOO_LONG,
        ProblemCode.TOO_MANY_QUESTIONS,
        ProblemCode.TOO_MANY_OPEN,
    ]
    assert {note.severity for note in notes} == {Severity.NOTE}
    assert [note.code for note in length_notes(Estimate(36, 9, 31, 47), "seance")] == [ProblemCode.TOO_LONG]
