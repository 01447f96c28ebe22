"""Drafts of guides in the data folder: one folder each, gone within a day of its check.

    guides/<id>/draft.json      where it stands
    guides/<id>/checked.json    what the check found, while it waits for a tap
    guides/<id>/<name>.xlsx     the file itself, while it is being checked
    guides/<id>/guide.zip       the file of a guide that was made here, until it is published or forgotten

Only ids of the one shape that drafts have reach the file system: they come back from buttons.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict

from dialogues.drafts import Draft, DraftState
from dialogues.xforms.converted import Checked, from_json, to_json
from storage.files import DataFolder

__all__ = ["MADE", "FolderDrafts"]

_ID = re.compile(r"[0-9]{1,19}-[0-9]{1,16}")
_STATE, _CHECKED = "draft.json", "checked.json"
MADE = "guide.zip"
"""The file of a guide that was made here."""


class FolderDrafts:
    """`dialogues.drafts.Drafts` in a data folder.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder

    def place(self, draft: str, name: str = "") -> str:
        """Where a draft, or a file of it, is kept, relative to the data folder.

        Raises:
            ValueError: it is no id.
        """
        if not _ID.fullmatch(draft):
            raise ValueError("not the id of a draft")
        return f"guides/{draft}/{name}" if name else f"guides/{draft}"

    def put(self, draft: Draft) -> None:
        """See `dialogues.drafts.Drafts`."""
        words = json.dumps({**asdict(draft), "state": draft.state.value}, ensure_ascii=True)
        self._folder.write(self.place(draft.id, _STATE), (words.encode(),))

    def draft(self, draft: str) -> Draft | None:
        """See `dialogues.drafts.Drafts`."""
        words = self._read(draft, _STATE)
        with suppress(ValueError, TypeError, KeyError):  # the disk gave something else back
            if words is not None:
                read = json.loads(words)
                return Draft(**{**read, "state": DraftState(read["state"])})
        return None

    def waiting(self) -> Sequence[Draft]:
        """See `dialogues.drafts.Drafts`."""
        found = [draft for draft in self._all().values() if draft is not None and draft.state is DraftState.WAITING]
        return sorted(found, key=lambda draft: (draft.at, draft.id))

    def put_made(self, draft: str, content: bytes) -> None:
        """See `dialogues.drafts.Drafts`."""
        self._folder.write(self.place(draft, MADE), (content,))

    def keep(self, draft: str, checked: Checked) -> None:
        """See `dialogues.drafts.Drafts`."""
        self._folder.write(self.place(draft, _CHECKED), (to_json(checked).encode(),))

    def checked(self, draft: str) -> Checked | None:
        """See `dialogues.drafts.Drafts`."""
        words = self._read(draft, _CHECKED)
        with suppress(ValueError, TypeError, KeyError):
            return None if words is None else from_json(words.decode())
        return None

    def empty(self, draft: str) -> None:
        """See `dialogues.drafts.Drafts`."""
        place = self.place(draft)
        for name in self._folder.names(place):
            if name != _STATE:
                self._folder.remove(f"{place}/{name}")

    def remove(self, draft: str) -> None:
        """See `dialogues.drafts.Drafts`."""
        self._folder.remove_folder(self.place(draft))

    def expire(self, before: int) -> int:
        """See `dialogues.drafts.Drafts`; one that cannot be read goes too."""
        gone = [
            name
            for name, draft in self._all().items()
            if draft is None or (draft.state is not DraftState.WAITING and draft.at < before)
        ]
        for name in gone:
            self.remove(name)
        return len(gone)

    def _all(self) -> dict[str, Draft | None]:
        return {name: self.draft(name) for name in self._folder.names("guides") if _ID.fullmatch(name)}

    def _read(self, draft: str, name: str) -> bytes | None:
        if not _ID.fullmatch(draft):
            return None
        try:
            return b"".join(self._folder.read(self.place(draft, name)))
        except LookupError:
            return None
