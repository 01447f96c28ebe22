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
        (
            ("f036.s2", "/data/saisie_indics_hbts[1]/habitat_n2k"),
            ("f036.s2", "/data/saisie_indics_hbts[1]/structure"),
            ("f036.s2", "/data/saisie_indics_hbts[1]/composition"),
            ("f036.s2", "/data/saisie_indics_hbts[1]/degradation"),
        ),
    ),
    Gap(
        "a file that is missing is an empty list, whose sum is 0; there the whole expression was blank",
        tuple(
            (name, f"/data/C_Demographic/{node}") for name in ("f091.s1", "f091.s2") for node in ("C_Family_S", "N2")
        ),
    ),
    Gap(
        "what the label of an instance names by an absolute path is of that instance, as in JavaRosa; there it is of"
        " the first one",
        (("f036.s2", "/data/saisie_indics_hbts[2]"),),
    ),
    Gap("a repeat has at most 1,000 instances here (`Limits.repeat_instances`)", (("f092.s1", "/data/CR"),)),
    Gap(
        "the recorded engine shows a select_one_external as a field for any words; here it is a list, as in ODK"
        " Collect, and what is not on it goes when its filter changes",
        (
            ("f068.s1", "/data/group_location/hh_district"),
            ("f068.s1", "/data/group_location/hh_hamlet"),
        ),
    ),
    Gap(
        "where the count of a repeat is not relevant, it has no instance; there those it had stay, unseen",
        (("f047.s1", "/data/everything/repeat_test"),),
    ),
)
