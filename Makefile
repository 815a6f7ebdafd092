# Each target does its own set-up; `make help` lists them. Settings go behind the target: make demo RECIPIENTS=10
PYTHON ?= python3
COMMANDS := help demo serve shell test test-faults fuzz lint bench screenshots translations wheels clean

.PHONY: $(COMMANDS)
.DEFAULT_GOAL := help
.NOTPARALLEL:

$(COMMANDS):
	@$(PYTHON) -m dev $@
