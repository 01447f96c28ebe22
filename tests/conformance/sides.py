"""Where ODK's own two engines disagree, or Baro knowingly differs from the one whose interviews are recorded.

Each row is pinned by the test of its name in `test_sides.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Side:
    """One question to which engines have more than one answer.

    Args:
        name: of the row, and of its test.
        web_forms: what ODK Web Forms does (`@getodk/xforms-engine` 0.22).
        java_rosa: what JavaRosa does (ODK Collect); "" where it is not part of the matter.
        taken: what Baro does.
        why: the reason.
    """

    name: str
    web_forms: str
    java_rosa: str
    taken: str
    why: str


SIDES: tuple[Side, ...] = (
    Side(
        "choice_name",
        "`jr:choice-name` is empty",
        "the label of the choice",
        "the label of the choice, in the language shown",
        "the specification says so, and notes that repeat an answer to a person are made with it",
    ),
    Side(
        "order_of_choices",
        "a select_multiple holds its choices in the order of the list",
        "in the order in which they were chosen",
        "the order of the list",
        "the same choices are the same value, whichever was tapped first: `selected-at` and exports do not hang on it",
    ),
    Side(
        "copied_date",
        "a calculation that copies a date gives `2010-07-27`",
        "the date with a time",
        "`2010-07-27`",
        "that is what was answered, and dates are compared as days",
    ),
    Side(
        "repeated_from_outside",
        "a node of a repeat that is named from outside it, where one value is wanted, is that of the first instance",
        "an error",
        "the first instance",
        "XPath 1.0, section 4.2: the string of a node-set is that of its first node; a form must not stop for it",
    ),
    Side(
        "area_of_nothing",
        "`area('')` is 0",
        "NaN",
        "0",
        "no place covers no ground; a calculation that adds areas goes on",
    ),
    Side(
        "sum_of_nothing",
        "the sum of no node is blank",
        "0",
        "0",
        "XPath 1.0, section 4.4; a household without children has 0 of them, and a total is asked about with `>`",
    ),
    Side(
        "path_in_the_label_of_an_instance",
        "an absolute path in the label of a repeat is of the first instance",
        "of the instance whose label it is",
        "of the instance",
        "pyxform writes such paths where an author writes «Enfant ${prenom}», and means each child",
    ),
    Side(
        "count_that_nobody_knows",
        "a repeat whose count is blank keeps the instances that it has",
        "",
        "it keeps them",
        "a number that is not known takes no answer away",
    ),
    Side(
        "calculation_beside_an_answer",
        "a calculation of a question that may be answered replaces the answer when it gives something else than before",
        "each time that something it reads changes",
        "when it gives something else",
        "what a person corrected stays corrected",
    ),
    Side(
        "choice_that_is_not_offered_any_more",
        "is hidden, and comes back when it is offered again",
        "leaves the value",
        "leaves the value",
        "the person is asked again at once, and what is asked again is not answered behind their back",
    ),
    Side(
        "calculated_text",
        "a calculation that reads a text keeps the language in which it was first worked out",
        "",
        "it is in the language shown",
        "it is shown to people",
    ),
    Side(
        "nested_repeats_of_a_chat",
        "an added instance has the nested instances of the form's template, mostly none",
        "the same",
        "the same for programs; in the chat one of each open repeat",
        "a person would be asked «Ajouter ?» before any question (`InterviewStarted.strict`)",
    ),
    Side(
        "smaller_counts_of_a_chat",
        "instances beyond a smaller count are gone",
        "",
        "the same for programs; in the chat they come back with their answers when the count grows again",
        "who types 1 for 11 and mends it has lost nothing (`InterviewStarted.strict`)",
    ),
)
