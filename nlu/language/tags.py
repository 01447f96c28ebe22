"""The languages of the field, and those that it is not."""

from __future__ import annotations

LANGUAGES = ("fr", "bm", "ar", "mey", "ses", "snk", "taq", "ff", "en")
"""Their tags, in the order in which figures about them stand side by side: French, Bambara, Arabic, Hassaniya,
Koyraboro Senni, Soninke, Tamasheq, Fulfulde, English."""
ELSEWHERE = ("ha", "wo", "xa")
"""Hausa, Wolof, the mean of many languages of Africa: their figures were made by `tests.bench.language_elsewhere`."""
STRANGERS = ("es", "pt", "xx", *ELSEWHERE)
"""Spanish, Portuguese, the mean of many languages of Latin letters, those of elsewhere: what is likelier one of these
is not told."""
COLUMNS = (*LANGUAGES, *STRANGERS)
"""Everything that has figures, in their order."""
