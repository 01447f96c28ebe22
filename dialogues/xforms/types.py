"""Which question type a control of the body is (ODK XForms specification, «Body elements» and «Data types»)."""

from __future__ import annotations

__all__ = ["CONTROLS", "question_type"]

CONTROLS = frozenset({"input", "select1", "select", "upload", "range", "odk:rank", "trigger"})
"""Elements of the body that stand for one node."""

_INPUTS = {
    "int": "integer",
    "integer": "integer",
    "long": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
}
_UPLOADS = {"image": "image", "audio": "audio", "video": "video"}
_OTHERS = {
    "select1": "select_one",
    "select": "select_multiple",
    "range": "range",
    "odk:rank": "rank",
    "trigger": "acknowledge",
}


def question_type(control: str, value_type: str, media_type: str, *, read_only: bool) -> str:
    """The question type of a control.

    Args:
        control: one of `CONTROLS`.
        value_type: the bind's type.
        media_type: of an upload, «image/*».
        read_only: whether it can never be answered (`readonly="true()"`): then it is a note, whatever it shows.

    Returns:
        A key of `dialogues.questions`, known there or not.
    """
    if read_only and control != "trigger":
        return "note"
    if control == "input":
        return _INPUTS.get(value_type, "text")
    if control == "upload":
        return _UPLOADS.get(media_type.partition("/")[0], "file")
    return _OTHERS[control]
