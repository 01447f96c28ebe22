"""Files that pass through the simulator: kept byte for byte, described as Telegram describes them."""

import hashlib
import struct
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["document", "photo", "voice", "audio", "video"]
KINDS: tuple[Kind, ...] = ("document", "photo", "voice", "audio", "video")
DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
_SIDES = (90, 320, 800, 1280)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the server.

    Args:
        file_id: what the bot asks for; different for every upload.
        unique_id: the same for the same upload wherever it is sent.
        kind: how it was sent.
        name: file name, empty for a photo or a voice note.
        mime: its type, empty when unknown.
        data: its bytes, untouched.
        number: rank among all files of the server.
    """

    file_id: str
    unique_id: str
    kind: Kind
    name: str
    mime: str
    data: bytes
    number: int

    @property
    def path(self) -> str:
        """``file_path`` of getFile: a folder by kind and the file's rank."""
        ending = self.name.rpartition(".")[2] if "." in self.name else _ENDINGS.get(self.kind, "bin")
        safe = "".join(letter for letter in ending if letter.isascii() and letter.isalnum())[:8]
        return f"{_FOLDERS[self.kind]}/file_{self.number}.{safe or 'bin'}"


_FOLDERS: dict[Kind, str] = {
    "document": "documents",
    "photo": "photos",
    "voice": "voice",
    "audio": "music",
    "video": "videos",
}
_ENDINGS: dict[Kind, str] = {"photo": "jpg", "voice": "oga", "audio": "mp3", "video": "mp4"}


def new_file(kind: Kind, name: str, mime: str, data: bytes, number: int) -> StoredFile:
    """A file with identifiers made from its rank.

    Args:
        kind: how it is sent.
        name: file name, may be empty.
        mime: type, may be empty.
        data: the bytes.
        number: rank among all files of the server, from 1.

    Returns:
        The file.
    """
    seed = hashlib.sha256(f"{kind}:{number}".encode()).digest()
    long = urlsafe_b64encode(seed + hashlib.sha256(data).digest()[:16]).decode().rstrip("=")
    short = urlsafe_b64encode(seed[:11]).decode().rstrip("=")
    return StoredFile(f"BQAC{long}", f"AgAD{short}", kind, name, mime, data, number)


_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"GIF8", b"BM")


def is_picture(data: bytes) -> bool:
    """Whether it begins as a PNG, JPEG, GIF, BMP or WebP does.

    Args:
        data: the file.
    """
    return data.startswith(_SIGNATURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, read from the head of a PNG, GIF or JPEG.

    Args:
        data: the picture.

    Returns:
        Both sides; 800 x 600 when the format is another one.
    """
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    return 800, 600


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Sides from a JPEG's frame header (ITU T.81, B.2.2)."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + length
    return 800, 600


def photo_sides(data: bytes) -> tuple[tuple[int, int], ...]:
    """The sizes in which Telegram offers a photo, smallest first.

    Args:
        data: the picture as sent.

    Returns:
        Width and height of each size, never larger than the picture (at most 1280 on the longer side).
    """
    width, height = picture_size(data)
    longest = max(width, height, 1)
    sides = [side for side in _SIDES if side < longest] + ([longest] if longest <= _SIDES[-1] else [])
    return tuple((max(1, width * side // longest), max(1, height * side // longest)) for side in sides)


def described(file: StoredFile, *, duration: int = 0) -> dict[str, Any]:
    """The Bot API object of a file that is not a photo.

    Args:
        file: the file.
        duration: seconds, of voice, audio and video.

    Returns:
        A Document, Voice, Audio or Video object.
    """
    body: dict[str, Any] = {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
    }
    if file.mime:
        body["mime_type"] = file.mime
    if file.name and file.kind != "voice":
        body["file_name"] = file.name
    if file.kind in ("voice", "audio", "video"):
        body["duration"] = duration
    if file.kind == "video":
        body |= {"width": 640, "height": 480}
    return body
