# Each target does its own set-up; `make help` lists them. Settings go behind the target: make demo RECIPIENTS=10
# A password does not: whatever stands there is in the list of processes, for everybody on the machine.
PYTHON ?= python3
COMMANDS := help demo serve shell test test-faults fuzz lint bench screenshots translations wheels clean

ifeq ($(origin WISERV_PASSWORD),command line)
$(error Not behind the target, where everybody sees it in the list of processes: \
read -rs WISERV_PASSWORD && export WISERV_PASSWORD, then run make without it)
endif

.PHONY: $(COMMANDS)
.DEFAULT_GOAL := help
.NOTPARALLEL:

$(COMMANDS):
	@$(PYTHON) -m dev $@
