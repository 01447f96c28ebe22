"""What stops Rasa from being trained, served or asked; each names the sentence that tells it."""

from __future__ import annotations

from dialogues.errors import BaroError

__all__ = ["NluProblem"]


class NluProblem(BaroError):  # noqa: N818 - errors are named after what is wrong (DESIGN, words)
    """Rasa cannot do what it was asked to.

    Args:
        reason: key under `nlu.` in the locales: `missing`, `training_failed`, `model_missing`, `model_other_data`,
            `model_other_rasa`, `model_broken`, `server_failed`, `server_slow`, `server_died`, `unreachable`,
            `refused`, `served_other_data`, `served_other_rasa` or `nonsense`.
        params: what stands in the holes of that sentence; never a text, never a token.
    """

    def __init__(self, reason: str, **params: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params
