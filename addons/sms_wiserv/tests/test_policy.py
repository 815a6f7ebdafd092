# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import ast
import inspect
import runpy
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tools import config, mute_logger

from .. import dispatch, policy, wire
from ..dispatch.server import worker_seconds
from ..tools.account_in_effect import account_of
from .common import WiservCase
from .test_sentences import modules_of


class TestPolicy(WiservCase):
    """Delays and limits that depend on each other cannot drift apart."""

    def test_the_longest_wait_follows_what_the_wire_lets_a_gateway_ask_for(self):
        with patch.object(wire, "RETRY_AFTER_LIMIT", 3 * wire.RETRY_AFTER_LIMIT):
            raised = runpy.run_module(policy.__name__)
        self.assertEqual(raised["LONGEST_WAIT"], 3 * policy.LONGEST_WAIT)
        self.assertGreater(raised["IMPLAUSIBLE_WAIT"], raised["LONGEST_WAIT"])

    def test_no_wait_that_the_engine_asks_for_is_taken_for_a_clock_set_back(self):
        self.announce()
        message = self.messages()
        message.next_attempt_at = self.sender.probe_at = fields.Datetime.now() + timedelta(
            seconds=policy.LONGEST_WAIT
        )
        self.sender.probe_delay = policy.LONGEST_WAIT
        for _nth in range(3):
            self.sender._channel_probe_failed(delay=10 * policy.LONGEST_WAIT)
        before = message.next_attempt_at, self.sender.probe_at
        self.env.flush_all()
        self.env["sms.wiserv.message"]._heal_clock()
        self.env.invalidate_all()
        self.assertEqual((message.next_attempt_at, self.sender.probe_at), before)

    def test_a_run_and_its_slowest_answer_end_before_odoo_ends_the_worker(self):
        with patch.dict(config.options, limit_time_real=120, limit_time_real_cron=-1):
            self.assertLessEqual(policy.RUN_SECONDS + policy.TIMEOUT_MOST, worker_seconds())

    def test_a_company_can_wait_as_long_as_the_engine_does_and_no_longer(self):
        self.company.wiserv_timeout = int(policy.TIMEOUT_MOST)
        self.env.flush_all()
        self.assertEqual(account_of(self.sender).timeout, policy.TIMEOUT_MOST)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.company.wiserv_timeout += 1
            self.env.flush_all()

    def test_the_dispatchers_numbers_are_all_in_one_file(self):
        for module in modules_of(dispatch):
            for node in ast.parse(inspect.getsource(module)).body:
                value = node.value if isinstance(node, ast.Assign) else None
                self.assertNotIsInstance(getattr(value, "value", None), int | float, module.__name__)
