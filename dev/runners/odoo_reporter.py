# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""`python -m dev.runners.odoo_reporter FILE …`: Odoo's command, which also writes what becomes of tests into a file.

Each line is a JSON list: what happened, to which test, or by which logger an error was logged, and a text.
"""

import json
import logging
import re
import sys

import odoo.cli

# What odoo/tests/result.py logs, and its summaries, which say at level ERROR again what was said before.
STARTED, SKIPPED, FAILED = "Starting %s ...", "skipped %s : %s", "%s: %s\n%s"
TOTAL = "%s when loading database %r"
SUMMARIES = ("Module %s: %d failures", "%s when loading database", "At least one test failed when loading")


class Reporter(logging.Handler):
    def __init__(self, path: str):
        super().__init__()
        self._file = open(path, "w", buffering=1)

    def emit(self, record: logging.LogRecord) -> None:
        for event in _events(record):
            self._file.write(json.dumps(event) + "\n")


def _events(record: logging.LogRecord):
    test = re.match(r"odoo\.addons\.(\w+)\.tests\b", record.name)
    if test and record.msg == STARTED:
        yield "started", f"{test[1]}:{record.args[0]}", ""
    elif test and record.msg == SKIPPED:
        yield "skipped", f"{test[1]}:{record.args[0]}", record.args[1]
    elif test and record.msg == FAILED:
        yield "failed", f"{test[1]}:{record.args[1].removeprefix('Subtest ')}", record.getMessage()
    elif record.msg == TOTAL:
        yield "total", "", record.args[0].testsRun
    elif record.levelno >= logging.ERROR and not str(record.msg).startswith(SUMMARIES):
        yield "error", record.name, logging.Formatter().format(record)


if __name__ == "__main__":
    logging.getLogger().addHandler(Reporter(sys.argv.pop(1)))
    odoo.cli.main()
