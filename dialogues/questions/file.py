"""File: any document; a photo, a voice message or a video is one too."""

from __future__ import annotations

from dialogues.messages import Widget
from dialogues.questions.files import file_type

FILE = file_type("file", Widget.FILE, frozenset({"file", "image", "audio", "video"}))
