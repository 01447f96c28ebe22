"""The converter's remarks: the common ones in our words, the rest quoted, what means nothing left out."""

from dialogues.xforms.problems import ProblemCode, Severity
from dialogues.xforms.remarks import remark, remarks


def test_common_remarks() -> None:
    """Missing translations and codes are told language by language."""
    missing = (
        "Language 'English (en)' is missing the survey columns hint, image.\n"
        "Language 'fr' is missing the choices label column."
    )
    said = [
        missing,
        "The following language declarations do not contain valid machine-readable codes: French, fr(x). Learn more: x",
        "[row : 7] Use the max-pixels parameter",
    ]
    found = list(remarks(said))
    assert [(one.code, one.sheet) for one in found] == [
        (ProblemCode.MISSING_TRANSLATION, "survey"),
        (ProblemCode.MISSING_TRANSLATION, "choices"),
        (ProblemCode.LANGUAGE_CODE, ""),
    ]
    assert found[0].phrase.params == {"language": "English (en)", "columns": "hint, image"}
    assert found[1].phrase.params == {"language": "fr", "columns": "label"}
    assert found[2].phrase.params == {"languages": "French, fr(x)"}
    assert {one.severity for one in found} == {Severity.NOTE}


def test_other_remarks() -> None:
    """A sentence we do not know is quoted on one line, with its row, and shortened."""
    (found,) = remarks(["[row : 7] Something\nodd"])
    assert (found.sheet, found.row, found.phrase.params["detail"]) == ("survey", 7, "Something odd")
    assert len(str(remark(ProblemCode.CONVERTER, "x" * 500).phrase.params["detail"])) == 401
