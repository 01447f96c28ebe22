"""What people mean, as Rasa reads it: a client of its HTTP API that never makes anybody wait, fail or leak.

One time limit covers a whole reading. Whatever goes wrong is `None` and is counted; after that a breaker leaves Rasa
alone (see `breaker.py`). No text, token or address of a service stands in a log or an exception.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

import httpcore

from dialogues.locales import plain
from dialogues.ports import Entity, Intent, IntentReading
from nlu.breaker import Breaker
from nlu.deadline import BoundedBackend, Deadline
from nlu.entities import Nonsense, entities_of
from nlu.spelling import as_sent

__all__ = ["LONGEST", "READER", "Health", "RasaReader", "RasaState"]

READER = "rasa"
"""Its name in the log."""

LONGEST = 200
"""Characters of a message that can be a wish or a refusal; a longer one tells something and is not sent."""

_LARGEST = 64 * 1024
"""Bytes of an answer; Rasa's own are about one kilobyte."""

_MODEL_KEPT = 300.0
"""Seconds until the model is asked for again: `PUT /model` changes it without a word."""

_KEPT_OPEN = 8
"""Connections kept: the bot works in at most 16 threads, and reads in far fewer at a time."""

_ROUNDING = 1e-6
"""What a sum of 32-bit numbers may be over 1."""

_WORTH_OFFERING = 0.15
"""Confidence from which what is second is offered beside what is first."""

_FALLBACK = "nlu_fallback"
"""The intent of Rasa's own fallback classifier: nothing was understood."""


@dataclass(frozen=True, slots=True)
class RasaState:
    """What has happened so far.

    Args:
        readings: texts that were read.
        left_alone: texts that the breaker kept from being sent.
        failures: how often something went wrong, by kind: `timeout`, `away`, `status`, `nonsense`, `unknown` (an
            intent that Baro does not know: the model is not ours).
        open: whether the breaker is.
        model: id of the model that read last, "" when unknown.
    """

    readings: int = 0
    left_alone: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    open: bool = False
    model: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at the service found.

    Args:
        failure: kind of what went wrong, as in `RasaState`; "" when it reads.
        model: id of its model, "" when it did not say.
        milliseconds: one reading took.
        strange: intents of the model that Baro does not know.
    """

    failure: str = ""
    model: str = ""
    milliseconds: int = 0
    strange: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What Rasa says of a text, by its own names."""

    name: str
    confidence: float
    entities: tuple[Entity, ...]
    second: str


