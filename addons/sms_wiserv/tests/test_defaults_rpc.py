# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo import models
from odoo.fields import NO_ACCESS
from odoo.tests import tagged

from .rpc import ROLES, RpcCase

SENDER = "sms.wiserv.sender"
THEIRS = {
    "api_url": "https://elsewhere.example/",
    "user_name": "somebody",
    "wiserv_password_secret": "secret",
    "wiserv_password_origin": "https://elsewhere.example:443",
    "loopback_allowed": True,
    "proven_at": "2026-01-01 00:00:00",
    "paused_at": "2026-01-01 00:00:00",
    "door": "sms.wiserv.test.door",
}


@tagged("post_install", "-at_install")
class TestDefaultsRpc(RpcCase):
    """What somebody may not write comes in by no default either: of the context, or of their own."""

    roles = {**ROLES, "clerk": "base.group_user,base.group_partner_manager"}

    def assertNothingOfTheirs(self, sender):
        self.assertEqual(len(sender), 1)
        self.assertEqual({name: sender.sudo()[name] for name in THEIRS}, dict.fromkeys(THEIRS, False))

    def set_defaults(self, role):
        for name, value in THEIRS.items():
            self.json2(
                role, "ir.default", "set", model_name=SENDER, field_name=name, value=value, user_id=True
            )

    def test_officers_make_no_sender_with_an_account_by_defaults_of_their_own(self):
        self.set_defaults("officer")
        for way in self.ways:
            with self.subTest(way=way.__name__):
                [new] = way("officer", SENDER, "web_save", [], vals={"name": "New"}, specification={})
                self.assertNothingOfTheirs(self.env[SENDER].browse(new["id"]))

    def test_nobody_writes_what_is_stored_and_read_only(self):
        """Read-only is a matter of forms to Odoo: a pause, what a sender belongs to, when it was seen to work."""
        fields = self.env[SENDER]._fields.values()
        kept = {
            field.name for field in fields if field.store and field.readonly and field.groups != NO_ACCESS
        }
        self.assertLess({"paused_at", "pause_reply", "proven_at", "create_uid"}, kept)
        for way, role, name in itertools.product(self.ways, ("officer", "administrator"), sorted(kept)):
            with self.subTest(name, role=role, way=way.__name__):
                value = self.sender.sudo()[name]
                vals = {name: value.id if isinstance(value, models.BaseModel) else False}
                self.assertRefused(way, role, SENDER, "write", self.sender.ids, vals=vals)

    def test_nor_does_an_employee_whose_sms_is_the_first_of_the_company(self):
        self.company.wiserv_sms_provider = "wiserv"
        person = self.make_people(1)
        context = {f"default_{name}": value for name, value in THEIRS.items()}
        self.set_defaults("clerk")
        values = {
            "res_model": "res.partner",
            "res_id": person.id,
            "body": "Hello",
            "composition_mode": "comment",
        }
        [composer] = self.json2("clerk", "sms.composer", "create", vals_list=[values])
        self.json2("clerk", "sms.composer", "action_send_sms", [composer], context=context)
        self.env.invalidate_all()
        self.assertNothingOfTheirs(self.company.sudo().wiserv_sms_sender_id)
        self.assertEqual(self.messages("queued", self.company.sudo().wiserv_sms_sender_id).body, "Hello")
