# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from itertools import combinations
from unittest.mock import patch

from odoo.models import BaseModel
from odoo.tools import unique

from .screens import ScreenCase

SKIPPED = "sms.wiserv.skipped"
SPECS = ("reason", "event", "sender_id", "partner_id")


class TestAddedUpOnce(ScreenCase):
    """A pivot's rows are Odoo's own, in Odoo's own order, though the database has added up once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = [*cls.make_people(4), cls.env["res.partner"]]
        senders = [cls.make_sender(name) for name in ("Zone", "area", "Office 2")]
        reasons = ("no_number", "blacklisted", "expired", "no_number", "untrue", "landline", "no_number")
        cls.env[SKIPPED].create(
            [
                {
                    "sender_id": senders[nth % 3].id,
                    "company_id": cls.company.id,
                    "partner_id": people[nth % 5].id,
                    "event": ("visit", "otp")[nth % 2],
                    "reason": reason,
                    "idempotency_key": f"skip:{nth}",
                }
                for nth, reason in enumerate(reasons)
            ]
        )
        cls.senders = cls.env["sms.wiserv.sender"].union(*senders)

    def both(self, grouping_sets, aggregates, domain=()):
        domain = [("sender_id", "in", self.senders.ids), *domain]
        order = ", ".join(unique(spec for specs in grouping_sets for spec in specs))
        ours = self.env[SKIPPED]._read_grouping_sets(domain, grouping_sets, aggregates, order)
        odoos = BaseModel._read_grouping_sets(self.env[SKIPPED], domain, grouping_sets, aggregates, order)
        return [[tuple(row) for row in rows] for rows in ours], odoos

    def test_all_pairs_of_groupings_are_as_odoo_gives_them(self):
        for one, other in combinations(SPECS, 2):
            sets = [[], [one], [other], [one, other]]
            with self.subTest(sets=sets):
                ours, odoos = self.both(sets, ["__count", "res_id:sum"])
                self.assertEqual(ours, odoos)

    def test_of_nothing_there_is_what_odoo_gives(self):
        ours, odoos = self.both([[], ["reason"]], ["__count"], [("reason", "=", "gone")])
        self.assertEqual(ours, odoos)

    def test_what_cannot_be_summed_is_odoos(self):
        ours, odoos = self.both([[], ["reason"], ["create_date:day"]], ["id:max"])
        self.assertEqual(ours, odoos)

    def test_the_database_adds_up_once(self):
        domain, sets = [("sender_id", "in", self.senders.ids)], [[], ["reason"], ["reason", "event"]]
        with patch.object(BaseModel, "_read_grouping_sets", side_effect=AssertionError("grouping sets")):
            self.env[SKIPPED]._read_grouping_sets(domain, sets, ["__count"], "reason, event")
