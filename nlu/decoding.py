"""The child process of `nlu.barcodes`: limits itself, reads one picture from standard input, writes its codes as JSON.

Called as `python -m nlu.decoding SECONDS BYTES`.
"""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO

__all__ = ["MOST_PIXELS", "decoded", "main"]

MOST_PIXELS = 50_000_000
"""Of a picture, as it declares them: the largest cameras of phones, and 50 MB in grey."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


def decoded(picture: bytes) -> list[str] | None:
    """The texts of the codes on a picture.

    Args:
        picture: the file.

    Returns:
        The texts; None for what is no picture, or has too many pixels.
    """
    import zxingcpp  # noqa: PLC0415 - within the limits
    from PIL import Image  # noqa: PLC0415 - same

    try:
        with Image.open(BytesIO(picture), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            grey = image.convert("L")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    # Plain text as ODK Collect has it: no brackets around the parts of a GS1 code.
    found = zxingcpp.read_barcodes(grey, text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in found]


def main(arguments: list[str]) -> None:
    """Read one picture from standard input and write its codes.

    Args:
        arguments: seconds of processor and bytes of address space; where these do not do, the process fails.
    """
    seconds, memory = int(arguments[0]), int(arguments[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    json.dump(decoded(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
