# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import etree

from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .screens import MESSAGE, ScreenCase


class TestMessageScreens(ScreenCase):
    """What is read of a message."""

    def form(self):
        return self.env[MESSAGE].with_user(self.user).get_view(view_type="form")["arch"]

    def test_a_status_bar_never_reads_accepted_before_another_end(self):
        self.assertIn('statusbar_visible="queued,sending"', self.form())

    def test_what_the_banner_speaks_of_stands_right_below_it(self):
        names = [node.get("name") for node in etree.fromstring(self.form()).xpath("//sheet//field")]
        first = [name for name in names if name in ("reply", "reason", "body", "event", "sender_id")]
        self.assertEqual(first, ["reply", "reason", "body", "event", "sender_id"])

    def test_what_is_handled_asks_for_nothing_more(self):
        banners = etree.fromstring(self.form()).xpath("//div[@role='status']/@invisible")
        for state in ("failed", "unknown"):
            for reply in ("Received", False):
                values = {"state": state, "reply": reply}
                asked = [banner for banner in banners if not safe_eval(banner, {**values, "handled": False})]
                self.assertEqual(len(asked), 1, values)
                self.assertTrue(safe_eval(asked[0], {**values, "handled": True}), values)

    def test_the_history_is_told_at_the_readers_time_without_empty_lines(self):
        message = self.make_messages(
            "failed", history="\n2025-03-31 16:00:00 UTC: failed. No.\nas somebody wrote it"
        )
        manila = message.with_context(tz="Asia/Manila")
        self.assertEqual(manila.history_shown, "04/01/2025 12:00:00 AM: failed. No.\nas somebody wrote it")
        self.assertEqual(
            message.with_context(tz="UTC").history_shown.splitlines()[0],
            "03/31/2025 04:00:00 PM: failed. No.",
        )
        self.assertFalse(self.make_messages("queued").history_shown)

    def test_the_history_tells_outcomes_in_the_readers_words(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env["ir.module.module"]._load_module_terms(["sms_wiserv"], ["es_ES"])
        at = "2025-03-31 16:00:00 UTC: "
        lines = ("not sent. The gateway could not be reached.", "accepted. Message Queued", "resent by Ana.")
        message = self.make_messages("failed", history="\n".join(at + line for line in lines))
        shown = message.with_context(lang="es_ES", tz="UTC").history_shown.splitlines()
        self.assertTrue(shown[0].endswith(": no enviado. No se pudo llegar a la pasarela."), shown[0])
        self.assertTrue(shown[1].endswith(": aceptado. Message Queued"), shown[1])
        self.assertTrue(shown[2].endswith(": reenviado por Ana."), shown[2])
        english = message.with_context(lang="en_US", tz="UTC").history_shown.splitlines()
        self.assertTrue(
            all(line.endswith(f": {what}") for line, what in zip(english, lines, strict=True)), english
        )

    def test_the_first_line_of_a_history_is_none_that_is_empty(self):
        [message] = self.queue()
        self.env.cr.execute("UPDATE sms_wiserv_message SET history = '' WHERE id = %s", (message.id,))
        message.invalidate_recordset()
        message.with_user(self.users["officer"]).action_cancel()
        self.assertIn("cancelled by Officer", message.history.splitlines()[0])

    def test_a_text_that_could_not_be_made_is_in_the_history(self):
        self.template.body = "{{ 1 / 0 }}"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.announce()
        self.assertIn("failed. The template Visit cannot be filled in", self.messages().history)

    def test_what_it_is_about_is_shown_to_those_who_may_see_it(self):
        parameter = self.env["ir.config_parameter"].search([], limit=1)
        for record, shown in ((self.sender, True), (parameter, False)):
            message = self.make_messages("queued", res_model=record._name, res_id=record.id)
            self.assertEqual(message.with_user(self.user).may_open_source, shown, record._name)
        for gone in ({"res_model": "no.such.model", "res_id": 1}, {"res_model": self.sender._name}, {}):
            self.assertFalse(self.make_messages("queued", **gone).may_open_source)

    def test_a_test_is_called_one_and_counts_nowhere(self):
        test = self.env["sms.wiserv.test"].create(
            {"sender_id": self.sender.id, "phone": "0917 000 0001", "body": "a" * 161}
        )
        self.gateway.behave("fault")
        test.action_send()
        message = self.messages()
        self.assertEqual((message.event, message.segments), ("test", 2))
        self.assertEqual(message.display_name, "Test SMS to 0917•••0001")
        sender = self.sender.with_user(self.user)
        self.assertEqual((sender.failed_count, sender.unknown_count), (0, 0))
        action = sender.with_context(message_filters=["failed"]).action_wiserv_messages()
        self.assertEqual(action["context"]["search_default_no_tests"], 1)
        self.assertIn("The text of tests and passwords is not kept.", self.form())

    def test_a_message_to_nobody_known_is_called_by_its_masked_number(self):
        message = self.make_messages("queued")
        self.assertEqual(message.with_user(self.user).display_name, "SMS to 0917•••0000")

    def test_a_telephones_screen_shows_state_and_reply(self):
        arch = self.env[MESSAGE].with_user(self.user).get_view(view_type="kanban")["arch"]
        for name in ("display_name", "state", "reply", "reason"):
            self.assertIn(f'name="{name}"', arch)

    def test_every_list_of_the_menu_has_cards_for_a_telephone(self):
        menu = self.env["ir.ui.menu"].search(
            [("id", "child_of", self.env.ref("sms_wiserv.menu_sms_root").id)]
        )
        models = set()
        for action in (entry.action for entry in menu if entry.action):
            if action._name == "ir.actions.act_window" and action.view_mode.startswith("list"):
                self.assertEqual(action.view_mode.split(",")[1], "kanban", action.name)
                self.assertEqual(action.mobile_view_mode, "kanban", action.name)
                models.add(action.res_model)
        self.assertLessEqual({MESSAGE, "sms.wiserv.sender", "sms.wiserv.reply", "sms.wiserv.person"}, models)
        self.assertIn(
            "kanban", dict(map(reversed, self.env["sms.template"].action_wiserv_templates()["views"]))
        )

    def test_cards_show_what_needs_somebody(self):
        for model, names in (
            ("sms.wiserv.sender", ("status", "channel_reason", "failed_count", "unknown_count")),
            ("sms.wiserv.reply", ("pattern", "meaning", "seen_count")),
            ("sms.wiserv.person", ("partner_id", "reason", "reached_at")),
        ):
            arch = self.env[model].with_user(self.user).get_view(view_type="kanban")["arch"]
            for name in names:
                self.assertIn(f'name="{name}"', arch)
