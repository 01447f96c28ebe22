"""Hidden: a value that no person is asked for; a default or an action sets it."""

from __future__ import annotations

from dataclasses import replace

from dialogues.questions.calculate import CALCULATE

HIDDEN = replace(CALCULATE, key="hidden")
