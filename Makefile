# The project's commands. Each one sets up what it needs first; a repeated set-up takes no time.
# What is graded and how is the business of `grader`; this file only prepares the ground and calls it.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
UV_VERSION := 0.13.8
UV := .uv/$(UV_VERSION)/bin/uv
BIN := .venv/bin
STAMP := .venv/.installed
PYTEST := $(BIN)/pytest -n 2 --dist loadgroup
GPU_TESTS := $(addprefix tests/lib/,gpu/test_device.py backend/test_kernels.py backend/test_namespaces.py backend/elementwise \
  nn optim train data/test_augmentations.py data/test_dataset.py data/test_loader.py)
OTHER_PYTHONS := 3.12 3.13
ON_OTHER_PYTHONS := tests/grader/judge tests/lib/checks tests/lib/optim tests/lib/train tests/house/test_wheels.py

# Hundreds of processes load our packages in the tests: what Python has compiled is kept, whatever the machine's settings say.
unexport PYTHONDONTWRITEBYTECODE

# uv is told what pip knows: the machine's own certificates, and the package index that pip's settings name, if any.
export UV_SYSTEM_CERTS ?= true
uv = index=$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(PYTHON) -m pip config get global.index-url 2>/dev/null)}}; \
     env $${index:+UV_DEFAULT_INDEX="$$index"} $(UV)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

# ---- what people call

.PHONY: demo
demo: bubblewrap setup ## build a unit, grade a sample class in the sandbox, write feedback and a report
	@$(BIN)/grader demo

.PHONY: test
test: system setup lint ## every test, and the formatter, the linter and the type checker
	@$(PYTEST)

.PHONY: test-fast
test-fast: setup ## the tests of functions and classes, with less fuzzing; no sandbox, browser, database, unit or other program
	@$(PYTEST) --ignore tests/units -m "not (sandbox or browser or postgres or stock or units or programs)" --hypothesis-profile fast

