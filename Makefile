# Every command a developer needs; each installs what it needs itself.
PYTHON ?= python3.11
V := .venv/bin
STAMP := .venv/.ready

.PHONY: setup demo test check bench lock clean

setup: $(STAMP)

$(STAMP): requirements.lock tests/requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(V)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	$(V)/uv pip install --quiet --python $(V)/python --require-hashes -r tests/requirements.lock
	$(V)/uv pip install --quiet --python $(V)/python --no-deps -e .
	touch $(STAMP)

lock:
	$(V)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(V)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra test -c requirements.lock pyproject.toml -o tests/requirements.lock
