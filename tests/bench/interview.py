"""The interview that agents hold in benchmarks: 40 questions, numbers to type and keys to tap in turn."""

from __future__ import annotations

import re

__all__ = ["QUESTIONS", "form", "next_message"]

QUESTIONS = 40
_ADDRESS = re.compile(r"^(\d+)\. ", re.MULTILINE)


def form() -> str:
    """The guide, as Markdown tables."""
    rows = [
        f"| | integer | q{number} | Combien de ménages au point d'eau {number} ? | | yes |"
        if number % 2
        else f"| | select_one ouinon | q{number} | Le point d'eau {number} suffit-il ? | | yes |"
        for number in range(1, QUESTIONS + 1)
    ]
    return "\n".join(
        [
            "| survey | | | | | |",
            "| | type | name | label | hint | required |",
            *rows,
            "| choices | | | |",
            "| | list_name | name | label |",
            "| | ouinon | oui | Oui |",
            "| | ouinon | non | Non |",
            "| settings | | | |",
            "| | form_title | form_id | version |",
            "| | Points d'eau | points_eau | 1 |",
        ]
    )


def next_message(shown: str) -> str:
    """What an agent types or taps next.

    Args:
        shown: the text of the bot's last message.
    """
    if "On envoie" in shown:
        return "✅ Envoyer"
    found = _ADDRESS.search(shown)
    if found is None:
        return "/nouveau"
    number = int(found[1])
    return "35" if number % 2 else f"{number}·1 Oui"
