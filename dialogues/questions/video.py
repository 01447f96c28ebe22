"""Video: a film sent as a video, as a round video message or as a document."""

from __future__ import annotations

from dialogues.messages import Widget
from dialogues.questions.files import file_type

VIDEO = file_type("video", Widget.VIDEO, frozenset({"video"}), ("video/",))
