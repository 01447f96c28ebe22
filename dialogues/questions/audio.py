"""Audio: a voice message, or a recording sent as a document."""

from __future__ import annotations

from dialogues.messages import Widget
from dialogues.questions.files import file_type

AUDIO = file_type("audio", Widget.VOICE, frozenset({"audio"}), ("audio/",))
