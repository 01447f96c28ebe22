"""The circuit breaker: when it opens, who probes, how long it rests."""

from __future__ import annotations

from nlu.breaker import FIRST_REST, LONGEST_REST, TRIES, Breaker


class Seconds:
    """A clock of seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def test_quick_failures_open_it_after_some_in_a_row() -> None:
    """One success in between begins the count anew."""
    breaker = Breaker(Seconds())
    for _ in range(TRIES - 1):
        assert breaker.allows()
        breaker.failed(slow=False)
    breaker.succeeded()
    for _ in range(TRIES):
        assert not breaker.is_open
        assert breaker.allows()
        breaker.failed(slow=False)
    assert breaker.is_open
    assert not breaker.allows()


def test_one_slow_failure_opens_it() -> None:
    """Only one message is late."""
    breaker = Breaker(Seconds())
    assert breaker.allows()
    breaker.failed(slow=True)
    assert not breaker.allows()


def test_one_probe_after_a_rest_that_doubles() -> None:
    """While a probe is on its way nobody else asks; the rest grows to its limit."""
    clock = Seconds()
    breaker = Breaker(clock)
    breaker.failed(slow=True)
    rest = FIRST_REST
    for _ in range(12):
        clock.now += rest - 0.01
        assert not breaker.allows()
        clock.now += 0.02
        assert breaker.allows()
        assert not breaker.allows()
        breaker.failed(slow=False)
        rest = min(LONGEST_REST, rest * 2)
    assert rest == LONGEST_REST


def test_a_good_probe_closes_it_and_the_next_rest_is_short_again() -> None:
    """What was is forgotten."""
    clock = Seconds()
    said: list[bool] = []
    breaker = Breaker(clock, said.append)
    breaker.failed(slow=True)
    for _ in range(3):
        clock.now += LONGEST_REST
        assert breaker.allows()
        breaker.failed(slow=True)
    clock.now += LONGEST_REST
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    breaker.failed(slow=True)
    clock.now += FIRST_REST + 0.01
    assert breaker.allows()
    assert said == [True, False, True]


def test_failures_that_were_on_their_way_do_not_lengthen_the_rest() -> None:
    """Four chats that waited at once are one failure of the service."""
    clock = Seconds()
    breaker = Breaker(clock)
    for _ in range(4):
        assert breaker.allows()
    for _ in range(4):
        breaker.failed(slow=True)
    clock.now += FIRST_REST + 0.01
    assert breaker.allows()
