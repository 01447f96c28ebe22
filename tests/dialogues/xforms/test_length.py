"""What is too long about a guide, by its median interview."""

from dialogues.xforms.length import Figures, Length, length_notes
from dialogues.xforms.problems import ProblemCode, Severity


def length(asked: int, opened: int, minutes: int) -> Length:
    """A length whose longest interview is far too long."""
    return Length(25, Figures(asked, opened, 3, minutes, minutes * 3 // 2), Figures(99, 30, 3, 99, 148))


def test_notes_on_length() -> None:
    """Above 30 minutes every guide is warned; above 35 questions and 8 open ones, interviews."""
    assert length_notes(length(35, 8, 30), "entretien") == ()
    notes = length_notes(length(36, 9, 31), "entretien")
    assert [note.code for note in notes] == [
        ProblemCode.TOO_LONG,
        ProblemCode.TOO_MANY_QUESTIONS,
        ProblemCode.TOO_MANY_OPEN,
    ]
    assert {note.severity for note in notes} == {Severity.NOTE}
    assert [note.code for note in length_notes(length(36, 9, 31), "seance")] == [ProblemCode.TOO_LONG]
