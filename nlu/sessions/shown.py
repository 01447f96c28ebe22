"""A session as `baro nlu parse --json` shows it: every key stands, null where nothing was said."""

from __future__ import annotations

from collections.abc import Mapping

from dialogues.interview.told import ToldSession


def shown(told: ToldSession) -> Mapping[str, str | int | None]:
    """The values of a session, for JSON.

    Args:
        told: as it was read.

    Returns:
        `activity_type`, `place`, `women`, `men`, `girls`, `boys`, `total`, `topic`, `date` (ISO), `duration_min`.
    """
    return {
        "activity_type": None if told.activity is None else told.activity.value.value,
        "place": None if told.place is None else told.place.value,
        **{who: None if said is None else said.value for who, said in told.counts.items()},
        "topic": None if told.topic is None else told.topic.value,
        "date": None if told.date is None else told.date.value.isoformat(),
        "duration_min": None if told.minutes is None else told.minutes.value,
    }
