# Everything a newcomer needs, each verb in one line. `make help` lists them.
# Needs of the machine: Python 3.11 or later, make, and a package index that pip can reach.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo test check bench truth reference agreement docs format pins browser clean

help: ## List the verbs
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(RUN) ## Start the whole product at http://127.0.0.1:8000, with a simulated study
	@$(BIN)/prem demo --port $(PORT)

test: $(DEV) browser ## Run every test, the browser's and the database's too
	@$(BIN)/python -m pytest -n 2 --dist worksteal --ignore tests/browser
	@$(BIN)/python -m pytest -n 2 --dist worksteal -rs tests/browser

check: $(DEV) ## Format, lint, types, stairs, content, documentation
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/prem check
	@$(BIN)/python docs/build.py --check

bench: $(DEV) ## Measure bytes, speed and memory; print them and save them in docs/bench.md
	@PYTHONPATH=tests $(BIN)/python -m bench

truth: $(DEV) ## Hold intervals and tests to samples of known truth; save docs/known-truth.md
	@PYTHONPATH=tests $(BIN)/python -m truth

reference: $(DEV) ## Run the R scripts again and show the difference to the stored values
	@sh analysis/reference/run.sh

agreement: $(DEV) ## Compare prem with R's stored values on every data set: docs/agreement.md
	@PYTHONPATH=tests $(BIN)/python -m agreement

docs: $(DEV) ## Write the generated pages of docs/ anew
	@$(BIN)/python docs/build.py

format: $(DEV) ## Format the code and mend what the linter can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

pins: $(DEV) ## Resolve the pins anew after a change to pyproject.toml
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --group build -q --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate -o requirements/run.txt
	@$(BIN)/uv pip compile pyproject.toml --group dev -q --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate -c requirements/run.txt -o requirements/dev.txt

browser: $(DEV)
	@PYTHON=$(BIN)/python sh tests/browser/chromium.sh

clean: ## Remove what make built
	rm -rf $(VENV) dist demo-data

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "prem needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)." >&2; exit 1; }
	@touch $@

$(RUN): requirements/run.txt pyproject.toml $(VENV)/python.stamp
	@echo "Installing what prem needs (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml $(VENV)/python.stamp
	@echo "Installing what prem and its tests need (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(RUN)
