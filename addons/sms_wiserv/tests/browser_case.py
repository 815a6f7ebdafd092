# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import base64

from odoo.tests import HttpCase
from odoo.tests.common import _find_executable

from dev.setup import axe_core

from .common import WiservMixin

SENDERS = "sms_wiserv.action_sender"


class BrowserCase(WiservMixin, HttpCase):
    browser_size = "1600x1000"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo would skip a test that has no browser.
        try:
            _find_executable()
        except Exception as error:
            raise AssertionError("Chromium is missing: sudo apt-get install chromium") from error
        cls.set_up_wiserv()
        cls.env["ir.attachment"].create(
            {
                "name": "axe.js",
                "url": "/wiserv_tests/axe.js",
                "public": True,
                "mimetype": "text/javascript",
                "datas": base64.b64encode(axe_core.path().read_bytes()),
            }
        )
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.password = cls.admin.login
        # Whom the bus tells is present in a browser.
        cls.env["mail.presence"].create({"user_id": cls.admin.id, "status": "online"})

    def setUp(self):
        super().setUp()
        self.gateway.reset()