class _Failure(Exception):  # noqa: N818 - says nothing but its kind, and never leaves this module
    """Something went wrong; `kind` as in `RasaState`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class RasaReader:
    """Reads intents over HTTP; an `IntentReader`. Safe to use from several threads.

    Args:
        url: root of the service, as `http://127.0.0.1:5005`.
        token: what it asks for; None for nothing.
        timeout_ms: how long one reading may take, connecting included, from 1 on.
        clock: seconds that never go back, for the breaker.
        on_change: is told True when Rasa is left alone from now on, False when it is back.

    Raises:
        ValueError: the address names no host.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        timeout_ms: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        on_change: Callable[[bool], None] | None = None,
    ) -> None:
        parts = urlsplit(url)
        if not parts.hostname:
            raise ValueError("the address of the reader names no host")
        self._origin = (parts.scheme.encode(), parts.hostname.encode("idna"), parts.port)
        self._path = parts.path.rstrip("/")
        self._query = "" if token is None else f"?token={quote(token, safe='')}"
        self._seconds = timeout_ms / 1000
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            max_keepalive_connections=_KEPT_OPEN, network_backend=BoundedBackend(self._deadline)
        )
        self._breaker = Breaker(clock, on_change)
        self._clock = clock
        self._lock = threading.Lock()
        self._readings = 0
        self._left_alone = 0
        self._failures: Counter[str] = Counter()
        self._model = ""
        self._model_at: float | None = None

    def intent(self, text: str, language: str) -> IntentReading | None:
        """What somebody means.

        Args:
            text: as typed.
            language: IETF tag of the person; one model reads all languages, so it is not sent.

        Returns:
            A reading, or None when it was not asked, or did not answer well and in time. Never raises for any text.
        """
        del language
        words = plain(text)
        if not _worth_asking(words):
            return None
        if not self._breaker.allows():
            with self._lock:
                self._left_alone += 1
            return None
        self._deadline.begin(self._seconds)
        try:
            found = self._parse(words)
        except _Failure as failure:
            self._count(failure.kind)
            self._breaker.failed(slow=failure.kind == "timeout")
            return None
        except BaseException:
            self._breaker.failed(slow=False)  # a probe that ends nowhere must not keep others out for ever
            raise
        self._breaker.succeeded()
        if found is None:
            return None
        intent = _INTENTS.get(found.name)
        if intent is None:
            self._count("unknown")  # the service is well, its model is another: what it does know goes on working
            return None
        with self._lock:
            self._readings += 1
        second = _INTENTS.get(found.second)
        return IntentReading(intent, found.confidence, READER, self._model_now(), found.entities, second)

    def state(self) -> RasaState:
        """What has happened so far."""
        with self._lock:
            return RasaState(self._readings, self._left_alone, dict(self._failures), self._breaker.is_open, self._model)

    def look(self) -> Health:
        """Ask for the model and let a word be read, whatever the breaker says; for `baro doctor`."""
        self._deadline.begin(self._seconds)
        started = time.monotonic()
        try:
            body = self._post("oui")
            _read(body, "oui")
        except _Failure as failure:
            return Health(failure.kind)
        milliseconds = round((time.monotonic() - started) * 1000)
        ranking = body.get("intent_ranking")
        names = [one.get("name") for one in ranking if isinstance(one, dict)] if isinstance(ranking, list) else []
        strange = sorted({name for name in names if isinstance(name, str) and name not in _INTENTS})
        self._deadline.begin(self._seconds)
        return Health("", self._status(), milliseconds, tuple(strange))

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    # --- asking ---------------------------------------------------------------------------------------------------

    def _parse(self, words: str) -> _Reading | None:
        return _read(self._post(words), words)

    def _post(self, words: str) -> Mapping[str, Any]:
        return self._call("POST", "/model/parse", json.dumps({"text": as_sent(words)}).encode())

    def _call(self, method: str, path: str, content: bytes = b"") -> Mapping[str, Any]:
        """The object that the service answers with.

        Raises:
            _Failure: it does not.
        """
        scheme, host, port = self._origin
        url = httpcore.URL(scheme=scheme, host=host, port=port, target=f"{self._path}{path}{self._query}".encode())
        headers: list[tuple[bytes | str, bytes | str]] = [("Host", _host(url)), ("Content-Type", "application/json")]
        try:
            limit = {"timeout": {"pool": self._deadline.left()}}
            with self._pool.stream(method, url, headers=headers, content=content, extensions=limit) as response:
                if response.status != 200:  # nothing of what it says is wanted
                    raise _Failure("status")
                body = b""
                for part in response.iter_stream():
                    body += part
                    if len(body) > _LARGEST:
                        raise _Failure("nonsense")
        except httpcore.TimeoutException:
            raise _Failure("timeout") from None
        except (httpcore.NetworkError, OSError):
            raise _Failure("away") from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            raise _Failure("nonsense") from None
        return _object(body)

    def _count(self, kind: str) -> None:
        with self._lock:
            self._failures[kind] += 1

    # --- the model ------------------------------------------------------------------------------------------------

    def _model_now(self) -> str:
        """Id of the model, asked for within what is left of the reading's time, and kept a while."""
        now = self._clock()
        with self._lock:
            if self._model_at is not None and now - self._model_at < _MODEL_KEPT:
                return self._model
            self._model_at = now
        model = self._status()
        with self._lock:
            self._model = model
        return model

    def _status(self) -> str:
        try:
            status = self._call("GET", "/status")
        except _Failure:
            return ""
        file, name = status.get("model_file"), status.get("model_id")
        if isinstance(file, str) and file:
            return PurePosixPath(file.replace("\\", "/")).name.partition(".")[0][:_MODEL_ID]
        return name[:_MODEL_ID] if isinstance(name, str) else ""


_MODEL_ID = 64
"""Characters of a model's id: a SHA-256."""

_INTENTS: Mapping[str, Intent] = {intent.value: intent for intent in Intent} | {_FALLBACK: Intent.OUT_OF_SCOPE}


def _worth_asking(words: str) -> bool:
    """Whether words can mean anything to Rasa: short enough, with a letter in it."""
    if not 0 < len(words) <= LONGEST or not any(letter.isalpha() for letter in words):
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in words)


def _host(url: httpcore.URL) -> bytes:
    """The Host header: a name or an address, with the port where it is not the scheme's own."""
    host = b"[" + url.host + b"]" if b":" in url.host else url.host
    return host if url.port is None else host + b":" + str(url.port).encode()


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise _Failure("nonsense") from None
    if not isinstance(found, dict):
        raise _Failure("nonsense")
    return found


def _read(body: Mapping[str, Any], words: str) -> _Reading | None:
    """What Rasa read; None where it says that there is nothing.

    Raises:
        _Failure: this is no answer of Rasa to these words.
    """
    intent, text = body.get("intent"), body.get("text")
    if not isinstance(intent, dict) or not isinstance(text, str):
        raise _Failure("nonsense")
    name, confidence = intent.get("name"), intent.get("confidence")
    if name is None:
        return None
    if not isinstance(name, str) or isinstance(confidence, bool) or not isinstance(confidence, int | float):
        raise _Failure("nonsense")
    if not 0 <= confidence <= 1 + _ROUNDING:  # NaN is neither
        raise _Failure("nonsense")
    try:
        entities = entities_of(body.get("entities"), words)
    except Nonsense:
        raise _Failure("nonsense") from None
    return _Reading(name, min(1.0, float(confidence)), entities, _second(body.get("intent_ranking")))


def _second(ranking: object) -> str:
    """The name of what is next in the ranking, "" where it is hardly likely; only an offer hangs on it."""
    one = ranking[1] if isinstance(ranking, list) and len(ranking) > 1 else None
    name, confidence = (one.get("name"), one.get("confidence")) if isinstance(one, dict) else (None, None)
    likely = isinstance(confidence, int | float) and confidence >= _WORTH_OFFERING
    return name if isinstance(name, str) and likely else ""
