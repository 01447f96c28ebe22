"""Where everything is put together; nothing else builds anything, and nothing here decides anything.

The start of the bot imports none of pyxform, openpyxl, xlsxwriter, alembic (DESIGN, section 6): storage and the
service are imported when they are built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings import Settings, make_data_folder

if TYPE_CHECKING:
    from dialogues.ports import Store

__all__ = ["open_store"]


def open_store(settings: Settings) -> Store:
    """Open the database of an installation; it must exist and be of this program's version.

    Args:
        settings: the installation's.

    Returns:
        The store; safe to use from several threads.

    Raises:
        SettingsProblem: the data folder cannot be used.
        SchemaMismatch: the database is older or newer than this program, or is none.
        StoreUnavailable: it cannot be reached.
    """
    from storage.unit_of_work import open_store as open_database  # noqa: PLC0415 - SQLAlchemy only when it is needed

    make_data_folder(settings)
    return open_database(settings.database_url)
