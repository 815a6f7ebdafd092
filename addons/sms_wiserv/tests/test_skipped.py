# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import WiservCase


class TestSkipped(WiservCase):
    """Who is not told, why, and how they are told after all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.make_user("officer", "sms_wiserv.group_sms_officer")

    def reasons(self):
        return {skip.partner_id: skip.reason for skip in self.skipped()}

    def announce_to_the_busy(self, count=1, **values):
        """Announce visits to people who are too busy to be told; return the people."""
        people = self.make_people(count, function="busy")
        self.announce(visits=self.make_visits(people, **values))
        return people

    def see_again(self):
        """Have the door see all visits once more."""
        self.env["sms.wiserv.test.door"].see("visit", self.env["sms.wiserv.test.visit"].search([]))
        self.end_transaction()

    def notify_again(self, skipped=None):
        return (skipped or self.skipped()).with_user(self.officer).action_notify_again()

    def test_each_reason_to_be_skipped(self):
        self.env["phone.blacklist"].create({"number": "0918 000 0001"})
        cases = [
            ("no_number", {"phone": False}),
            ("no_number", {"phone": "  "}),
            ("bad_number", {"phone": "12345"}),
            ("blacklisted", {"phone": "+63 918 000 0001, 0917 123 4567"}),
            ("inactive", {"active": False}),
            ("empty_text", {"function": "silent"}),
            ("busy", {"function": "busy"}),
        ]
        self.template.body = "{{ '' if object.partner_id.function == 'silent' else 'Welcome' }} "
        people = self.make_people(len(cases) + 1)
        for partner, (_reason, values) in zip(people, cases, strict=False):
            partner.write(values)
        self.announce(visits=self.make_visits(people))
        self.assertEqual(self.messages().partner_id, people[-1])
        self.assertEqual(self.messages().body, "Welcome")
        self.assertEqual(
            self.reasons(), dict(zip(people, [reason for reason, _values in cases], strict=False))
        )
        note = (
            "Visit: 1 SMS queued, 7 skipped (No phone number 2, Number cannot be right 1, On the blacklist 1, "
            "Archived 1, Empty text 1, busy 1)."
        )
        self.assertIn(note, self.notes()[0])

    def test_of_a_mixed_selection_who_cannot_be_told_again_is_counted(self):
        people = self.announce_to_the_busy(4)
        skipped = self.skipped().sorted("res_id")
        for skip in skipped[:2]:
            self.env[skip.res_model].browse(skip.res_id).unlink()
        people.function = False
        told = self.notify_again(skipped)["params"]
        self.assertEqual(
            told["message"].splitlines()[-1],
            "2 are left out: there is nothing left to tell them about.",
        )
        self.assertEqual((told["type"], len(self.messages("queued"))), ("warning", 2))
        with self.assertRaisesRegex(UserError, "nothing left to tell these people about"):
            self.notify_again(self.skipped())

    def test_a_number_taken_off_the_blacklist_is_told(self):
        self.env["phone.blacklist"].create({"number": "09170000001"}).active = False
        self.announce()
        self.assertEqual(len(self.messages()), 1)

    def test_a_thousand_with_every_reason(self):
        self.env["phone.blacklist"].create([{"number": f"0919{n:07d}"} for n in range(100)])
        self.env["res.lang"]._activate_lang("fr_FR")
        self.template.body = (
            "{{ object.partner_id.name if object.partner_id.name != 'broken' else 1 / 0 }}, welcome"
        )
        self.template.with_context(lang="fr_FR").body = "{{ object.partner_id.name }}, bienvenue"
        kinds = [
            ({}, None),
            ({"phone": "+63917{:07d}"}, None),
            ({"function": "busy"}, "busy"),
            ({"phone": False}, "no_number"),
            ({"phone": "0917 12"}, "bad_number"),
            ({"phone": "0919{:07d}"}, "blacklisted"),
            ({"active": False}, "inactive"),
            ({"lang": "fr_FR", "phone": "0918{:07d}"}, None),
            ({"name": "broken"}, "failed"),
            ({"name": "broken", "phone": False}, "no_number"),
        ]
        people = self.env["res.partner"].create(
            [
                {
                    "name": f"Person {nth}",
                    **values,
                    "phone": values.get("phone", "0917{:07d}")
                    and values.get("phone", "0917{:07d}").format(nth),
                }
                for nth in range(100)
                for values, _reason in kinds
            ]
        )
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.announce(visits=self.make_visits(people))
        note = (
            "300 SMS queued, 600 skipped (No phone number 200, Number cannot be right 100, On the blacklist 100, "
            "Archived 100, busy 100), 100 failed: the text could not be rendered. The template Visit cannot be "
            "filled in for broken: check"
        )
        self.assertIn(note, self.notes()[0])
        came_of_it = {message.partner_id: message.state for message in self.messages()} | self.reasons()
        expected = [reason or "queued" for _values, reason in kinds]
        self.assertEqual([came_of_it[partner] for partner in people], expected * 100)
        self.assertIn("Person 0, bienvenue", self.messages().mapped("body"))
        self.dispatch()
        self.assertEqual(len(self.taken()), 300)

    # === ONCE MORE === #

    def test_whoever_was_skipped_is_told_once_what_kept_them_is_gone(self):
        people = self.announce_to_the_busy(2)
        people[0].function = False
        action = self.notify_again()
        self.assertIn("1 SMS queued, 1 skipped (busy 1).", action["params"]["message"])
        self.assertEqual((action["params"]["type"], action["params"]["sticky"]), ("warning", True))
        self.assertEqual(self.messages().partner_id, people[0])
        self.assertEqual(self.reasons(), {people[1]: "busy"})
        people[1].function = False
        action = self.notify_again()
        self.assertEqual((action["params"]["type"], action["params"]["sticky"]), ("success", False))

    def test_each_occasion_is_told_again_as_itself(self):
        door, [visit] = (
            self.env["sms.wiserv.test.door"],
            self.make_visits(self.make_people(1, function="busy")),
        )
        visit.announced = True
        for occasion in ("first", "second"):
            door.queue(self.sender, "visit", visit, occasion)
        visit.partner_id.function = False
        door.queue(self.sender, "visit", visit, "second")
        self.notify_again()
        self.end_transaction()
        self.assertFalse(self.skipped())
        self.assertEqual(len(self.messages()), 3)

    def test_many_occasions_are_told_again_in_one_note_and_none_as_urgent(self):
        door = self.env["sms.wiserv.test.door"]

        def spent(count):
            """Return how many queries it takes to tell people of an occasion each."""
            people = self.make_people(count, function="busy")
            visits = self.make_visits(people)
            visits.with_context(sms_wiserv_silent=True).announced = True
            for nth, visit in enumerate(visits):
                door.queue(self.sender, "visit", visit, f"{count}, {nth}")
            people[1:].function = False
            self.end_transaction()
            self.env.invalidate_all()
            before, notes = self.env.cr.sql_log_count, len(self.notes())
            action = self.notify_again()
            self.end_transaction()
            self.assertIn(f"{count - 1} SMS queued, 1 skipped (busy 1).", action["params"]["message"])
            self.assertEqual(len(self.notes()), notes + 1)
            self.skipped().unlink()
            return self.env.cr.sql_log_count - before

        spent(5)
        few, many = spent(5), spent(45)
        # Whether it is known, that it is told, and that nobody waits for it any more.
        self.assertLess((many - few) / 40, 5)
        self.assertEqual(set(self.messages().mapped("priority")), {"0"})

    def test_another_reason_replaces_the_first_one(self):
        people = self.announce_to_the_busy()
        people.write({"function": False, "phone": "12"})
        self.see_again()
        self.assertEqual(self.reasons(), {people: "bad_number"})

    def test_what_is_not_true_any_more_is_not_told_again(self):
        people = self.announce_to_the_busy()
        people.function = False
        visit = self.env["sms.wiserv.test.visit"].browse(self.skipped().res_id)
        visit.announced = False
        with self.assertRaisesRegex(UserError, "nothing left to tell"):
            self.notify_again()
        self.assertTrue(self.skipped(), "and stays in the list")
        visit.unlink()
        with self.assertRaisesRegex(UserError, "nothing left to tell"):
            self.notify_again()

    def test_an_event_told_again_by_itself_reaches_those_who_can_be_told_now(self):
        people = self.announce_to_the_busy()
        people.function = False
        self.see_again()
        self.assertEqual(self.messages().partner_id, people)
        self.assertFalse(self.skipped())

    def test_senders_that_are_silent_now_leave_people_on_the_list_and_say_so(self):
        other = self.make_sender("Seeds")
        people = self.announce_to_the_busy() | self.announce_to_the_busy(sender_id=other.id)
        people.function = False
        self.env["sms.wiserv.test.visit"].search([("sender_id", "=", other.id)]).template_id = False
        action = self.notify_again(self.skipped() | self.skipped(other))
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("1 SMS queued.", action["params"]["message"])
        self.assertIn("Seeds has no template for this event.", action["params"]["message"])
        self.assertFalse(self.skipped())
        self.assertEqual(self.skipped(other).partner_id, people[1])
        with self.assertRaisesRegex(UserError, "has no template for this event"):
            self.notify_again(self.skipped(other))

    def test_a_sender_that_must_not_tell_says_why_when_it_is_asked(self):
        self.announce_to_the_busy().function = False
        door = self.env.registry["sms.wiserv.test.door"]
        self.patch(door, "_obstacle", lambda *_arguments: "Office is closed.")
        with self.assertLogs("odoo.addons.sms_wiserv", "WARNING"):
            self.announce()
        self.assertFalse(self.messages())
        with self.assertRaisesRegex(UserError, "Office is closed"):
            self.notify_again()
        self.assertTrue(self.skipped())
