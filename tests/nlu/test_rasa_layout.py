"""The weights of a model lie as they are read: the same numbers, in another order, in a file that is whole."""

from __future__ import annotations

import ast
import io
import tarfile
import zipfile
from array import array
from collections.abc import Mapping
from pathlib import Path

import pytest

from nlu.service.layout import by_piece, in_columns
from tests.support.real_rasa import RealRasa

ROWS = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))


def table(numbers: list[float], *, shape: str = "(2, 3)", turned: bool = False, kind: str = "<f8") -> bytes:
    """A file of numpy, written by its published format."""
    header = f"{{'descr': '{kind}', 'fortran_order': {turned}, 'shape': {shape}, }}".encode()
    header = header.ljust(-(len(header) + 11) % 64 + len(header)) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + array("d", numbers).tobytes()


def header_of(content: bytes) -> str:
    """What a file of numpy says of itself."""
    return content[10 : 10 + int.from_bytes(content[8:10], "little")].decode()


def weights(content: bytes) -> list[float]:
    """The numbers of a table as they lie."""
    return list(array("d", content[10 + len(header_of(content)) :]))


def packed(files: Mapping[str, bytes]) -> bytes:
    """A classifier as skops keeps it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as to:
        for name, content in files.items():
            to.writestr(name, content)
    return made.getvalue()


def test_a_table_is_turned() -> None:
    """Its columns one after the other, and its header says so, in as many bytes."""
    before = table([number for row in ROWS for number in row])
    after = in_columns(before)
    header = header_of(after)
    assert weights(after) == [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]
    assert "'fortran_order': True" in header
    assert "'shape': (2, 3)" in header
    assert header.endswith("\n")
    assert len(after) == len(before)
    assert in_columns(after) == after  # what lies so already stays


@pytest.mark.parametrize(
    "content",
    [
        table([1.0, 2.0], shape="(2,)"),
        table([1.0, 2.0], shape="(1, 2)", kind="<i8"),
        b"no numbers",
        b"",
    ],
)
def test_all_else_stays(content: bytes) -> None:
    """A list, whole numbers, what is no file of numpy."""
    assert in_columns(content) == content


def test_only_the_classifier_of_a_model_is_changed(tmp_path: Path) -> None:
    """All other files of the archive, folders among them, are what they were."""
    model = tmp_path / "model.tar.gz"
    classifier = packed({"schema.json": b"{}", "1.npy": table([number for row in ROWS for number in row])})
    files = {"metadata.json": b'{"a": 1}', "components/one/one.skops": classifier, "components/one/2.npy": b"\x93NUMPY"}
    with tarfile.open(model, "w:gz") as archive:
        folder = tarfile.TarInfo("components")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    by_piece(model)
    assert [path.name for path in tmp_path.iterdir()] == ["model.tar.gz"]
    with tarfile.open(model, "r:gz") as archive:
        assert archive.getnames() == ["components", *files]
        inner = {name: archive.extractfile(name) for name in files}
        found = {name: stream.read() for name, stream in inner.items() if stream is not None}
    assert {name: found[name] for name in files if not name.endswith(".skops")} == {
        name: files[name] for name in files if not name.endswith(".skops")
    }
    with zipfile.ZipFile(io.BytesIO(found["components/one/one.skops"])) as archive_of_it:
        assert archive_of_it.read("schema.json") == b"{}"
        assert weights(archive_of_it.read("1.npy")) == [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]


def test_what_is_no_model_is_left_as_it_is(tmp_path: Path) -> None:
    """Nor does anything stay beside it."""
    model = tmp_path / "model.tar.gz"
    model.write_bytes(b"no archive")
    with pytest.raises(tarfile.TarError):
        by_piece(model)
    assert model.read_bytes() == b"no archive"
    assert [path.name for path in tmp_path.iterdir()] == ["model.tar.gz"]


def test_the_model_that_is_served_lies_so(real_rasa: RealRasa) -> None:
    """Every table of the classifier that was trained here: nothing is copied for a reading."""
    with tarfile.open(real_rasa.model, "r:gz") as archive:
        streams = [archive.extractfile(one) for one in archive if one.name.endswith(".skops")]
        classifiers = [stream.read() for stream in streams if stream is not None]
    assert len(classifiers) == 1
    with zipfile.ZipFile(io.BytesIO(classifiers[0])) as inner:
        headers = [header_of(inner.read(name)) for name in inner.namelist() if name.endswith(".npy")]
    tables = [each for each in map(ast.literal_eval, headers) if len(each["shape"]) == 2]
    assert [each["fortran_order"] for each in tables] == [True]
