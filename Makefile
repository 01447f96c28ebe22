# Every command a developer needs; each installs what it needs itself.
PYTHON ?= python3.11
V := .venv/bin
READY := .venv/.ready

.PHONY: setup demo test check lint bench lock chromium clean

setup: $(READY)

$(READY): requirements.lock tests/requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(V)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	$(V)/uv pip install --quiet --python $(V)/python --require-hashes -r tests/requirements.lock
	$(V)/uv pip install --quiet --python $(V)/python --no-deps -e .
	touch $(READY)

# The main job on embedded defaults; the page stays open until Ctrl-C.
demo: setup
	$(V)/baro demo

# Everything, as CI runs it.
test: setup chromium lint
	$(V)/coverage erase
	$(V)/pytest -n 2 --cov --cov-report=
	$(V)/coverage report --include='dialogues/*' --fail-under=95
	$(V)/coverage report

# The loop between edits: under two minutes.
check: setup lint
	$(V)/pytest -q -n 2 -m 'not slow'

lint: setup
	$(V)/ruff check .
	$(V)/ruff format --check .
	$(V)/mypy
	$(V)/lint-imports

bench: setup
	$(V)/python -m tests.bench.bench_engine
	$(V)/python -m tests.bench.bench_updates
	$(V)/python -m tests.bench.bench_export

# The page is tested in a real browser, Debian's.
chromium:
	@command -v chromium >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-color-emoji; }

lock: setup
	$(V)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(V)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra test -c requirements.lock pyproject.toml -o tests/requirements.lock

clean:
	rm -rf .venv build dist .coverage .coverage.* .import_linter_cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
