"""What a model is made of, and the name that follows from it.

The name of a model is the SHA-256 of all of it, so a model is never taken for that of other data, and training the same
twice is never needed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nlu.service.problems import NluProblem

__all__ = ["PROJECT", "Recipe", "check_model", "name_in"]

PROJECT = Path(__file__).resolve().parents[1] / "project"
"""The Rasa project that Baro ships."""

_SUFFIX = ".tar.gz"
_METADATA = "metadata.json"
_METADATA_BYTES = 8 * 2**20
_RASA = re.compile(r"^rasa==(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A Rasa project as it stands.

    Args:
        project: its folder.
        name: SHA-256 of its settings, domain, data and locked environment, in hexadecimal.
        rasa: the version of Rasa that its environment is locked to.
    """

    project: Path
    name: str
    rasa: str

    @classmethod
    def of(cls, project: Path = PROJECT) -> Recipe:
        """Read a project.

        Args:
            project: folder with `config.yml`, `domain.yml`, `requirements.lock` and `data/`.

        Raises:
            ValueError: its lock does not say which Rasa: the project is broken.
        """
        project = project.resolve()  # Rasa works in a folder of its own
        parts = [project / "config.yml", project / "domain.yml", project / "requirements.lock"]
        parts += sorted((project / "data").rglob("*.yml"))
        whole = hashlib.sha256()
        for part in parts:
            content = part.read_bytes()
            whole.update(f"{part.relative_to(project).as_posix()} {len(content)}\n".encode())
            whole.update(content)
        version = _RASA.search((project / "requirements.lock").read_text(encoding="utf-8"))
        if version is None:
            raise ValueError("the lock of the Rasa project names no Rasa")
        return cls(project, whole.hexdigest(), version[1])

    def model(self, models: Path) -> Path:
        """Where its model stands among models."""
        return models / f"{self.name}{_SUFFIX}"


def name_in(path: str) -> str:
    """The name in a model's path, as a server tells it."""
    return PurePosixPath(path.replace("\\", "/")).name.removesuffix(_SUFFIX)


def check_model(model: Path, recipe: Recipe) -> None:
    """See whether a model is that of a recipe.

    Args:
        model: its file.
        recipe: what it should be made of.

    Raises:
        NluProblem: it is not there, cannot be read, or is made of something else or by another Rasa.
    """
    if name_in(model.as_posix()) != recipe.name:
        raise NluProblem("model_other_data", path=str(model))
    if not model.is_file():
        raise NluProblem("model_missing")
    rasa = _rasa_of(model)
    if rasa != recipe.rasa:
        raise NluProblem("model_other_rasa", path=str(model), found=rasa, wanted=recipe.rasa)


def _rasa_of(model: Path) -> str:
    """The version of Rasa that made a model; an archive that was cut short is seen."""
    found = None
    try:
        with gzip.open(model) as stream:
            while stream.read(2**20):  # its check sum comes last
                pass
        with tarfile.open(model, "r:gz") as archive:
            for member in archive:
                inner = archive.extractfile(member) if PurePosixPath(member.name).name == _METADATA else None
                if inner is not None and found is None and member.size <= _METADATA_BYTES:
                    found = json.loads(inner.read())["rasa_open_source_version"]
    except (tarfile.TarError, zlib.error, OSError, EOFError, ValueError, LookupError, TypeError):
        raise NluProblem("model_broken", path=str(model)) from None
    if not isinstance(found, str) or not found.replace(".", "").isalnum():
        raise NluProblem("model_broken", path=str(model))
    return found
