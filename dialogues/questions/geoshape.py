"""Geoshape: an area of three or more places, ending where it began."""

from __future__ import annotations

from dialogues.questions.places import places_type

GEOSHAPE = places_type("geoshape")
