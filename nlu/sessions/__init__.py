"""A session told in one sentence: «causerie Ségou 12F 8H 5f 3g thème eau», in the languages of the field."""

from __future__ import annotations

from nlu.sessions.reader import Reader

__all__ = ["Reader"]
