"""Recorded interviews in which we knowingly differ from ODK Web Forms, each group with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Differences for one reason.

    Args:
        reason: why.
        places: (trace, beginning of the node's key): every difference below it belongs to the gap.
    """

    reason: str
    places: tuple[tuple[str, str], ...]


_SUMS = ("recouvrement_total", "affiche_recap_lst_habitats_corine")

GAPS: tuple[Gap, ...] = (
    Gap(
        "the recorded engine contradicts itself: its value is the answer, its instance holds another choice",
        (
            ("f036.s2", "/data/saisie_indics_hbts[1]/habitat_n2k"),
            ("f036.s2", "/data/saisie_indics_hbts[1]/structure"),
            ("f036.s2", "/data/saisie_indics_hbts[1]/composition"),
            ("f036.s2", "/data/saisie_indics_hbts[1]/degradation"),
        ),
    ),
    Gap(
        "the sum of nothing is 0, as XPath and JavaRosa have it; there it is blank",
        (
            *((f"f091.{s}", f"/data/C_Demographic/{name}") for s in ("s1", "s2") for name in ("C_Family_S", "N2")),
            *((f"{form}.s2", f"/data/saisie_indics_hbts[2]/{name}") for form in ("f035", "f036") for name in _SUMS),
        ),
    ),
    Gap(
        "what the label of an instance names by an absolute path is of that instance, as in JavaRosa; there it is of"
        " the first one",
        (("f036.s2", "/data/saisie_indics_hbts[2]"),),
    ),
)
