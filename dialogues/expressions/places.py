"""Where in the schema of the primary instance a path leads: what `Expression.references` is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

if TYPE_CHECKING:
    from dialogues.expressions.syntax import Step

__all__ = ["SOMEWHERE", "Where", "after"]


class Where(NamedTuple):
    """A place in the primary instance's schema: the path itself or, if not exact, somewhere at or below it."""

    path: tuple[str, ...]
    exact: bool = True

    def below(self, name: str) -> Where:
        """Where a child step leads."""
        return Where((*self.path, name)) if self.exact else self

    def above(self) -> Where:
        """Where a parent step leads."""
        return Where(self.path[:-1], self.exact)

    def written(self) -> str:
        """The path as references write it."""
        return "/" + "/".join(self.path)


SOMEWHERE: Final = Where((), exact=False)


def after(step: Step, here: Where | None) -> Where | None:
    """Where a step leads."""
    if here is None:
        return None
    match step.axis:
        case "child":
            return here.below(step.test.name) if step.test.kind == "name" else Where(here.path, exact=False)
        case "self" | "namespace":
            return here
        case "attribute":
            return here.below(f"@{step.test.name}") if step.test.kind == "name" else Where(here.path, exact=False)
        case "parent":
            return here.above()
        case "descendant" | "descendant-or-self":
            return Where(here.path, exact=False)
        case "following-sibling" | "preceding-sibling":
            above = here.above()
            if step.test.kind == "name" and above.exact:
                return above.below(step.test.name)
            return Where(above.path, exact=False)
        case "ancestor" | "ancestor-or-self" | "following" | "preceding":
            return SOMEWHERE
        case _:
            assert_never(step.axis)
