# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import contextlib
from ast import literal_eval
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError

from ..models.sources.asked import ASK
from ..wizard import before_preview
from .common import WiservCase

BEFORE, PERSON = "sms.wiserv.before", "sms.wiserv.before.person"
VISIT, PARCEL = "sms.wiserv.test.visit", "sms.wiserv.test.parcel"
FORM = """<form>
    <header>
        <button name="unlink" type="object"/>
        <button name="announce" type="object" context="{'by': 'hand'}"/>
        <button name="copy" type="object"/>
    </header>
    <field name="sender_id"><form><button name="unlink" type="object"/></form></field>
</form>"""


def raising(error):
    def method(*_args):
        raise error

    return method


class BeforeCase(WiservCase):
    """Buttons as people press them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("employee")

    def visits(self, count=2, **values):
        return self.make_visits(self.make_people(count, **values)).with_user(self.user)

    def parcels(self, count):
        values = {"sender_id": self.sender.id, "template_id": self.template.id, "place": "On its way"}
        people = self.make_people(count)
        parcels = self.env[PARCEL].create([{**values, "partner_id": person.id} for person in people])
        return parcels.with_user(self.user)

    def press(self, records, method="announce"):
        """Return the dialog, or the answer where there is none."""
        answer = getattr(records.with_context(**{ASK: True}), method)()
        if not answer or answer.get("res_model") != BEFORE:
            return answer
        return records.env[BEFORE].browse(answer["res_id"])

    def told(self):
        self.end_transaction()
        return self.messages().partner_id

    def params(self, answer):
        return answer["params"]


class TestButtons(BeforeCase):
    """Which buttons ask, and when."""

    def test_in_whatever_form_and_beside_what_is_in_their_context(self):
        self.patch(type(self.env[VISIT]), "_wiserv_asks", {"unlink": "end", "announce": "approve"})
        form = self.env["ir.ui.view"].create({"name": "Visit", "model": VISIT, "type": "form", "arch": FORM})
        arch = etree.fromstring(self.env[VISIT].get_view(form.id, "form")["arch"])
        self.assertEqual(
            [(button.get("name"), button.get("context")) for button in arch.iter("button")],
            [
                ("unlink", "{'wiserv_ask_first': True}"),
                ("announce", "{'wiserv_ask_first': True, 'by': 'hand'}"),
                ("copy", None),
                # What stands in a field is another model's.
                ("unlink", None),
            ],
        )

    def test_other_code_is_not_asked(self):
        visits = self.visits()
        self.assertIsNone(visits.announce())
        self.assertEqual(self.told(), visits.partner_id)

    def test_they_ask_once(self):
        dialog = self.press(self.visits(), "announce_today")
        answer = dialog.action_with_sms()
        self.assertEqual(self.params(answer)["message"], "Done. 2 SMS queued.")
        self.assertEqual(len(self.told()), 2)
        opened = self.env[BEFORE].search_count([])
        # Nobody is to be told any more: neither asks.
        self.press(self.visits().browse(dialog.res_ids), "announce_today")
        self.assertEqual(self.env[BEFORE].search_count([]), opened)

    def test_what_happens_before_a_savepoint_is_counted_too(self):
        def announce_each(visits):
            for visit in visits:
                with visit.env.cr.savepoint():
                    visit.announced = True
            # Undone, and so told to nobody.
            with contextlib.suppress(RuntimeError), visits.env.cr.savepoint():
                self.visits(1).announced = True
                raise RuntimeError("No.")

        visits = self.visits(3)
        self.patch(type(self.env[VISIT]), "announce_today", announce_each)
        self.env[VISIT]._register_hook()
        said = self.params(self.press(visits, "announce_today").action_with_sms())["message"]
        self.assertEqual(said, "3 SMS queued.")
        self.assertFalse(self.env["sms.wiserv.event"].search_count([]))
        self.assertEqual(self.told(), visits.partner_id)

    def test_another_registry_of_the_same_classes_asks_once_too(self):
        visits = self.visits()
        for _again in range(2):
            visits._unregister_hook()
            self.assertIsNone(self.press(visits.browse(), "announce"))
            self.assertFalse(hasattr(type(visits).announce, "wiserv_asked"))
            visits._register_hook()
            visits._register_hook()
            self.assertTrue(hasattr(type(visits).announce, "wiserv_asked"))
        visits._unregister_hook()
        self.assertFalse(hasattr(type(visits).announce, "wiserv_asked"), "asked twice")
        visits._register_hook()

    def test_a_portal_user_is_never_asked(self):
        visits = self.visits()
        self.user.group_ids = self.env.ref("base.group_portal")
        self.assertIsNone(visits.sudo().with_context(**{ASK: True}).announce())

    def test_whoever_may_not_do_it_is_not_asked_and_hears_it_from_the_method(self):
        dialog = self.press(self.visits())
        rule = {"name": "Nobody", "model_id": self.env["ir.model"]._get_id(VISIT), "perm_read": False}
        self.env["ir.rule"].create({**rule, "domain_force": "[(0, '=', 1)]"})
        for call in (lambda: self.press(self.visits()), dialog.action_with_sms):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
        self.assertFalse(self.told())

    def test_so_it_is_where_a_door_knows_that_it_will_be_refused(self):
        for knows in (lambda *_args: False, raising(UserError("Not now."))):
            self.patch(type(self.env[VISIT]), "_wiserv_may", knows)
            self.assertIsNone(self.press(self.visits()))

    def test_nothing_but_what_a_button_does_can_be_done(self):
        values = {"res_model": VISIT, "res_ids": self.visits().ids, "verb": "end"}
        for other in ({"method": "unlink"}, {"method": "announce", "res_model": "res.partner"}):
            dialog = self.env[BEFORE].create({**values, **other})
            with self.assertRaisesRegex(UserError, "nothing to be done"):
                dialog.action_without_sms()
        with self.assertRaises(AccessError):
            self.env[BEFORE].with_user(self.user).create({**values, "method": "announce"})

    def test_nothing_is_done_with_what_is_deleted_meanwhile(self):
        visits = self.visits()
        dialog = self.press(visits)
        visits.sudo().unlink()
        with patch.object(type(visits), "announce") as announce:
            for press in (dialog.action_with_sms, dialog.action_without_sms):
                with self.assertRaisesRegex(UserError, "nothing to be done"):
                    press()
        announce.assert_not_called()


class TestDialog(BeforeCase):
    """What it shows, and what becomes of it."""

    def test_with_sms(self):
        visits = self.visits(3)
        visits[0].sudo().partner_id.function = "busy"
        dialog = self.press(visits)
        self.assertIn("2 of 3 people get an SMS: 2 segments.", dialog.preview)
        self.assertIn("Person 2 reads:", dialog.preview)
        self.assertIn("Person 2: Hall", dialog.preview)
        self.assertIn("1 person is left out: busy 1", dialog.preview)
        answer = dialog.action_with_sms()
        self.assertEqual(
            self.params(answer)["title"], f"Approval: {', '.join(visits.mapped('display_name'))}"
        )
        self.assertEqual(self.params(answer)["message"], "2 SMS queued, 1 skipped (busy 1).")
        self.assertEqual(self.params(answer)["type"], "warning")
        self.assertEqual(self.params(answer)["links"], [], "who may not see the lists is led to none")
        self.assertEqual(self.told(), visits[1:].partner_id)

    def test_another_text_is_shown_before_it_is_sent(self):
        visits = self.visits(1)
        other = self.make_template("{{ object.partner_id.name }}, come")
        for change in (
            lambda: self.template.write({"body": "{{ object.partner_id.name }} " + "come soon " * 20}),
            lambda: visits.sudo().write({"template_id": other.id}),
        ):
            dialog = self.press(visits)
            change()
            self.assertEqual(dialog.action_with_sms()["res_id"], dialog.id)
            self.assertTrue(dialog.has_changed)
            self.assertIn("come", dialog.preview)
            self.assertFalse(visits.announced)
        dialog.action_with_sms()
        self.assertEqual(self.told(), visits.partner_id)
        self.assertEqual(self.messages().body, "Person 1, come")

    def test_nobody_is_promised_an_sms_when_nobody_is_to_be_told_any_more(self):
        visits = self.visits(1)
        dialog = self.press(visits)
        visits.sudo().template_id = False
        self.assertEqual(self.params(dialog.action_with_sms())["message"], "Nobody is told by SMS.")
        self.assertTrue(visits.announced)
        self.assertFalse(self.told())

    def test_without_sms(self):
        visits = self.visits()
        answer = self.press(visits).action_without_sms()
        self.assertEqual(self.params(answer)["message"], "Nobody is told by SMS.")
        self.assertEqual(visits.mapped("announced"), [True, True])
        self.assertFalse(self.told())
        self.assertEqual(set(self.skipped().mapped("reason")), {"unwanted"})

    def test_links_lead_to_the_senders_lists(self):
        self.user.group_ids += self.env.ref("sms_wiserv.group_sms_user")
        visits = self.visits(2)
        visits.sudo().partner_id[0].function = "busy"
        visits.sudo().partner_id[1].name = "x" * 2000
        [not_told, failed] = self.params(self.press(visits).action_with_sms())["links"]
        for link, name, model in (
            (not_told, "not_told", "sms.wiserv.skipped"),
            (failed, "failed", "sms.wiserv.message"),
        ):
            action = self.env.ref(f"sms_wiserv.action_sender_{name}")
            self.assertEqual(link["url"], f"/odoo/{self.sender.id}/action-{action.id}")
            domain = literal_eval(action.domain.replace("active_id", str(self.sender.id)))
            self.assertEqual(self.env[model].search_count(domain), 1)

    def test_a_mass_is_shown_by_a_sample(self):
        with patch.object(before_preview, "MASS_EVENT", 5), patch.object(before_preview, "EVENT_PIECE", 3):
            dialog = self.press(self.visits(9))
        self.assertIn("About 9 of 9 people get an SMS", dialog.preview)


class TestKept(BeforeCase):
    """The choice is kept where it is known long after, from elsewhere, that it has happened."""

    def test_by_the_record(self):
        first, second = parcels = self.parcels(2)
        dialog = self.press(first, "send_parcel")
        self.assertIn("Each SMS is sent once its payment is paid.", dialog.preview)
        self.assertIn("Person 1: Door", dialog.preview, "as it will be")
        self.assertEqual(first.place, "On its way")
        self.assertEqual(self.params(dialog.action_without_sms())["message"], "Nobody is told by SMS.")
        answer = self.press(second, "send_parcel").action_with_sms()
        self.assertEqual(self.params(answer)["message"], "SMS follow as soon as it has happened.")
        parcels.sudo().announced = True
        self.assertEqual(self.told(), second.partner_id)
        self.assertEqual((self.skipped().partner_id, self.skipped().reason), (first.partner_id, "unwanted"))

    def test_until_somebody_changes_their_mind(self):
        parcel = self.parcels(1)
        self.press(parcel, "send_parcel").action_without_sms()
        self.press(parcel, "send_parcel").action_with_sms()
        parcel.sudo().announced = True
        self.assertEqual(self.told(), parcel.partner_id)

    def test_by_whoever_may_write_it_alone(self):
        parcel = self.parcels(1)
        dialog = self.press(parcel, "send_parcel")
        access = self.env["ir.model.access"].search([("model_id.model", "=", PARCEL)])
        access.perm_write = False
        dialog.action_without_sms()
        parcel.sudo().announced = True
        self.assertEqual(self.told(), parcel.partner_id)


class TestLeftOut(BeforeCase):
    """The list of those who would not be told."""

    def left_out(self, visits):
        action = self.press(visits).action_left_out()
        return action, visits.env[PERSON].search(action["domain"], order="id")

    def test_each_with_the_reason_and_once(self):
        visits = self.visits(3)
        visits[0].sudo().partner_id.function = "busy"
        visits[1].sudo().partner_id.phone = False
        action, people = self.left_out(visits)
        self.assertEqual(action["name"], "Left Out")
        self.assertEqual(people.partner_id, visits[:2].partner_id)
        self.assertEqual(people.mapped("reason"), ["busy", "No phone number"])
        self.assertEqual(people.mapped("phone"), ["09170000001", ""])
        dialog = people.before_id
        self.assertEqual(len(self.env[PERSON].search(dialog.action_left_out()["domain"])), 2)

    def test_a_number_is_mended_in_place_by_whoever_may(self):
        visits = self.visits(2, phone=False)
        _action, people = self.left_out(visits)
        self.assertFalse(people[0].may_mend)
        with self.assertRaises(AccessError), self.cr.savepoint():
            people[0].phone = "0917 555 0001"
            self.env.flush_all()
        self.user.group_ids += self.env.ref("base.group_partner_manager")
        people.invalidate_recordset()
        self.assertTrue(people[0].may_mend)
        people[0].phone = "0917 555 0001"
        self.assertEqual(visits[0].partner_id.phone, "0917 555 0001")
        self.assertIn("1 of 2 gets an SMS", self.press(visits).preview)
        for values in ({"reason": "busy"}, {"partner_id": self.user.partner_id.id}):
            with self.assertRaises(AccessError), self.cr.savepoint():
                people.write(values)
        self.assertEqual(people[0].action_open_person()["res_id"], visits[0].partner_id.id)

    def test_nobody_whom_one_may_not_see(self):
        visits = self.visits(2, phone=False)
        visits[0].sudo().partner_id.function = "hidden"
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": "[('function', '!=', 'hidden')]",
            }
        )
        action, people = self.left_out(visits)
        with self.assertRaises(AccessError):
            people.before_id.read(["shown"])
        self.assertNotIn("Person", str(people.before_id.read()))
        self.assertEqual(people.partner_id, visits[1].partner_id)
        self.assertEqual(action["name"], "Left Out: 1 of 2")

    def test_it_is_ones_own(self):
        visits = self.visits(1, phone=False)
        action, people = self.left_out(visits)
        other = self.make_user("other")
        self.assertFalse(self.env[PERSON].with_user(other).search(action["domain"]))
        with self.assertRaises(AccessError):
            people.with_user(other).read(["reason"])
        with self.assertRaises(AccessError):
            people.before_id.with_user(other).action_left_out()
