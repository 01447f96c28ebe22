"""How the weights of a trained model lie in its file: pieces by intents, as reading takes them.

Rasa's logistic regression keeps a row of weights for each intent, and for every text that it reads scipy copies the
whole table to have a row for each piece of text instead: half of what a parse costs. The same numbers in that order
from the beginning need no copy; no reading is another, and the official image serves the file as it is.
"""

from __future__ import annotations

import ast
import gzip
import io
import os
import shutil
import tarfile
import tempfile
import zipfile
from array import array
from pathlib import Path

__all__ = ["by_piece", "in_columns"]

_CLASSIFIER = ".skops"
_ARRAY = ".npy"
_MAGIC = b"\x93NUMPY\x01\x00"
_NUMBER = "<f8"


def by_piece(model: Path) -> None:
    """Put the weights of a model's classifiers in the order in which they are read; the file is replaced at once.

    Args:
        model: its file, as Rasa wrote it.

    Raises:
        OSError: it cannot be read or written.
        tarfile.TarError: it is no archive.
        zipfile.BadZipFile: a classifier in it is none.
    """
    handle, fresh = tempfile.mkstemp(prefix=".layout-", dir=model.parent)
    try:
        with (
            os.fdopen(handle, "wb") as raw,
            gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w") as to,
            tarfile.open(model, "r:gz") as source,
        ):
            for member in source:
                inner = source.extractfile(member)
                if inner is None:
                    to.addfile(member)
                    continue
                content = inner.read()
                if member.name.endswith(_CLASSIFIER):
                    content = _classifier(content)
                    member.size = len(content)
                to.addfile(member, io.BytesIO(content))
        shutil.copymode(model, fresh)
        Path(fresh).replace(model)
    finally:
        Path(fresh).unlink(missing_ok=True)


def in_columns(content: bytes) -> bytes:
    """A table of numbers with its columns one after the other; anything else as it is.

    Args:
        content: a file of numpy (format 1.0).
    """
    if not content.startswith(_MAGIC):
        return content
    start = len(_MAGIC) + 2
    body = start + int.from_bytes(content[len(_MAGIC) : start], "little")
    header = ast.literal_eval(content[start:body].decode("latin-1"))
    shape = header["shape"]
    if header["descr"] != _NUMBER or header["fortran_order"] or len(shape) != 2:
        return content
    rows, columns = shape
    numbers, turned = array("d", content[body:]), array("d", bytes(len(content) - body))
    for row in range(rows):
        turned[row::rows] = numbers[row * columns : (row + 1) * columns]
    said = repr({**header, "fortran_order": True}).encode("latin-1")
    return content[:start] + said.ljust(body - start - 1) + b"\n" + turned.tobytes()


def _classifier(content: bytes) -> bytes:
    """A classifier as skops keeps it (a zip), its tables turned."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as to:
        for one in source.infolist():
            inner = source.read(one)
            to.writestr(one, in_columns(inner) if one.filename.endswith(_ARRAY) else inner)
    return made.getvalue()
