"""Encryption of backups for the key of somebody who is not on this machine (the age format, https://age-encryption.org).

The machine knows only public keys: whoever takes its disk, or a copy of a backup, reads no backup. Whoever holds the
secret key opens it, with this program or with any other of that format. Here alone pyrage is imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dialogues.errors import BaroError

__all__ = ["SUFFIX", "KeyUnusable", "made_key", "recipients", "seal", "unseal"]

SUFFIX = ".age"


class KeyUnusable(BaroError):  # noqa: N818 - errors are named after what is wrong (DESIGN, words)
    """A file holds no key, or not the one that opens this backup."""


def recipients(words: str) -> Sequence[str]:
    """The public keys that a file names, one a line; lines that begin with # are passed over.

    Raises:
        KeyUnusable: there is none, or one of them is none.
    """
    from pyrage import RecipientError, x25519  # noqa: PLC0415 - only where backups are encrypted

    found = [line.strip() for line in words.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    try:
        for one in found:
            x25519.Recipient.from_str(one)
    except RecipientError:
        raise KeyUnusable from None
    if not found:
        raise KeyUnusable
    return found


def made_key() -> tuple[str, str]:
    """A new secret key and the public key that belongs to it."""
    from pyrage import x25519  # noqa: PLC0415 - same

    secret = x25519.Identity.generate()
    return str(secret), str(secret.to_public())


def seal(source: Path, target: Path, keys: Sequence[str]) -> None:
    """Encrypt a file for whoever holds one of the keys.

    Args:
        source: to be encrypted.
        target: is made.
        keys: see `recipients`.
    """
    from pyrage import encrypt_file, x25519  # noqa: PLC0415 - same

    encrypt_file(str(source), str(target), [x25519.Recipient.from_str(key) for key in keys])


def unseal(source: Path, target: Path, words: str) -> None:
    """Decrypt a file.

    Args:
        source: encrypted.
        target: is made.
        words: the content of a file with secret keys.

    Raises:
        KeyUnusable: it holds no key, or none that opens this file.
    """
    from pyrage import DecryptError, IdentityError, decrypt_file, x25519  # noqa: PLC0415 - same

    keys = [line.strip() for line in words.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    try:
        found = [x25519.Identity.from_str(key) for key in keys]
    except IdentityError:
        raise KeyUnusable from None
    if not found:
        raise KeyUnusable
    try:
        decrypt_file(str(source), str(target), found)
    except DecryptError:
        raise KeyUnusable from None
