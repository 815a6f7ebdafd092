# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import Form
from odoo.tools import mute_logger

from ..models.wiserv_template_examples import EXAMPLES
from .events import EventsCase


class TestTemplateExamples(EventsCase):
    """What the sender's form shows under each template."""

    def example(self, name="enrolled_example", role="manager"):
        self.sender.invalidate_recordset()
        return str(self.as_role(role, self.sender)[name])

    def rewrite(self, body):
        self.sender.on_enrolled_in_program_template.body = body

    def member(self, name="Ana Reyes"):
        return self.make_members(self.make_registrants(1, name=name))

    def test_the_programs_latest_record_makes_the_example(self):
        self.member("Old One")
        self.member("Ana Reyes")
        other, _sender = self.new_program("Other")
        self.make_members(self.make_registrants(1, name="Of Another Program"), other)
        example = self.example()
        self.assertIn("Ana Reyes, you are enrolled in Rice Allowance.", example)
        self.assertIn("46 characters, GSM-7, 1 segment<", example)

    def test_without_a_record_the_text_is_shown_as_it_is_written(self):
        example = self.example()
        self.assertIn("there is no example yet", example)
        self.assertIn("{{ object.partner_id.name }}, you are enrolled", example)
        self.assertNotIn("characters", example)

    def test_each_event_has_an_example_of_its_own(self):
        self.enrolled(self.make_registrants(1, name="Ana Reyes"))
        cycle = self.cycle(name="Harvest")
        self.batch(cycle).send_payment()
        self.sender.on_generate_voucher_template = self.env["sms.template"].create(
            {
                "name": "Voucher",
                "model_id": self.env["ir.model"]._get("g2p.entitlement").id,
                "body": "{{ object.partner_id.name }}: voucher",
            }
        )
        for name, text in {
            "enrolled_example": "Ana Reyes, you are enrolled",
            "cycle_started_example": "cycle Harvest of Rice Allowance has started",
            "cycle_ended_example": "cycle Harvest of Rice Allowance has ended",
            "payment_example": "your payment of 1500.00",
            "voucher_example": "Ana Reyes: voucher",
            "otp_example": "password is 123456.",
        }.items():
            for role in ("administrator", "manager", "validator", "finance"):
                self.assertIn(text, self.example(name, role), role)

    def test_segments_and_encoding_are_those_of_the_filled_in_text(self):
        self.member("Ana Reyes")
        self.rewrite("{{ 'a' * 160 }}")
        self.assertIn("160 characters, GSM-7, 1 segment<", self.example())
        self.rewrite("{{ 'a' * 161 }}")
        self.assertIn("161 characters, GSM-7, 2 segments<", self.example())
        self.rewrite("{{ 'á' * 71 }}")
        self.assertIn("71 characters, UCS-2, 2 segments<", self.example())
        self.assertNotIn("Latin-1", self.example())
        self.rewrite("a")
        self.assertIn("1 character, GSM-7, 1 segment<", self.example())

    def test_characters_beyond_latin_1_are_warned_of(self):
        self.member("Ana Reyes")
        self.rewrite("₱100 – that’s ₱100, señora")
        self.assertIn("Beyond Latin-1: ₱ – ’ (", self.example())

    def test_a_decomposed_letter_counts_as_it_is_sent(self):
        self.member("Ana Reyes")
        self.rewrite("sen\u0303ora")
        self.assertIn("6 characters, GSM-7, 1 segment", self.example())
        self.assertNotIn("Latin-1", self.example())

    @mute_logger("odoo.sql_db")
    def test_a_broken_template_says_so_and_the_form_opens(self):
        self.member("Ana Reyes")
        for body in ("{{ object.nothing }}", "{{ object. }}", "{{ 1 / 0 }}", "{{ env.cr.execute('x') }}"):
            self.rewrite(body)
            example = self.example()
            self.assertIn("cannot be filled in for Ana Reyes: check " + body.replace("'", "&#39;"), example)
            with Form(self.as_role("manager", self.sender)) as form:
                form.name = "Renamed"

    def test_an_empty_text_is_said_to_be_none(self):
        self.member("Ana Reyes")
        self.rewrite("{{ '' }}")
        self.assertIn("no SMS is sent", self.example())

    def test_names_are_escaped(self):
        self.member("<img src=x>")
        self.assertIn("&lt;img src=x&gt;", self.example())

    def test_what_the_user_may_not_see_makes_no_example(self):
        self.member("Hidden Person")
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get("g2p.program_membership").id,
                "domain_force": [("partner_id.name", "!=", "Hidden Person")],
            }
        )
        self.assertIn("there is no example yet", self.example())

    def test_the_form_follows_the_choice_of_a_template(self):
        self.member("Ana Reyes")
        other = self.env["sms.template"].create(
            {
                "name": "Short",
                "model_id": self.env["ir.model"]._get("g2p.program_membership").id,
                "body": "Hi {{ object.partner_id.name }}",
            }
        )
        with Form(self.as_role("manager", self.sender)) as form:
            form.on_enrolled_in_program_template = other
            self.assertIn("Hi Ana Reyes", form.enrolled_example)
            self.assertIn("12 characters", form.enrolled_example)
            form.on_enrolled_in_program_template = self.env["sms.template"]
            self.assertFalse(form.enrolled_example)

    def test_a_new_sender_shows_its_examples_before_it_is_saved(self):
        form = Form(self.env[self.sender._name].with_user(self.users["manager"]))
        for name in EXAMPLES:
            if name not in ("voucher_example", "otp_example"):
                self.assertIn("there is no example yet", form[name], name)
                self.assertNotIn("characters", form[name], name)
        self.assertIn("62 characters", form.otp_example)
