# Front door. `make demo` and `make test` need nothing but Python 3.11 or newer and its venv module.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check lint types bench quality lock clean

demo: $(VENV)/run.stamp
	$(BIN)/newsarchive demo --keep demo-archive

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest
	$(MAKE) --no-print-directory check

check: $(VENV)/test.stamp lint types
	$(BIN)/lint-imports

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .

types: $(VENV)/test.stamp
	$(BIN)/mypy

# Needs the real pages beside the checkout; fails where a figure is below its floor.
quality: $(VENV)/test.stamp
	$(BIN)/python benchmarks/quality.py

bench: $(VENV)/test.stamp
	$(BIN)/python benchmarks/run.py

$(VENV)/run.stamp: requirements/run.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test.stamp: requirements/test.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.lock
	touch $@

# The locks are made for Python 3.11 and carry hashes but no index address. Needs pip-tools.
lock:
	pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
	  --build-deps-for editable --extra all --output-file requirements/run.lock pyproject.toml
	pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe \
	  --build-deps-for editable --extra all --extra test --output-file requirements/test.lock pyproject.toml

clean:
	rm -rf $(VENV) demo-archive .mypy_cache .ruff_cache .pytest_cache .hypothesis
