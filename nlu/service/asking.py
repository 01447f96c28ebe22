"""Texts read by a Rasa server, for the command line and the benches.

The bot's own reader stands elsewhere: it keeps time limits and leaves a server alone that is away. Here somebody waits
for an answer, and is told what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from dialogues.locales import plain
from dialogues.ports import Entity
from nlu.entities import Nonsense, entities_of
from nlu.service.problems import NluProblem
from nlu.service.recipe import Recipe, name_in
from nlu.spelling import as_sent

__all__ = ["LONGEST", "Parsed", "Rasa"]

LONGEST = 2_000
"""Characters of a text that are sent: what somebody wants stands at its beginning."""

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Parsed:
    """What Rasa made of a text.

    Args:
        intent: its name; None for a text without words.
        confidence: from 0 to 1.
        entities: what it found inside the text, in its order.
    """

    intent: str | None
    confidence: float
    entities: tuple[Entity, ...] = ()


class Rasa:
    """A server that is asked; one connection is kept for all questions.

    Args:
        url: its root, without a slash at its end.
        token: what it asks for, None when it asks for nothing.
        seconds: how long an answer may take.
    """

    def __init__(self, url: str, token: str | None, seconds: float = _SECONDS) -> None:
        self._client = httpx.Client(
            base_url=url, params={} if token is None else {"token": token}, timeout=seconds, trust_env=False
        )

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the connection."""
        self._client.close()

    def ready(self) -> bool:
        """Whether it has a model and lets us ask."""
        try:
            return self._client.get("/status").is_success
        except httpx.TransportError:
            return False

    def check(self, recipe: Recipe) -> None:
        """See whether it reads with the model of a recipe.

        Raises:
            NluProblem: it cannot be asked, its model is made of other data, or it is another Rasa.
        """
        served = self._json("GET", "/status").get("model_file")
        if not isinstance(served, str) or name_in(served) != recipe.name:
            raise NluProblem("served_other_data")
        version = self._json("GET", "/version").get("version")
        if version != recipe.rasa:
            raise NluProblem("served_other_rasa", wanted=recipe.rasa)

    def parse(self, text: str) -> Parsed:
        """Read a text.

        Args:
            text: any; one without words is not sent, and of a very long one its first `LONGEST` characters are.

        Returns:
            What it read; places of entities are those in `plain(text)`.

        Raises:
            NluProblem: it cannot be asked or answered something else.
        """
        words = plain(text[: 2 * LONGEST].encode("utf-8", "replace").decode())[:LONGEST].rstrip()
        if not words:
            return Parsed(None, 0.0)
        found = self._json("POST", "/model/parse", {"text": as_sent(words)})
        intent = found.get("intent")
        if not isinstance(intent, dict):
            raise NluProblem("nonsense")
        name, confidence = intent.get("name"), intent.get("confidence")
        if not (name is None or isinstance(name, str)) or not isinstance(confidence, int | float):
            raise NluProblem("nonsense")
        try:
            return Parsed(name, float(confidence), entities_of(found.get("entities"), words))
        except Nonsense:
            raise NluProblem("nonsense") from None

    def _json(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.TransportError:
            raise NluProblem("unreachable") from None
        if answer.status_code in {401, 403}:
            raise NluProblem("refused")
        try:
            found = answer.raise_for_status().json()
        except (httpx.HTTPStatusError, ValueError):
            raise NluProblem("nonsense") from None
        if not isinstance(found, dict):
            raise NluProblem("nonsense")
        return found
