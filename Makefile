# Everything here sets itself up: a Python 3.11 or newer and make are all a machine needs.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys, venv, ensurepip; raise SystemExit(sys.version_info < (3, 11))' \
	2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
# Tests that wait leave the processors to others.
WORKERS ?= 4
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.PHONY: run test check audit bench growth torture screenshots portraits translations tables clean

run: .venv/.run
	@$(BIN)/berita-tui $(ARGS)

# What a process has compiled the next one reads, whatever the machine wishes otherwise.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/.compiled
	$(BIN)/coverage erase
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --omit='*/berita_tui/app/*' --fail-under=100
	$(BIN)/coverage report --include='*/berita_tui/app/*' --fail-under=90

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Known holes in the pinned versions, where pip-audit and its data can be had; else it says so.
audit: .venv/.dev
	@$(BIN)/python scripts/audit.py

# `make bench` ends within some ten minutes; CONTRIBUTING.md tells what else it can be asked for.
bench: .venv/.dev
	$(BIN)/python benchmarks/report.py $(ARGS)

# Measures growth anew, and makes docs/growth.json, its chart and the tables in the pages from it.
growth: .venv/.dev
	$(BIN)/python benchmarks/growth.py --store $(ARGS)

# `make torture ARGS=--short` is a trial of some minutes; the whole takes an hour and more.
torture: .venv/.dev
	@$(BIN)/python benchmarks/torture.py $(ARGS)

screenshots: .venv/.dev
	$(BIN)/python screenshots/make.py

portraits: .venv/.dev
	$(BIN)/pytest -q tests/app --accept-portraits

translations: .venv/.dev
	$(BIN)/python scripts/translations.py

tables: .venv/.dev
	$(BIN)/python scripts/tables.py

clean:
	rm -rf .venv build dist .coverage* htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks screenshots scripts -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "berita-tui needs Python 3.11 or newer, with venv (Debian: python3-venv); none was found on PATH." >&2; exit 2; }
	$(PYTHON) -m venv .venv

.venv/.run: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

.venv/.dev: requirements-dev.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch .venv/.run $@

# Compiled once, and not by each of those who then test side by side, under a measure at that.
.venv/.compiled: .venv/.dev
	@$(BIN)/pytest --collect-only --quiet >/dev/null 2>&1 || true
	@touch $@
