# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Odoo's log of a test run, read: tests that started, failed or were skipped, and errors outside of tests."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# "2026-01-31 12:00:00,000 123 INFO database logger: message", as odoo/netsvc.py formats it
RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)$"
)
COLOUR = re.compile(r"\x1b\[[\d;]*m")
TEST_LOGGER = re.compile(r"^odoo\.addons\.(\w+)\.tests\b")
# What odoo/tests/result.py writes about one test
STARTING = re.compile(r"^Starting (.+) \.\.\.$")
PROBLEM = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(.+)$")
SKIPPED = re.compile(r"^skipped (.+?) : (.*)$", re.DOTALL)
# Its summaries, which say at level ERROR again what the tests' own records said
SUMMARY = re.compile(
    r"^(?:Module \w+: \d+ failures, \d+ errors of|\d+ failed, \d+ error\(s\) of"
    r"|At least one test failed when loading)"
)
TOTAL = re.compile(r"^(\d+) failed, (\d+) error\(s\) of (\d+) tests")


class Record(NamedTuple):
    level: str
    logger: str
    text: str  # with the lines that follow, a traceback for example


class Run(NamedTuple):
    started: list[str]
    failed: list[tuple[str, str]]
    skipped: list[tuple[str, str]]
    errors: list[tuple[str, str]]  # logged outside of tests: logger, text
    totals: list[tuple[int, int]]  # of each summary: failed or in error, tests run


def records(log: str) -> Iterator[Record]:
    current = None
    for line in map(str.rstrip, COLOUR.sub("", log).splitlines()):
        if found := RECORD.match(line):
            if current:
                yield current
            current = Record(found["level"], found["logger"], found["text"])
        elif current:
            current = current._replace(text=f"{current.text}\n{line}")
    if current:
        yield current


def read(log: str) -> Run:
    run = Run([], [], [], [], [])
    for record in records(log):
        first = record.text.partition("\n")[0]
        if found := TOTAL.match(first):
            run.totals.append((int(found[1]) + int(found[2]), int(found[3])))
        module = TEST_LOGGER.match(record.logger)
        if module and (found := STARTING.match(first)):
            run.started.append(f"{module[1]}:{found[1]}")
        elif module and (found := SKIPPED.match(record.text)):
            run.skipped.append((f"{module[1]}:{found[1]}", found[2]))
        elif record.level in ("ERROR", "CRITICAL"):
            if module and (found := PROBLEM.match(first)):
                run.failed.append((f"{module[1]}:{found[1]}", record.text))
            elif not SUMMARY.match(first):
                run.errors.append((record.logger, record.text))
    return run
