# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import WiservCase

RENDERING = "odoo.addons.mail.models.mail_render_mixin"


class TestTemplates(WiservCase):
    """Which text each person gets, in which language, and what happens where there is none."""

    def announce_with(self, body, people, **values):
        """Announce visits with a template of their own; return their messages in the order of the people."""
        self.template = self.make_template(body, **values)
        self.announce(visits=self.visits(people))
        messages = self.messages().grouped("partner_id")
        return [messages[person] for person in people]

    def visits(self, people):
        """Return visits that are told of by the sender and in the words that there are now."""
        return self.make_visits(people, sender_id=self.sender.id, template_id=self.template.id)

    def bodies(self):
        return {message.partner_id: message.body for message in self.messages()}

    # === LANGUAGES === #

    def in_french(self, body, french, people, **values):
        """Return the visits of the people, with a template in English and French."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.template = self.make_template(body, **values)
        self.template.with_context(lang="fr_FR").body = french
        return self.visits(people)

    def test_all_are_told_in_their_own_language_whoever_announces_it(self):
        people = self.make_people(3)
        visits = self.in_french("Welcome", "{{ object.partner_id.name }}, bienvenue", people)
        people[1].lang = "fr_FR"
        self.announce(visits=visits.with_context(lang="fr_FR"))
        texts = self.bodies()
        self.assertEqual([texts[person] for person in people], ["Welcome", "Person 2, bienvenue", "Welcome"])

    def test_the_templates_language_goes_before_the_readers(self):
        people = self.make_people(3)
        visits = self.in_french(
            "Welcome", "Bienvenue", people, lang="{{ object.place if object.place == 'fr_FR' else '' }}"
        )
        visits[0].place = "fr_FR"
        people[1].lang = "fr_FR"
        self.announce(visits=visits)
        texts = self.bodies()
        self.assertEqual([texts[person] for person in people], ["Bienvenue", "Bienvenue", "Welcome"])

    def test_a_language_that_is_not_installed_is_not_asked_for(self):
        [message] = self.announce_with("Welcome", self.make_people(1), lang="tlh")
        self.assertEqual((message.state, message.body), ("queued", "Welcome"))

    def test_whoever_has_no_language_is_told_in_the_companys_not_the_users(self):
        visits = self.in_french("Welcome", "Bienvenue", self.make_people(1))
        self.company.partner_id.lang, visits.partner_id.lang = "fr_FR", False
        self.announce(visits=visits.with_context(lang="en_US"))
        self.assertEqual(self.messages().body, "Bienvenue")

    def test_dates_are_written_in_the_readers_language(self):
        people = self.make_people(2)
        body = "{{ format_date('2026-08-01', 'MMMM') }}"
        visits = self.in_french(body, body, people)
        people[1].lang = "fr_FR"
        self.announce(visits=visits)
        self.assertEqual([self.bodies()[person] for person in people], ["August", "août"])

    # === PLACEHOLDERS === #

    def test_what_a_door_gives_is_found_by_name_and_in_ctx(self):
        body = "{{ ctx['guide'] }} {{ ctx.get('guide') }} {{ guide }}"
        [message] = self.announce_with(body, self.make_people(1))
        self.assertEqual(message.body, "Ana Ana Ana")

    def test_placeholders_that_are_empty_leave_nothing_behind(self):
        body = "Hi {{ object.partner_id.city }}{{ object.partner_id.city ||| neighbour }}"
        [message] = self.announce_with(body, self.make_people(1))
        self.assertEqual(message.body, "Hi neighbour")

    def test_a_template_that_senders_use_cannot_be_deleted(self):
        visits = self.make_visits(self.make_people(1))
        with self.assertRaisesRegex(UserError, "Senders that use the template .*: 1. Choose another one"):
            self.template.unlink()
        visits.template_id = False
        self.template.unlink()

    # === ERRORS === #

    @mute_logger(RENDERING, "odoo.sql_db")
    def test_an_error_fails_that_message_alone_and_names_record_and_placeholder(self):
        people = self.make_people(3)
        people[1].name = "Ben Cruz"
        for expression in (
            "1 / (0 if object.partner_id.name == 'Ben Cruz' else 1)",
            "int('x' if object.partner_id.name == 'Ben Cruz' else '1')",
            "'%d' % ('x' if object.partner_id.name == 'Ben Cruz' else 1)",
            "round(1.5, 99 if object.partner_id.name == 'Ben Cruz' else 1)",
        ):
            with self.subTest(expression):
                self.sender = self.make_sender("Cash")
                self.template = self.make_template(
                    f"Hi {{{{ object.partner_id.name }}}} {{{{ {expression} }}}}"
                )
                visits = self.visits(people)
                visits.place = "Chapel"
                line = self.env["sms.wiserv.test.door"].queue(self.sender, "visit", visits)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(visits.mapped("place"), ["Chapel"] * 3)
                states = {message.partner_id: message.state for message in self.messages()}
                self.assertEqual(states, {people[0]: "queued", people[1]: "failed", people[2]: "queued"})
                failed = self.messages("failed")
                self.assertFalse(failed.body)
                self.assertTrue(failed.answered_at, "retention goes by it")
                record = visits[1].display_name
                reason = f"The template Visit cannot be filled in for {record}: check {{{{ {expression} }}}}."
                self.assertEqual(failed.failure_reason, reason)
                self.assertEqual(
                    line, f"Cash: 2 SMS queued, 1 failed: the text could not be rendered. {reason}"
                )

    @mute_logger(RENDERING)
    def test_a_name_of_any_length_makes_no_reason_of_any_length(self):
        self.template.body = "{{ object.partner_id.name }}"
        visit = self.make_visits(self.make_people(1, name="x" * 60_000))
        self.announce(visits=visit)
        self.assertIn("cannot be filled in for xxx", self.messages("failed").failure_reason)
        self.assertLess(len(self.messages().failure_reason), 300)

    def test_a_template_that_is_wrong_for_everybody_fails_every_message_and_sends_none(self):
        people = self.make_people(3)
        for body, values in (("{{ 1 / 0 }}", {}), ("Welcome", {"lang": "{{ 1 / 0 }}"})):
            with self.subTest(body):
                self.sender = self.make_sender("Cash")
                messages = self.announce_with(body, people, **values)
                self.assertEqual({message.state for message in messages}, {"failed"})
                self.assertIn("check {{ 1 / 0 }}.", messages[0].failure_reason)
                self.dispatch()
                self.assertFalse(self.taken())

    # === RESENDING === #

    @mute_logger(RENDERING)
    def test_a_message_without_text_is_filled_in_anew_when_it_is_resent(self):
        [message] = self.announce_with("Hi {{ object.place.nothing }}", self.make_people(1))
        self.template.body = "Hi {{ object.partner_id.name }} from {{ guide }}"
        message.with_user(self.make_user("olga", "sms_wiserv.group_sms_officer")).action_resend()
        self.assertEqual(
            (message.state, message.body, message.failure_reason), ("queued", "Hi Person 1 from Ana", False)
        )
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", "Hi Person 1 from Ana")])

    @mute_logger(RENDERING)
    def test_resending_tells_what_is_still_wrong_and_changes_nothing(self):
        first, second = self.announce_with("Hi {{ object.place.nothing }}", self.make_people(2))
        visit = self.env[first.res_model].browse(first.res_id)
        with self.assertRaisesRegex(UserError, "check {{ object.place.nothing }}"):
            (first | second).action_resend()
        self.template.body = "{{ '' }}"
        with self.assertRaisesRegex(UserError, "The text for .* is empty"):
            first.action_resend()
        visit.template_id = False
        with self.assertRaisesRegex(UserError, "no template"):
            first.action_resend()
        visit.unlink()
        with self.assertRaisesRegex(UserError, "cannot be told now: Deleted 1"):
            first.action_resend()
        self.assertEqual({first.state, second.state}, {"failed"})
