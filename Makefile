# Every command a developer needs; each installs what it needs itself.
PYTHON ?= python3.11
# Rasa's own Python; where there is no pyenv, uv finds one or fetches it.
PY310 ?= $(shell p=$$(pyenv prefix 3.10 2>/dev/null) && echo $$p/bin/python || echo 3.10)
V := .venv/bin
READY := .venv/.ready
RASA := .venv-nlu/.ready

.PHONY: setup nlu demo test check lint bench lock chromium clean

setup: $(READY) nlu

# Rasa, in an environment of its own, and its model; both are made once.
nlu: $(READY) $(RASA)
	@$(V)/baro nlu train

$(RASA): nlu/project/requirements.lock | $(READY)
	@echo "Rasa s'installe dans .venv-nlu (2,5 Go, quelques minutes la première fois)…"
	$(V)/uv venv --quiet --clear --python $(PY310) .venv-nlu
	$(V)/uv pip install --quiet --python .venv-nlu/bin/python --require-hashes -r nlu/project/requirements.lock
	touch $(RASA)

$(READY): requirements.lock tests/requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(V)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	$(V)/uv pip install --quiet --python $(V)/python --require-hashes -r tests/requirements.lock
	$(V)/uv pip install --quiet --python $(V)/python --no-deps -e .
	touch $(READY)

# A day of work on embedded defaults, Rasa on the path; the page stays open until Ctrl-C.
demo: setup
	$(V)/baro demo

# Everything, as CI runs it. Tracing doubles the time of a test: it watches the core, by the core's own tests.
test: setup chromium lint
	$(V)/coverage erase
	$(V)/pytest -n 2 --cov --cov-report= tests/dialogues
	$(V)/coverage report --fail-under=95
	$(V)/pytest -n 2 --dist loadgroup --durations=20 --ignore=tests/dialogues

# The loop between edits: under two minutes.
check: $(READY) lint
	$(V)/pytest -q -n 2 -m 'not slow'

lint: $(READY)
	$(V)/ruff check .
	$(V)/ruff format --check .
	$(V)/mypy
	$(V)/lint-imports

bench: setup
	$(V)/python -m tests.bench.bench_engine
	$(V)/python -m tests.bench.bench_growth
	$(V)/python -m tests.bench.bench_peer
	$(V)/python -m tests.bench.bench_updates
	$(V)/python -m tests.bench.bench_export
	$(V)/python -m tests.bench.bench_reading
	$(V)/python -m tests.bench.bench_nlu

# The page is tested in a real browser, Debian's.
chromium:
	@command -v chromium >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-color-emoji; }

lock: $(READY)
	$(V)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(V)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra test -c requirements.lock pyproject.toml -o tests/requirements.lock
	$(V)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header nlu/project/requirements.in -o nlu/project/requirements.lock

clean:
	rm -rf .venv .venv-nlu build dist .coverage .coverage.* .import_linter_cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
