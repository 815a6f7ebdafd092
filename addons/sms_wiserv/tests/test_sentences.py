# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import inspect
import re

from odoo.tests import TransactionCase, tagged

from ..dispatch.connection_pool import DEFECT
from ..models.outbox.liveness import DIED
from ..tools.sentences import LANDLINE, SENTENCES, TOO_LONG, in_words_of
from ..wire import account, client, description, wsdl
from ..wire.result import REASONS

UNUSABLE = "The description of the SMS service cannot be used: %s."


@tagged("post_install", "-at_install")
class TestSentences(TransactionCase):
    """What the wire says in English is there for translators, word for word."""

    def test_every_sentence_of_the_wire_can_be_translated(self):
        about_urls = re.findall(
            r'return "(.*)"', inspect.getsource(account.check_url) + inspect.getsource(account._judge_host)
        )
        problems = re.findall(
            r'DescriptionError\("(.*)"\)', "".join(map(inspect.getsource, (description, wsdl, client)))
        )
        spoken = {*REASONS.values(), *about_urls, *(UNUSABLE % problem for problem in problems)}
        self.assertGreater(len(about_urls) + len(problems), 20)
        spoken |= {DIED, DEFECT, LANDLINE, TOO_LONG, "This database is a neutralized copy."}
        self.assertEqual({sentence._source for sentence in SENTENCES}, spoken)

    def test_what_is_not_the_wires_stays_as_it_is(self):
        for sentence in (False, "", "Paused by Administrator.", "Anything (HTTP 502)"):
            self.assertEqual(in_words_of(self.env, sentence), sentence)
