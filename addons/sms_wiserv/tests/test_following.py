# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import json

from odoo.tests import tagged

from odoo.addons.bus.tests.common import WebsocketCase

from ..models.screens.progress import CHANNEL
from .common import WiservMixin


@tagged("post_install", "-at_install")
class TestFollowing(WiservMixin, WebsocketCase):
    """Who hears of progress over a websocket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_wiserv()
        cls.env["mail.presence"].create({"user_id": cls.env.ref("base.user_admin").id, "status": "online"})

    def heard(self, user):
        """Return the types of what a user who follows the progress gets to hear, up to a last word for all."""
        user.password = user.login
        session = self.authenticate(user.login, user.login)
        websocket = self.websocket_connect(cookie=f"session_id={session.sid};")
        last = self.env["bus.bus"].search([], order="id desc", limit=1).id or 0
        self.subscribe(websocket, [CHANNEL], last)
        self.sender._bus_progress()
        user._bus_send("last_word", {})
        self.trigger_notification_dispatching([(self.company, CHANNEL), user.partner_id])
        types = []
        while "last_word" not in types:
            types += [notification["message"]["type"] for notification in json.loads(websocket.recv())]
        return types

    def test_a_reader_of_messages_hears_of_progress(self):
        manager = self.make_user("manager", "sms_wiserv.group_sms_officer")
        self.assertIn(CHANNEL, self.heard(manager))

    def test_who_may_not_read_messages_hears_nothing(self):
        employee = self.make_user("employee")
        self.assertNotIn(CHANNEL, self.heard(employee))

    def test_a_user_of_another_company_hears_nothing(self):
        manager = self.make_user("manager", "sms_wiserv.group_sms_officer")
        other = self.env["res.company"].create({"name": "Other"})
        manager.write({"company_ids": other.ids, "company_id": other.id})
        self.assertNotIn(CHANNEL, self.heard(manager))
