"""Corrections that were asked about and that something else took the place of: none is left without a word."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.messages import Phrase

_KNOWN = (i.Confirmed, i.Abandon, i.Withdraw)
"""What leaves a correction on purpose, or is about more than that."""


def overtaken(proposed: e.Proposed | None, given: i.Input, events: Sequence[e.Event], *, unseen: bool) -> f.Ask | None:
    """What is said of a correction that waited for a yes and that one input took the place of.

    Args:
        proposed: what waited before it.
        given: the input.
        events: what it led to.
        unseen: it was proposed by the same message, so nobody has been asked yet.

    Returns:
        What to say; None where nothing was lost.
    """
    if proposed is None or proposed.ref is None:
        return None
    other = any(isinstance(event, e.Proposed) and event.ref != proposed.ref for event in events)
    if unseen:
        # One message, two corrections: only the last can be asked about.
        return f.Ask((Phrase("service.one_correction", {"ref": proposed.ref}),)) if other else None
    dropped = other or any(isinstance(event, e.ProposalDropped) for event in events)
    about_it = getattr(given, "ref", None) == proposed.ref or any(
        getattr(event, "ref", None) == proposed.ref for event in events if not isinstance(event, e.Moved)
    )
    if proposed.why != "correct" or not dropped or about_it or isinstance(given, _KNOWN):
        return None
    return f.Ask((Phrase("interview.unchanged", {"ref": proposed.ref}),))
