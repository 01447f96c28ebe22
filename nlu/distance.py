"""How far two words are apart in slips of the finger."""

from __future__ import annotations


def slips(first: str, second: str, limit: int) -> int | None:
    """The number of slips between two texts: a letter left out, added, changed, or two swapped.

    Optimal string alignment distance, worked out only as far as the limit.

    Args:
        first: a folded text.
        second: another.
        limit: 0 or more; beyond it nothing is counted.

    Returns:
        0 to `limit`, or None when they are further apart.
    """
    if abs(len(first) - len(second)) > limit:
        return None
    first, second = _differing(first, second)
    if not first or not second:
        return max(len(first), len(second))
    far = limit + 1
    before_last: list[int] = []
    last = [column if column <= limit else far for column in range(len(second) + 1)]
    for row, letter in enumerate(first, start=1):
        start, end = max(1, row - limit), min(len(second), row + limit)
        current = [far] * (len(second) + 1)
        if row <= limit:
            current[0] = row
        for column in range(start, end + 1):
            changed = last[column - 1] + (letter != second[column - 1])
            best = min(changed, last[column] + 1, current[column - 1] + 1)
            swapped = row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == second[column - 1]
            if swapped:
                best = min(best, before_last[column - 2] + 1)
            current[column] = min(best, far)
        if min(current[start - 1 : end + 1]) > limit:
            return None
        before_last, last = last, current
    return last[-1] if last[-1] <= limit else None


def _differing(first: str, second: str) -> tuple[str, str]:
    """Two texts without what they begin and end with in common: it costs no slip."""
    shortest = min(len(first), len(second))
    start = 0
    while start < shortest and first[start] == second[start]:
        start += 1
    end = 0
    while end < shortest - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return first[start : len(first) - end], second[start : len(second) - end]


def allowed(length: int) -> int:
    """How many slips a text of this many letters may have: none under 4, one under 8, two from there."""
    if length < 4:
        return 0
    return 1 if length < 8 else 2
