"""A database with the golden submissions."""

from __future__ import annotations

import pytest

from tests.storage.exports.golden import fill, make_field


@pytest.fixture
def field(tmp_path):
    """The golden dataset in a fresh database."""
    made = make_field(tmp_path)
    fill(made)
    yield made
    made.store.close()


@pytest.fixture
def empty(tmp_path):
    """The same guide without a submission."""
    made = make_field(tmp_path)
    yield made
    made.store.close()
