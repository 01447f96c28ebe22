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


NOT_YET = ("f030", "f047", "f049", "f063", "f066", "f068", "f071")
"""Forms that hold question types which are not in the registry yet; they are refused when they are published."""

GAPS: tuple[Gap, ...] = (
    Gap(
        "an open repeat inside an added instance begins with one instance, as it does inside the first: ODK's"
        " template leaves it out there, and a person would be asked «Ajouter ?» before any question",
        (
            ("f035.s2", "/data/saisie_indics_hbts[2]/count"),
            ("f035.s2", "/data/saisie_indics_hbts[2]/lst_habitats_corine"),
            ("f036.s2", "/data/saisie_indics_hbts[2]/count"),
            ("f036.s2", "/data/saisie_indics_hbts[2]/lst_habitats_corine"),
            ("f099.s1", "/data/kids/kids_details[2]/kids_immunization"),
        ),
    ),
    Gap(
        "the recorded engine contradicts itself: its value is the answer, its instance holds another choice",
        (("f036.s2", "/data/saisie_indics_hbts[1]/habitat_n2k"),),
    ),
    Gap(
        "a file that is missing is an empty list, whose sum is 0; there the whole expression was blank",
        (("f091.s1", "/data/C_Demographic/C_Family_S"), ("f091.s2", "/data/C_Demographic/C_Family_S")),
    ),
    Gap("a repeat has at most 1,000 instances here (`Limits.repeat_instances`)", (("f092.s1", "/data/CR"),)),
)
