# Ask Thái Nguyên. `make help` lists the targets.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
.DEFAULT_GOAL := help
.PHONY: help install dev install-st edition chat web test check bench format ship lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

$(VENV)/.core: requirements/core.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (about 850 MB, once) …"
	$(BIN)/pip install --require-hashes --progress-bar on -r requirements/core.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.txt
	$(BIN)/pip install --require-hashes -r requirements/dev.txt
	@touch $@

install: $(VENV)/.core ## install what the programs need

dev: $(VENV)/.dev ## install what the tests need, too

install-st: dev ## install the extra embedder and the tutorial baseline (a CPU build of torch first)
	$(BIN)/pip install -r requirements/st.in

edition: install ## build and publish the starter edition, where none is published
	@$(BIN)/python -m ingest list --json | grep -q '"state": "published"' || $(BIN)/python -m ingest build --publish

chat: edition ## talk in the terminal
	@$(BIN)/python -m bot chat

web: edition ## serve the web chat on http://127.0.0.1:8080
	@$(BIN)/python -m bot serve

test: dev ## run the test suite
	$(BIN)/python -m pytest

check: dev ## what a commit must pass: format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

format: dev ## put the code in its one form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: dev ## the benchmarks: figures, and their ratio to a baseline
	$(BIN)/python -m tests.bench

ship: install ## embed changed starter materials and write their vectors
	$(BIN)/python -m ingest ship

lock: ## lock the dependencies again, with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements/core.in -o requirements/core.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url -c requirements/core.txt requirements/dev.in -o requirements/dev.txt
