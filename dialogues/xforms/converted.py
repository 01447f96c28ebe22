"""What a conversion gives, and how it crosses from the child process: JSON, bytes in base 64."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dialogues.messages import Phrase
from dialogues.xforms.length import Length
from dialogues.xforms.mends import Mend, MendCode
from dialogues.xforms.problems import Problem, ProblemCode, Severity

__all__ = ["Checked", "Converted", "content_hash", "from_json", "to_json"]


@dataclass(frozen=True, slots=True)
class Converted:
    """A guide that converted and compiled.

    Args:
        xform: the ODK XForm.
        version: as its settings say, "" when they say none.
        files: external files and media by name.
        settings: Baro's own settings, as in `FormDefinition`.
        statuses: translation status by (path or list/name, language); a reviewer stands under the language
            «reviewer::<language>».
        warnings: notes that do not stop it.
        content_hash: SHA-256 of all that decides on the guide, hexadecimal.
    """

    xform: bytes
    title: str
    form_id: str
    version: str
    files: Mapping[str, bytes]
    settings: Mapping[str, str]
    statuses: Mapping[tuple[str, str], str]
    warnings: tuple[Problem, ...]
    content_hash: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check.

    Args:
        problems: everything found.
        converted: the guide itself when nothing stops it.
        length: when it was rehearsed.
        mends: what was changed in what is here.
        offer: what it would be once mended, when something stops it and mending is enough.
    """

    problems: tuple[Problem, ...]
    converted: Converted | None = None
    length: Length | None = None
    mends: tuple[Mend, ...] = ()
    offer: Checked | None = None

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems that stop it."""
        return tuple(found for found in self.problems if found.severity is Severity.FAULT)


def content_hash(sheets: bytes, files: Mapping[str, bytes]) -> str:
    """SHA-256 over what a guide is published from: its sheets' cells and its files.

    Neither the spreadsheet's bytes, which change with every saving, nor the XForm, whose order pyxform does not fix.

    Args:
        sheets: from `sheets_json`.
        files: external files and media by name.

    Returns:
        Hexadecimal.
    """
    digest = hashlib.sha256()
    for part in (sheets, *(part for name, data in sorted(files.items()) for part in (name.encode(), data))):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def to_json(checked: Checked) -> str:
    """For the parent process."""
    return json.dumps(_out(checked), ensure_ascii=False)


def _out(checked: Checked) -> dict[str, object]:
    converted = checked.converted
    return {
        "problems": [_problem_out(found) for found in checked.problems],
        "length": checked.length.figures() if checked.length is not None else None,
        "converted": None
        if converted is None
        else {
            "xform": _encode(converted.xform),
            "title": converted.title,
            "form_id": converted.form_id,
            "version": converted.version,
            "files": {name: _encode(data) for name, data in converted.files.items()},
            "settings": dict(converted.settings),
            "statuses": [[*key, status] for key, status in converted.statuses.items()],
            "content_hash": converted.content_hash,
        },
        "mends": [asdict(mend) for mend in checked.mends],
        "offer": None if checked.offer is None else _out(checked.offer),
    }


def from_json(words: str) -> Checked:
    """What the child process wrote.

    Raises:
        ValueError, KeyError, TypeError: it wrote something else.
    """
    return _in(json.loads(words))


def _in(read: Mapping[str, Any]) -> Checked:
    problems = tuple(_problem_in(found) for found in read["problems"])
    length = read["length"]
    converted = read["converted"]
    return Checked(
        problems,
        None
        if converted is None
        else Converted(
            _decode(converted["xform"]),
            converted["title"],
            converted["form_id"],
            converted["version"],
            {name: _decode(data) for name, data in converted["files"].items()},
            converted["settings"],
            {(place, language): status for place, language, status in converted["statuses"]},
            tuple(found for found in problems if found.severity is Severity.NOTE),
            converted["content_hash"],
        ),
        None if length is None else Length.of(length),
        tuple(Mend(**{**mend, "code": MendCode(mend["code"])}) for mend in read["mends"]),
        None if read["offer"] is None else _in(read["offer"]),
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decode(data: str) -> bytes:
    return base64.b64decode(data, validate=True)


def _problem_out(found: Problem) -> dict[str, object]:
    return {
        "code": found.code.value,
        "sheet": found.sheet,
        "row": found.row,
        "column": found.column,
        "phrase": found.phrase.key,
        "remedy": found.remedy.key,
        "holes": dict(found.phrase.params),
        "severity": found.severity.value,
    }


def _problem_in(read: Mapping[str, object]) -> Problem:
    holes = read["holes"]
    row = read["row"]
    if not isinstance(holes, dict) or not isinstance(row, int | None):
        raise TypeError("no problem")
    return Problem(
        ProblemCode(str(read["code"])),
        str(read["sheet"]),
        row,
        str(read["column"]),
        Phrase(str(read["phrase"]), holes),
        Phrase(str(read["remedy"]), holes),
        Severity(read["severity"]),
    )
