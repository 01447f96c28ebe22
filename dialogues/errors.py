"""The root of every exception that Baro raises on purpose: mistakes of the programmer or faults of the world.

What a person does wrong in the chat is a value, never one of these. A package that raises kinds of its own keeps
them beside the code that raises them:

    BaroError
        ConcurrentUpdate       an interview changed while it was being worked on: load it and step again
        StoreUnavailable       the database cannot take a write now; nothing was stored
        SchemaMismatch         the database is not at the version that this program works with
        Duplicate              a value that must be unique is there already; nothing was stored
        FileWanted             a message cannot be handled without a file that it brought; nothing was stored
        MissingReference       a row refers to another that is not there; nothing was stored
        ExpressionProblem      dialogues.expressions.problems: an expression that cannot be compiled
        EvaluationError        dialogues.expressions.problems: an expression that cannot be evaluated

No message of these holds an answer, a name, a phone number or a token.
"""

from __future__ import annotations

__all__ = [
    "BaroError",
    "ConcurrentUpdate",
    "Duplicate",
    "FileWanted",
    "MissingReference",
    "SchemaMismatch",
    "StoreUnavailable",
]


class BaroError(Exception):
    """Anything that Baro itself reports as wrong; its message never holds an answer, a name or a token."""


class ConcurrentUpdate(BaroError):  # noqa: N818 - says what is wrong, as DESIGN's «Words in code» asks
    """An interview changed while it was being worked on."""


class Duplicate(BaroError):  # noqa: N818 - same
    """A value that must be unique is there already; the unit of work can only be left.

    Args:
        constraint: the name of the rule, as "uq_interviews_project_id_code".
    """

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class FileWanted(BaroError):  # noqa: N818 - same
    """A message cannot be handled without the bytes of a file that it brought: fetch them and handle it again.

    Args:
        file_id: the channel's name for the file.
    """

    def __init__(self, file_id: str) -> None:
        super().__init__("a file is wanted")
        self.file_id = file_id


class MissingReference(BaroError):  # noqa: N818 - same
    """A row refers to another that is not there; the unit of work can only be left."""


class StoreUnavailable(BaroError):  # noqa: N818 - same
    """The database cannot take a write now; nothing was stored.

    Args:
        reason: `locked`, `full`, `connection` or `broken`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SchemaMismatch(BaroError):  # noqa: N818 - same
    """The database is older or newer than this program, or is no database of ours.

    Args:
        found: the revision found, "" when there is none.
        newer: True when it comes from a newer Baro.
    """

    def __init__(self, found: str, *, newer: bool) -> None:
        super().__init__("the database is of another version")
        self.found = found
        self.newer = newer
