# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.sms_wiserv.tools.template_field import template_field
from odoo.addons.sms_wiserv.wire import ACCEPTED

from .door import CYCLE_STATES, HOOKS

# The template that each example on the form shows.
EXAMPLES = {
    "enrolled_example": "on_enrolled_in_program_template",
    "cycle_started_example": "on_cycle_started_template",
    "cycle_ended_example": "on_cycle_ended_template",
    "payment_example": "on_payment_send_template",
    "voucher_example": "on_generate_voucher_template",
    "otp_example": "on_otp_send_template",
}
MEMBER = ("g2p.program_membership", {"cycle": "g2p.cycle"})


def _template(name, label):
    return template_field(f"g2p_notifications_wiserv.sms_template_{name}", label)


def _example_field():
    return fields.Html(compute="_compute_examples", sanitize=False)


class WiservNotificationManager(models.Model):
    """A program's sender of SMS, as the program knows it; account, channel and outbox are the sender's."""

    _name = "g2p.program.notification.manager.wiserv"
    _inherit = [
        "sms.wiserv.delegate",
        "g2p.program.notification.manager.sms",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "SMS Sender of a Program"

    _wiserv_door = "g2p.wiserv.door"
    _wiserv_templates = {
        "on_enrolled_in_program_template": MEMBER,
        "on_cycle_started_template": MEMBER,
        "on_cycle_ended_template": MEMBER,
        "on_payment_send_template": ("g2p.payment", {}),
        "on_generate_voucher_template": ("g2p.entitlement", {}),
        "on_otp_send_template": (
            "g2p.program.notification.manager.wiserv",
            {"otp": None, "phone": None},
        ),
    }

    _wiserv_event_templates = {event: f"{hook}_template" for event, hook in HOOKS.items()}
    _wiserv_otp_template = "on_otp_send_template"

    is_used = fields.Boolean(compute="_compute_is_used")

    on_enrolled_in_program_template = _template("enrolled", "Enrolment")
    on_cycle_started_template = _template("cycle_started", "Cycle Started")
    on_cycle_ended_template = _template("cycle_ended", "Cycle Ended")
    on_otp_send_template = _template("otp", "One-Time Password")
    on_payment_send_template = _template("payment", "Payment")
    on_generate_voucher_template = fields.Many2one("sms.template", "Voucher", ondelete="restrict")

    enrolled_example = _example_field()
    cycle_started_example = _example_field()
    cycle_ended_example = _example_field()
    payment_example = _example_field()
    voucher_example = _example_field()
    otp_example = _example_field()

    # === PROGRAM === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `g2p_programs` to put new senders into their programs' lists of managers."""
        managers = super().create(vals_list)
        managers.action_use()
        return managers

    def write(self, vals):
        result = super().write(vals)
        if "program_id" in vals:
            self.sudo()._entries()._check_wiserv_program()
        return result

    def _entries(self):
        """Return the entries that point at these senders, whether they are in a program's list or not."""
        sources = [f"{self._name},{manager.id}" for manager in self]
        return self.env["g2p.program.notification.manager"].search([("manager_ref_id", "in", sources)])

    @api.depends("program_id")
    def _compute_is_used(self):
        for manager in self:
            manager.is_used = bool(
                manager._origin and manager._origin in manager.sudo()._listed_managers(manager.program_id)
            )

    def _listed_managers(self, program):
        return self.env["g2p.wiserv.door"]._senders(program.sudo()).manager_ids

    def action_use(self):
        """Add the senders to their programs' notification managers."""
        self.check_access("write")
        for manager in self.sudo().filtered(lambda manager: not manager.is_used):
            entry = manager._entries()[:1] or self.env["g2p.program.notification.manager"].sudo().create(
                {"program_id": manager.program_id.id, "manager_ref_id": f"{manager._name},{manager.id}"}
            )
            manager.program_id.notification_managers = [Command.link(entry.id)]
        self.invalidate_recordset(["is_used"])

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Override of `base` to offer a program's form no sender of another program."""
        if program_id := self.env.context.get("default_program_id"):
            domain = Domain(domain or Domain.TRUE) & Domain("program_id", "=", program_id)
        return super().name_search(name, domain, operator, limit)

    def get_manager_view_id(self):
        """Override of `g2p_programs`: the form that a program's list of managers opens."""
        return self.env.ref("g2p_notifications_wiserv.view_notification_manager_wiservsms_form").id

    # === EVENTS === #

    @api.private
    def on_enrolled_in_program(self, program_memberships):
        """Override of `g2p_notifications_base`: tell the memberships, a recordset or list, that were not told yet.

        Enrolments are seen without it; nobody is told twice. The same goes for all hooks here.
        """
        self._see("enrolled", "g2p.program_membership", program_memberships)

    @api.private
    def on_payment_send(self, batch):
        """Override of `g2p_notifications_base`: tell of those of the batch's payments that are paid."""
        self._see("payment", "g2p.payment", batch.sudo().payment_ids)

    @api.private
    def on_cycle_started(self, program_memberships, cycle):
        """Override of `g2p_notifications_base`."""
        self._see("cycle_started", "g2p.program_membership", program_memberships, str(cycle.id))

    @api.private
    def on_cycle_ended(self, program_memberships, cycle):
        """Override of `g2p_notifications_base`."""
        self._see("cycle_ended", "g2p.program_membership", program_memberships, str(cycle.id))

    @api.private
    def on_generate_voucher(self, entitlements):
        """Override of `g2p_notifications_voucher`, where it is installed."""
        self._see("voucher", "g2p.entitlement", entitlements)

    def _see(self, event, model, records, occasion=""):
        records = self.env[model].browse([record.id for record in records or ()])
        for manager in self.sudo():
            self.env["g2p.wiserv.door"].see(event, records, occasion, sender=manager.sender_id)

    # === DIRECT SENDS === #

    @api.private
    def send_sms(self, phone, body, partner_name=""):
        """Override of `g2p_notifications_base`; see ``send_sms`` of ``sms.wiserv.sender``."""
        return self.sender_id.sudo().send_sms(phone, body, partner_name)

    @api.private
    def send_sms_to_membership(self, membership, body):
        """Override of `g2p_notifications_base`: to a registrant who wants SMS and can get them.

        :return: as :meth:`send_sms`; None, and a note, for anybody else
        """
        self.ensure_one()
        sender, membership = self.sender_id.sudo(), membership.sudo()
        partner = membership.partner_id
        door = self.env["g2p.wiserv.door"].sudo()
        numbers, skipped = sender._recipients(door, "manual", {membership: partner})
        if skipped:
            sender._post_skipped(partner, skipped[membership.id])
            return None
        result = sender.send_now("manual", numbers[membership.id], body, partner=partner, source=membership)
        return result.reply if result.outcome == ACCEPTED else None

    @api.private
    def may_send_otp(self, phone):
        """Return whether a one-time password to a number would go out now; see ``sms.wiserv.sender``."""
        return self.sender_id.sudo().may_send_otp(phone)

    # === TEMPLATES === #

    @api.depends(
        "program_id", *(f"{field}.{part}" for field in EXAMPLES.values() for part in ("body", "lang"))
    )
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_examples(self):
        for manager in self:
            for name, field in EXAMPLES.items():
                manager[name] = bool(manager[field]) and manager._example(field)

    def _example(self, field):
        """Return what a template makes of the program's latest record that the user may see, or of an invented one."""
        template, model = self[field].sudo(), self._wiserv_templates[field][0]
        record, placeholders, reader = self.env[model], {}, None
        if model == self._name:
            record, placeholders = self, {"otp": "123456", "phone": "09171234567"}
        elif template.model == model and record.has_access("read"):
            domain = [("program_id", "in", self.program_id._origin.ids)]
            record = record.search(domain, order="id desc", limit=1)
            reader = record.sudo().partner_id
            if record and field == "on_payment_send_template" and record.status != "paid":
                # Until then nothing is paid of it.
                record = record._wiserv_to_be("payment")
            if field.removesuffix("_template") in (HOOKS[event] for event in CYCLE_STATES):
                cycle = self.env["g2p.cycle"].search(domain, order="id desc", limit=1)
                record, placeholders = record if cycle else record.browse(), {"cycle": cycle}
        sender = self.sender_id.sudo() or self.sender_id.sudo().new({"company_id": self.env.company.id})
        if record:
            return sender._template_example(template, record, placeholders, reader)
        invented = template._wiserv_invented(self.program_id._origin)
        return sender._template_example(template, *invented, invented=True)

    def _has_broken_template(self):
        """Whether a template of this sender cannot be filled in even for somebody invented."""
        sender = self.sender_id.sudo()
        for field in self._wiserv_templates:
            if template := self[field].sudo():
                record, placeholders, reader = template._wiserv_invented(self.program_id)
                if not record:
                    continue
                try:
                    sender._render_body(template, record.sudo(), placeholders, reader)
                except UserError:
                    return True
        return False
