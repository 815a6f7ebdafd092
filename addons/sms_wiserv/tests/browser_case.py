# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import base64
from unittest.mock import patch

from odoo.tests import HttpCase, common
from odoo.tests.common import ChromeBrowser, _find_executable

from dev.setup import axe_core

from .common import WiservMixin

SENDERS = "sms_wiserv.action_sender"
# Seconds that nothing here takes, on a busy machine too.
PATIENCE = 120
websocket_request = ChromeBrowser._websocket_request


def patient_request(browser, method, *, params=None, timeout=0):
    return websocket_request(browser, method, params=params, timeout=max(timeout, PATIENCE))


class BrowserCase(WiservMixin, HttpCase):
    browser_size = "1600x1000"
    # The first page has its styles made, while others of its requests wait.
    test_cursor_lock_timeout = PATIENCE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo would skip a test that has no browser.
        try:
            _find_executable()
        except Exception as error:
            raise AssertionError("Chromium is missing: sudo apt-get install chromium") from error
        # Odoo waits for ten seconds until the browser listens, and skips the test then; little longer for its answers.
        iterations = int(PATIENCE / common.CHECK_BROWSER_SLEEP)
        cls.startClassPatcher(patch.object(common, "CHECK_BROWSER_ITERATIONS", iterations))
        cls.startClassPatcher(patch.object(ChromeBrowser, "_websocket_request", patient_request))
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

    def start_tour(self, *args, timeout=5 * PATIENCE, **options):
        return super().start_tour(*args, timeout=timeout, **options)
