"""Image: a photo, sent as a photo or as a document."""

from __future__ import annotations

from dialogues.messages import Widget
from dialogues.questions.files import file_type

IMAGE = file_type("image", Widget.PHOTO, frozenset({"image"}), ("image/",))
