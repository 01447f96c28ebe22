"""Geotrace: a line of two or more places."""

from __future__ import annotations

from dialogues.questions.places import places_type

GEOTRACE = places_type("geotrace")
