"""The reader of codes on real pictures, made here; and on what is none."""

from __future__ import annotations

import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from nlu.barcodes import Barcodes, barcodes
from nlu.decoding import MOST_PIXELS, decoded
from tests.support.codes import picture_of


def test_one_and_several() -> None:
    """Bars and squares, straight or turned, in PNG or JPEG, are read with the texts that they were made from."""
    assert decoded(picture_of("6111245590011")) == ["6111245590011"]
    both = decoded(picture_of("6111245590011", "Sac n° 7, Gao", kind="JPEG", turned=17))
    assert both is not None
    assert sorted(both) == ["6111245590011", "Sac n° 7, Gao"]
    assert decoded(picture_of()) == []


def test_a_gs1_code_is_plain() -> None:
    """The parts of a GS1 code come as they are in it, without brackets, as ODK Collect has them."""
    made = zxingcpp.create_barcode("(01)06111245590011(10)LOT7", zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
    kept = BytesIO()
    Image.fromarray(made.to_image(scale=6)).save(kept, "PNG")
    assert decoded(kept.getvalue()) == ["010611124559001110LOT7"]


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it has many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\0\0\0\0") + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"no picture",
        b"%!PS-Adobe",
        b"\xff\xd8\xff\xe0" + bytes(400),
        bomb(MOST_PIXELS, 2),
        bomb(65_000, 65_000),
        bomb(4000, 4000),
        picture_of("6111245590011")[:300],
    ],
    ids=["nothing", "text", "postscript", "jpeg", "wide bomb", "bomb", "cut rows", "cut"],
)
def test_what_is_no_picture(picture: bytes) -> None:
    """What is no picture, or says it is too large, is not looked at; nothing is raised."""
    assert decoded(picture) is None


def test_in_its_child() -> None:
    """The child reads a picture; without time or memory, or killed, it comes to nothing seen."""
    reader = barcodes()
    assert reader is not None
    assert reader.codes(picture_of("6111245590011")) == ["6111245590011"]
    assert reader.codes(b"no picture") is None
    assert Barcodes(memory=30_000_000).codes(picture_of("6111245590011")) is None
    assert Barcodes(seconds=0).codes(picture_of("6111245590011")) is None


def test_no_settings_and_no_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The child knows no setting of Baro; where the library is not installed there is no reader, or nothing seen."""
    told = tmp_path / "told"
    fake = tmp_path / "zxingcpp.py"
    fake.write_text(
        f"import os\nopen({str(told)!r}, 'w').write(repr([n for n in os.environ if n[:5] == 'BARO_']))\n0/0"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("BARO_TELEGRAM_TOKEN", "secret")
    assert Barcodes().codes(picture_of("6111245590011")) is None
    assert told.read_text() == "[]"
    fake.write_text("raise ImportError")
    assert Barcodes().codes(picture_of("6111245590011")) is None
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    assert barcodes() is None


def test_the_reader_imports_nothing() -> None:
    """The bot's process never has the library."""
    script = "import sys, nlu.barcodes; nlu.barcodes.barcodes(); print({'zxingcpp', 'PIL'} & sys.modules.keys())"
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
