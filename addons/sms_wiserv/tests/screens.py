# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields

from .common import WiservCase

ROLES = ("user", "officer", "administrator")
MESSAGE = "sms.wiserv.message"


class ScreenCase(WiservCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls.make_user(role, f"sms_wiserv.group_sms_{role}") for role in ROLES}
        cls.user, cls.employee = cls.users["user"], cls.make_user("employee")

    def make_messages(self, state, count=1, **values):
        now = fields.Datetime.now()
        return self.env[MESSAGE].create(
            [
                {
                    "sender_id": self.sender.id,
                    "company_id": self.company.id,
                    "event": "visit",
                    "state": state,
                    "number": f"0917{nth:07d}",
                    "body": "Hello",
                    "answered_at": False if state in ("queued", "sending") else now,
                    **values,
                }
                for nth in range(count)
            ]
        )
