# Every target does its own set-up and is quick the second time. `make` alone lists them.

BIN := .venv/bin
RUN_READY := .venv/.ready-to-run
DEV_READY := .venv/.ready-to-develop

# Where the launch comparison kit is; without it, its rows say "not run".
LTI_BENCH ?= ../shared/bench
export LTI_BENCH

# Processes that share the tests, and more words for pytest: make test ARGS="tests/lti -x"
TEST_WORKERS ?= 2
ARGS ?=
# In their own order, not the files with most tests first: the longest ones have few tests.
PYTEST := $(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help install demo test test-quick lint bench lighthouse lock

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install: $(RUN_READY)  ## Set up what is needed to run the tool

demo: $(RUN_READY)  ## The tool and a demo LMS on this machine (DEMO_PORT, DEMO_LMS_PORT)
	@exec $(BIN)/mentor-modules demo

test: $(DEV_READY)  ## Every test, the browser's journey included, with the coverage floor
	$(PYTEST) --cov --cov-report=term $(ARGS)

test-quick: $(DEV_READY)  ## The tests that need no browser and no server of their own
	$(PYTEST) -m "not slow and not browser" $(ARGS)

lint: $(DEV_READY)  ## Style, types, the rules between the rooms, and the packs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mentor-modules content check

bench: $(RUN_READY)  ## The performance table (ARGS="--readme" writes it into the README)
	$(BIN)/python -m benchmarks.run $(ARGS)

lighthouse: $(DEV_READY) benchmarks/lighthouse/node_modules  ## The modules' pages in Lighthouse (needs Node.js 18.20 or newer)
	$(BIN)/python -m benchmarks.run --only pages $(ARGS)

benchmarks/lighthouse/node_modules: benchmarks/lighthouse/package-lock.json
	@command -v npm > /dev/null || { echo "Lighthouse comes from npm: please install Node.js 18.20 or newer."; exit 1; }
	npm ci --prefix benchmarks/lighthouse --omit=dev --ignore-scripts --no-audit --no-fund
	@touch $@

$(RUN_READY): pyproject.toml requirements.lock scripts/set-up.sh
	@PYTHON="$(PYTHON)" scripts/set-up.sh run
	@touch $@

$(DEV_READY): pyproject.toml requirements.lock requirements-dev.lock scripts/set-up.sh
	@PYTHON="$(PYTHON)" scripts/set-up.sh dev
	@touch $(RUN_READY) $@

# The newest versions that pyproject.toml allows, each with its hashes. No index address, no path.
LOCK := build/lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet

lock: build/lock/bin/uv  ## Write both lock files again, with the newest versions
	$(LOCK) --extra demo --extra postgres --group build -o requirements.lock
	$(LOCK) --all-extras --group build -c requirements.lock -o requirements-dev.lock
	sed -i '1i # Written by "make lock" from pyproject.toml.' requirements.lock requirements-dev.lock

build/lock/bin/uv:
	$(or $(PYTHON),python3) -m venv build/lock
	build/lock/bin/pip install --quiet --disable-pip-version-check uv
