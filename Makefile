# Set-up and checks. All that is needed is make and Python 3.11 or newer.

# The first Python that is new enough; PYTHON=/path/to/python chooses another.
PYTHON ?= $(firstword $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python"; \
	done))
UV ?= uv
MAKEFLAGS += --no-print-directory
ARGS ?=

# Set-up speaks on stderr only, so that `make run < script > answers` holds the answers alone.
VENV := .venv/bin/python
PYTEST := $(VENV) -m pytest
AT_ONCE := --numprocesses auto --dist worksteal
INSTALL := $(VENV) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.PHONY: run chat test quick lint crash bench lock .venv missing

run: .venv/run.stamp ## Serve the browser chat; a script on stdin is played in the terminal instead.
	@if [ -p /dev/stdin ] || [ -f /dev/stdin ]; then exec $(VENV) -m bot chat $(ARGS); \
	else exec $(VENV) -m bot run $(ARGS); fi

chat: .venv/run.stamp ## Chat in the terminal.
	@$(VENV) -m bot chat $(ARGS)

# What is killed has processes and deadlines of its own, and so the machine to itself. 5 is pytest's
# word for "nothing of this kind": ARGS may ask for other tests.
test: .venv/dev.stamp ## Run every test; ARGS="-n 0" in one process.
	@$(PYTEST) $(AT_ONCE) -m "not crash" $(ARGS) || [ $$? -eq 5 ]
	@$(PYTEST) -m crash $(ARGS) || [ $$? -eq 5 ]

quick: .venv/dev.stamp ## Run all that is not slow, with fewer made-up examples.
	@$(PYTEST) $(AT_ONCE) --hypothesis-profile quick -m "not slow and not crash" $(ARGS)

lint: .venv/dev.stamp ## Check style, format, types and who imports whom.
	@$(VENV) -m ruff check
	@$(VENV) -m ruff format --check
	@$(VENV) -m mypy
	@$(PYTEST) --quiet tests/test_architecture.py

crash: .venv/dev.stamp ## Kill real processes twenty times a test, or CRASH_KILLS; `make test` does it thrice.
	@CRASH_KILLS=$${CRASH_KILLS:-20} $(PYTEST) -m crash $(ARGS)

bench: .venv/dev.stamp .venv/peers.stamp ## Measure; ARGS="store wire" these parts alone.
	@$(VENV) -m benchmarks $(ARGS)

lock: ## Pin what pyproject.toml asks for; ARGS=--upgrade takes the newest.
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv" >&2; exit 1; }
	@$(LOCK) $(ARGS) pyproject.toml --output-file requirements/run.txt
	@$(LOCK) $(ARGS) --group pyproject.toml:dev --constraint requirements/run.txt \
		--output-file requirements/dev.txt
	@$(LOCK) $(ARGS) --group pyproject.toml:peers --output-file requirements/peers.txt

.venv: .venv/run.stamp

# The stamp comes last: an environment that was left half made is made anew, and so is one whose
# Python has gone.
.venv/run.stamp: requirements/run.txt $(if $(shell test -x $(VENV) || echo gone),missing)
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found. Install one, or name it:" \
		"make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"$(PYTHON) is too old: Muster needs Python 3.11 or newer")'
	@echo "Setting up .venv ..." >&2
	@$(PYTHON) -m venv --clear .venv >&2 </dev/null
	@$(INSTALL) --requirement requirements/run.txt >&2 </dev/null
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@$(INSTALL) --requirement requirements/dev.txt >&2 </dev/null
	@touch $@

# Peers have requirements of their own, which are not ours.
.venv/peers.stamp: .venv/run.stamp requirements/peers.txt
	@$(PYTHON) -m venv --clear .venv/peers >&2 </dev/null
	@.venv/peers/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
		--require-hashes --requirement requirements/peers.txt >&2 </dev/null
	@touch $@
