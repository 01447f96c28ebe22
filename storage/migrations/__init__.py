"""Bringing a database to this program's version, with alembic; importing this imports nothing of alembic.

Revisions are called 0001, 0002 …, so that a higher one is a newer one. `env.py` and `versions/` are alembic's; there
is no ini file.
"""

from __future__ import annotations

__all__ = ["HEAD"]

HEAD = "0007"
"""The revision that this program works with."""
