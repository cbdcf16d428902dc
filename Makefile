# A newcomer's whole vocabulary: up, test, install, check, fmt, bench, clean.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
export PATH := $(CURDIR)/.tools/bin:$(PATH)
export UV_NO_SYNC := 1
export UV_PYTHON_DOWNLOADS := never

PY := .venv/bin/python
PAGE_SOURCES := $(shell find frontend/src frontend/static -type f ! -name '*.test.ts' 2>/dev/null) \
	src/obt/search/vocabularies.json \
	$(wildcard frontend/*.config.* frontend/tsconfig.json frontend/pnpm-lock.yaml)

.PHONY: help
help: ## show this
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: up
up: install ## install what is missing, then run server, client and dashboard (Ctrl-C stops all)
	@exec $(PY) scripts/up.py

.PHONY: install
install: .venv/.ready frontend/build/.ready ## all that running needs, the built page included

.PHONY: test
test: install .tools/.browser .tools/.registry ## every test: Python, Vitest, end to end in a real browser, real Ollama
	$(PY) scripts/real_ollama.py install
	cd frontend && pnpm exec vitest run
	cd frontend && pnpm exec playwright test
	$(PY) -m pytest

.PHONY: check
check: install ## format, lint, types, architecture, API drift
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	cd frontend && pnpm run check && pnpm run lint
	scripts/drift.sh

.PHONY: fmt
fmt: install ## format everything
	.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format -q .
	cd frontend && pnpm run format > /dev/null

.PHONY: bench
bench: install .tools/.browser ## measure the budgets of docs/performance.md (PART=... for one)
	$(PY) -m bench $(PART)

.PHONY: bench-honesty
bench-honesty: install ## what a benchmark tells, against a bare stream beside it on a real Ollama
	$(PY) -m bench honesty

.PHONY: lock
lock: .tools/.ready ## write the Python lock files again (no host is named in them)
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra server -o requirements.lock
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra server --group dev -c requirements.lock -o requirements-dev.lock

.PHONY: wheel
wheel: install ## build the wheel, dashboard included, into dist/
	uv build -q --wheel --out-dir dist

.PHONY: clean
clean: ## remove everything that was built or installed here (the data folder stays)
	rm -rf .venv .tools .cache dist frontend/node_modules frontend/build frontend/.svelte-kit src/obt/server/page

.tools/.ready: scripts/tools.py
	@$(PYTHON) scripts/tools.py && touch $@

.tools/.browser: | .tools/.ready
	@$(PYTHON) scripts/tools.py chromium && touch $@

.tools/.registry: | .tools/.ready
	@$(PYTHON) scripts/tools.py registry && touch $@

.venv/.ready: requirements-dev.lock pyproject.toml .tools/.ready
	@test -x $(PY) || uv venv -q --python $(PYTHON) .venv
	uv pip sync -q --require-hashes requirements-dev.lock
	uv pip install -q --no-deps -e .
	@touch $@

frontend/node_modules/.ready: frontend/pnpm-lock.yaml frontend/package.json .tools/.ready
	cd frontend && CI=true pnpm install --frozen-lockfile --silent
	@touch $@

# One source, two builds: for Node with SSR (5173), and static for the wheel (8881).
frontend/build/.ready: frontend/node_modules/.ready $(PAGE_SOURCES)
	cd frontend && pnpm run build:node --logLevel error > /dev/null
	cd frontend && pnpm run build:static --logLevel error > /dev/null
	rm -rf src/obt/server/page && cp -r frontend/build/static src/obt/server/page
	@touch $@