.PHONY: lint
lint: setup ## the formatter, the linter and the type checker alone
	@$(BIN)/ruff format --check --quiet . || { echo "mend it with: $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary lib/gradschool grader/grader book

.PHONY: lab
lab: setup ## JupyterLab on notebooks/
	@$(BIN)/jupyter lab --notebook-dir notebooks $$([ "$$(id -u)" = 0 ] && echo --allow-root)

.PHONY: bench
bench: bubblewrap setup ## the benchmarks: the grader beside stock nbgrader, the library beside PyTorch, DeZero and SciPy, real images
	@$(BIN)/python benchmarks/grading.py
	@$(firstword $(wildcard .bench/bin/python) $(BIN)/python) benchmarks/training.py
	@$(BIN)/python benchmarks/images.py

.PHONY: frameworks
frameworks: ## .bench with PyTorch and DeZero, which the library is measured beside; nothing else needs them
	@$(PYTHON) -m venv --clear .bench
	@.bench/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	  --editable './lib[fast]' torch==2.13.0 dezero==0.0.13 rich scipy

.PHONY: docs
docs: setup ## the library's reference alone, docs/api/index.html: the book's pages of it, from the docstrings
	@$(BIN)/python -m book.build --reference docs/api

.PHONY: book
book: setup ## the web book, book/_site/index.html; a part of it: make book UNITS="00-start 07-optimizers"; RUBRICS=1 for instructors
	@$(BIN)/python -m book.build $(if $(RUBRICS),--rubrics) $(UNITS)

.PHONY: test-gpu
test-gpu: ## the tests that need a CUDA device, with the CuPy of this Python, or one of their own in .venv-gpu
	@extra=$$($(PYTHON) lib/gradschool/backend/driver.py) || exit 1; export PYTHONPATH=lib; \
	  for python in $(PYTHON) .venv-gpu/bin/python; do $$python -c 'import array_api_compat, cupy, pytest' 2>/dev/null && break; done || { \
	    echo "set-up: .venv-gpu with ./lib[$$extra]"; $(PYTHON) -m venv --system-site-packages .venv-gpu && $$python -m pip install \
	      --quiet --disable-pip-version-check --constraint constraints.txt --editable "./lib[$$extra]" pytest || exit 1; }; \
	  $$python -m pytest -m gpu $(GPU_TESTS)

.PHONY: test-pythons
test-pythons: $(OTHER_PYTHONS:%=test-python-%) ## the tests of the grader and the training on newer Pythons, where there are any

# An interpreter is looked for on the path, among pyenv's and among uv's own.
test-python-%: bubblewrap $(UV)
	@for python in python$* $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$*.*/bin/python \
	    "$$($(UV) python find --managed-python --no-python-downloads $* 2>/dev/null)"; do \
	  "$$python" -c '' 2>/dev/null && break || python=; done; \
	[ -n "$$python" ] || { echo "Python $*: no interpreter found, nothing tested"; exit; }; \
	echo "$$("$$python" --version):"; \
	$(UV) venv --quiet --allow-existing --python "$$python" .uv/python$* && \
	{ $(uv) pip install --quiet --python .uv/python$*/bin/python --constraints constraints.txt \
	  --build-constraints constraints.txt --group test --editable './lib[fast]' --editable './grader[cluster]'; } && \
	.uv/python$*/bin/pytest -q -n 2 --dist loadgroup -p no:cacheprovider $(ON_OTHER_PYTHONS)

.PHONY: setup
setup: $(STAMP) ## .venv with both packages, by the pins of constraints.txt
	@:

# Both packages from their wheels, in an environment of their own: INTO/bin. What set-up has fetched is not fetched again.
.PHONY: bare
bare: $(UV)
	@$(uv) venv --quiet --python $(BIN)/python $(INTO)
	@for package in lib grader; do \
	  (cd $$package && $(abspath $(BIN))/python -m hatchling build --target wheel --directory $(INTO)/wheels >/dev/null) || exit; done
	@for offline in --offline ""; do \
	  $(uv) pip install $$offline --quiet --python $(INTO)/bin/python --constraints constraints.txt $(INTO)/wheels/*.whl && break; done

.PHONY: pins
pins: $(UV) ## constraints.txt anew, with the newest versions that fit together
	@printf '%s\n' '-e ./lib[fast,lab]' '-e ./grader[cluster,postgres]' cupy-cuda12x cupy-cuda13x >.uv/wanted
	@$(uv) pip compile --quiet --upgrade --universal --fork-strategy fewest --python-version 3.11 --no-annotate --no-header --no-emit-index-url \
	  --no-emit-package gradschool --no-emit-package gradschool-grader --group book --group test --output-file constraints.txt .uv/wanted

.PHONY: clean
clean: ## removes .venv and caches; submissions, grades and notebooks stay
	@rm -rf .venv .venv-gpu .uv .bench docs/api book/_source book/_site .grader/book .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find lib grader solutions tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- Python packages

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(call apt,python3-pip,pip,set-up)
	@echo "set-up: uv $(UV_VERSION)"
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --root-user-action=ignore --upgrade \
	  --target .uv/$(UV_VERSION) uv==$(UV_VERSION)
	@touch $@

$(STAMP): pyproject.toml lib/pyproject.toml lib/gradschool/__init__.py grader/pyproject.toml constraints.txt $(UV)
	@$(BIN)/python -c '' 2>/dev/null || { echo "set-up: .venv with $$($(PYTHON) --version)"; \
	  $(uv) venv --quiet --clear --seed --python "$$(command -v $(PYTHON))" .venv; }
	@echo "set-up: packages, pinned by constraints.txt"
	@$(uv) pip install --quiet --python $(BIN)/python --constraints constraints.txt --build-constraints constraints.txt \
	  --compile-bytecode --group book --group test --editable './lib[fast,lab]' --editable './grader[cluster,postgres]'
	@touch $@

# ---- system packages: installed where we may, else named with the command that installs them

# $(call apt,PACKAGE,COMMAND,WHAT NEEDS IT)
define apt
{ if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo "set-up: $(1) (apt)"; export DEBIAN_FRONTEND=noninteractive; \
    apt-get install -qq --no-install-recommends $(1) >/dev/null 2>&1 || \
    { apt-get update -qq >/dev/null && apt-get install -qq --no-install-recommends $(1) >/dev/null; }; \
  else \
    echo "$(3) needs $(2), which is not installed. Install it and try again:  sudo apt-get install $(1)" >&2; false; \
  fi; }
endef

.PHONY: bubblewrap
bubblewrap:
	@command -v bwrap >/dev/null || $(call apt,bubblewrap,bubblewrap,The sandbox)

# Without them the rest of the tests still runs; those that need them are skipped by name, and on CI that is a failure.
.PHONY: system
system:
	@command -v bwrap >/dev/null || $(call apt,bubblewrap,bubblewrap,Every test of the sandbox) || [ -z "$(CI)" ]
	@command -v chromium >/dev/null || $(call apt,chromium,chromium,Every test of pages in a browser) || [ -z "$(CI)" ]
	@command -v pg_ctl >/dev/null || ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || \
	  $(call apt,postgresql,PostgreSQL,Every test of a gradebook on PostgreSQL) || [ -z "$(CI)" ]
