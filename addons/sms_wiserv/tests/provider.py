# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from .common import WiservCase

TEXT = "The office moves on Monday."


class ProviderCase(WiservCase):
    """A company whose SMS of Odoo's go by Wiserv, and a person."""

    def setUp(self):
        super().setUp()
        self.company.wiserv_sms_provider = "wiserv"
        self.person = self.make_people(1)

    @property
    def own(self):
        return self.company._wiserv_sms_sender()

    def send(self, people=None, mass=False, body=TEXT):
        """Send as the composer does; return the SMS."""
        people = people or self.person
        composer = self.env["sms.composer"].create(
            {
                "composition_mode": "mass" if mass else "comment",
                "res_model": people._name,
                "res_ids": str(people.ids),
                "body": body,
                "mass_keep_log": True,
                "mass_force_send": True,
            }
        )
        last = self.env["sms.sms"].search([], limit=1).id or 0
        composer._action_send_sms()
        return self.env["sms.sms"].search([("id", ">", last)])

    def notification(self, sms):
        return self.env["mail.notification"].search([("sms_id_int", "in", sms.ids)])

    def out(self):
        return self.messages(sender=self.own)
