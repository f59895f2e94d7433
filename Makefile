# ShareDesk's front door. `make` alone lists what can be done here.
PYTHON ?= python3
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run test check faults bench pictures lock package clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-9s %s\n' "$$t" "$$d"; done

setup: ## make or refresh .venv from the lock (run and test do this by themselves)
	@$(PYTHON) packaging/bootstrap.py

run: setup ## make a practice log, check it, print its rationales; then open the window on it, where there is a display
	@$(PY) -m sharedesk practice --open

test: setup ## run the whole test suite
	@$(PY) -m pytest -n auto --dist loadfile

check: setup ## ruff, mypy, and the floors of the house
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q tests/architecture

faults: setup ## the campaigns against all that docs/threat-model.md promises, for hours; writes their figures there
	@$(PYTHON) -m pip --disable-pip-version-check --python $(PY) install --quiet --require-hashes --only-binary :all: \
		--requirement packaging/fuzz.lock || echo "atheris cannot be installed here: its part of the fuzzing is left out."
	@FIGURES=tests/faults/figures.json $(PY) -m pytest -s tests/faults/campaign_*.py
	@FIGURES=tests/faults/figures.json HYPOTHESIS_PROFILE=campaign $(PY) -m pytest -s tests/vault/test_state_machine.py
	@$(PY) tests/faults/table.py

bench: setup ## measure, side by side with the bare libraries
	@$(PY) tests/benchmarks/run.py

pictures: setup ## a picture of every page, in every look, into pictures/
	@$(PY) tests/ui/pictures.py

lock: setup ## write packaging/requirements.lock anew for every platform (asks the package registry)
	@$(PY) packaging/lock.py $(ARGS)

package: setup ## build the wheel and the source archive into dist/
	@$(PY) -m hatchling build -d dist

clean: ## remove what the other targets made, but never a log
	rm -rf .venv build dist src/sharedesk/ui/_forms .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
