"""A session as somebody told it in a sentence: what was said of it, and what of that is in doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

_Value_co = TypeVar("_Value_co", covariant=True)


class Activity(Enum):
    """What kind of session it was."""

    CAUSERIE = "causerie"
    HOME_VISIT = "visite_domicile"
    ROUND_TABLE = "table_ronde"
    AWARENESS = "sensibilisation"
    RADIO = "emission_radio"
    TELEVISION = "emission_tv"
    COMMUNITY_MEETING = "reunion_communautaire"
    TRAINING = "formation"
    ADVOCACY = "plaidoyer"


@dataclass(frozen=True, slots=True)
class Said(Generic[_Value_co]):
    """A value that was said.

    Args:
        value: what.
        certain: it is no other, and fits the rest.
        about: all that is not certain of it is «environ», «une vingtaine».
    """

    value: _Value_co
    certain: bool = True
    about: bool = False


@dataclass(frozen=True, slots=True)
class ToldSession:
    """A session told in a sentence; None for what was not said.

    Args:
        activity: what kind of session.
        place: where, without «à», «village de»; as maps write it where it is known.
        women, men, girls, boys: how many, as said.
        total: how many in all: as said, else the sum of everybody who was counted.
        topic: what about, as typed, without «sur» and the article.
        date: the day.
        minutes: how long.
        unread: words that went into none of these.
        whole_total: the total was said, not worked out.
        tells: the message tells of a session by itself: its kind, and something that is its own.
        denied: it asks, wishes, or says that nothing took place.
    """

    activity: Said[Activity] | None = None
    place: Said[str] | None = None
    women: Said[int] | None = None
    men: Said[int] | None = None
    girls: Said[int] | None = None
    boys: Said[int] | None = None
    total: Said[int] | None = None
    topic: Said[str] | None = None
    date: Said[dt.date] | None = None
    minutes: Said[int] | None = None
    unread: str = ""
    whole_total: bool = False
    tells: bool = True
    denied: bool = False

    @property
    def counts(self) -> Mapping[str, Said[int] | None]:
        """Who was counted, by «women», «men», «girls», «boys», «total»."""
        return {
            "women": self.women,
            "men": self.men,
            "girls": self.girls,
            "boys": self.boys,
            "total": self.total,
        }
