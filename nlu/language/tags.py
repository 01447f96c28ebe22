"""The languages of the field."""

from __future__ import annotations

LANGUAGES = ("fr", "bm", "ar", "mey", "ses", "snk", "taq", "ff", "en")
"""Their tags, in the order in which figures about them stand side by side: French, Bambara, Arabic, Hassaniya,
Koyraboro Senni, Soninke, Tamasheq, Fulfulde, English."""
