# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from .events import EventsCase


class TestEventsCost(EventsCase):
    """How many people there are must not decide how many queries an event takes."""

    def queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def assertConstant(self, prepare):
        """:param prepare: ``(program, sender, partners) -> `` the function that is measured"""

        def queries(count):
            program, sender = self.new_program(f"For {count}")
            # Some of each kind: by SMS, not at all, without a number, in two languages, with a country.
            partners = self.make_registrants(count)
            partners[::5].notification_preference = "none"
            partners[1::5].phone = False
            partners[2::5].lang = "fr_FR"
            partners[3::5].country_id = self.env.ref("base.uk")
            return self.queries(prepare(program, sender, partners))

        self.env["res.lang"]._activate_lang("fr_FR")
        queries(10)  # fills what is cached for the process
        # Each hundred updated records take a query of their own in Odoo.
        self.assertLessEqual(queries(100), queries(10))

    def test_enrolment(self):
        def prepare(program, _sender, partners):
            self.make_members(partners, program)
            return program.enroll_eligible_registrants

        self.assertConstant(prepare)

    def test_the_event_itself_for_ten_and_for_a_thousand(self):
        def queries(count):
            program, sender = self.new_program(f"For {count}")
            members = self.enrolled(self.make_registrants(count), program)
            return self.queries(lambda: sender.on_enrolled_in_program(members))

        queries(10)
        self.assertLessEqual(queries(1000), queries(10))

    def test_start_and_end_of_a_cycle(self):
        def prepare(program, _sender, partners):
            self.enrolled(partners, program)
            cycle = self.cycle(program)

            def run():
                cycle.action_start()
                cycle.action_end()

            return run

        self.assertConstant(prepare)

    def test_payments(self):
        def prepare(program, _sender, partners):
            self.enrolled(partners, program)
            return self.batch(self.cycle(program)).send_payment

        self.assertConstant(prepare)

    def test_notify_again(self):
        def prepare(program, sender, partners):
            partners.notification_preference = "none"
            self.enrolled(partners, program)
            program.notify_eligible_beneficiaries()
            partners.notification_preference = "sms"
            return self.skipped(sender).action_notify_again

        self.assertConstant(prepare)

    def test_households(self):
        def queries(count):
            program, sender = self.new_program(f"For {count}", target_type="group")
            groups = self.make_registrants(count, is_group=True, phone=False)
            heads = self.make_registrants(count)
            self.env["g2p.group.membership"].create(
                [
                    {"group": group.id, "individual": head.id, "is_head": True}
                    for group, head in zip(groups, heads, strict=True)
                ]
            )
            members = self.enrolled(groups, program)
            spent = self.queries(lambda: sender.on_enrolled_in_program(members))
            self.assertEqual(len(self.messages(sender=sender)), count)
            return spent

        queries(10)
        self.assertLessEqual(queries(200), queries(10))
