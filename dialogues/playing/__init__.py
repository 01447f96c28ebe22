"""Guides played by programs: answers in, the state of every node out. The chat's own engine, without the chat."""

from __future__ import annotations

from dialogues.playing.nodes import state
from dialogues.playing.player import Answer, Player, Refused, Setting

__all__ = ["Answer", "Player", "Refused", "Setting", "state"]
