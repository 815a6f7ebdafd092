# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import inspect
import re

from odoo.tests import TransactionCase, tagged

from ..models.wiserv_liveness import DIED
from ..models.wiserv_sentences import SENTENCES, in_words_of
from ..tools.lane import DEFECT
from ..tools.wiserv_api import account, client, description
from ..tools.wiserv_api.result import REASONS

UNUSABLE = "The description of the SMS service cannot be used: %s."


@tagged("post_install", "-at_install")
class TestSentences(TransactionCase):
    """What the wire says in English is there for translators, word for word."""

    def test_every_sentence_of_the_wire_can_be_translated(self):
        about_urls = re.findall(r'return "(.*)"', inspect.getsource(account.check_url))
        problems = re.findall(
            r'DescriptionError\("(.*)"\)', inspect.getsource(description) + inspect.getsource(client)
        )
        spoken = {*REASONS.values(), *about_urls, *(UNUSABLE % problem for problem in problems)}
        self.assertGreater(len(about_urls) + len(problems), 20)
        self.assertEqual({sentence._source for sentence in SENTENCES}, spoken | {DIED, DEFECT})

    def test_what_is_not_the_wires_stays_as_it_is(self):
        for sentence in (False, "", "Paused by Administrator.", "Anything (HTTP 502)"):
            self.assertEqual(in_words_of(self.env, sentence), sentence)
