"""Pictures of codes, drawn by the library that reads them."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from PIL import Image


def picture_of(*texts: str, kind: str = "PNG", turned: int = 0) -> bytes:
    """A picture of codes beside each other: bars for 13 digits, a square for anything else.

    Args:
        texts: what they say; none for a white picture.
        kind: format of the file.
        turned: degrees.
    """
    sheet = Image.new("L", (40 + 560 * max(len(texts), 1), 600), 255)
    for place, text in enumerate(texts):
        bars = len(text) == 13 and text.isdecimal()
        form = zxingcpp.BarcodeFormat.EAN13 if bars else zxingcpp.BarcodeFormat.QRCode
        drawn = Image.fromarray(zxingcpp.create_barcode(text, form).to_image(scale=4 if bars else 6))
        sheet.paste(drawn, (40 + 560 * place, 100))
    kept = BytesIO()
    sheet.rotate(turned, expand=True, fillcolor=255).save(kept, kind)
    return kept.getvalue()
