"""Every question type, by its key.

To add one: write its file here, add it below, give it `tests/dialogues/questions/cases/<key>.toml`; the registry's
test says what else is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dialogues.questions.acknowledge import ACKNOWLEDGE
from dialogues.questions.audio import AUDIO
from dialogues.questions.barcode import BARCODE
from dialogues.questions.base import QuestionType
from dialogues.questions.calculate import CALCULATE
from dialogues.questions.date import DATE
from dialogues.questions.date_time import DATE_TIME
from dialogues.questions.decimal_number import DECIMAL
from dialogues.questions.file import FILE
from dialogues.questions.geopoint import GEOPOINT
from dialogues.questions.geoshape import GEOSHAPE
from dialogues.questions.geotrace import GEOTRACE
from dialogues.questions.hidden import HIDDEN
from dialogues.questions.image import IMAGE
from dialogues.questions.integer import INTEGER
from dialogues.questions.note import NOTE
from dialogues.questions.number_range import RANGE
from dialogues.questions.rank import RANK
from dialogues.questions.select_multiple import SELECT_MULTIPLE
from dialogues.questions.select_one import SELECT_ONE
from dialogues.questions.text import TEXT
from dialogues.questions.time import TIME
from dialogues.questions.video import VIDEO

QUESTION_TYPES: Mapping[str, QuestionType] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            TEXT,
            INTEGER,
            DECIMAL,
            DATE,
            TIME,
            DATE_TIME,
            SELECT_ONE,
            SELECT_MULTIPLE,
            RANK,
            RANGE,
            NOTE,
            CALCULATE,
            ACKNOWLEDGE,
            GEOPOINT,
            GEOTRACE,
            GEOSHAPE,
            BARCODE,
            IMAGE,
            AUDIO,
            VIDEO,
            FILE,
            HIDDEN,
        )
    }
)
"""Question types by key, in the order in which they are documented."""
