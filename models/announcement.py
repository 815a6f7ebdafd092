# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.sms_wiserv.policy import MASS_EVENT
from odoo.addons.sms_wiserv.tools.format_number import format_number

from .door import ANNOUNCEMENT, DOOR, MANAGER

MEMBER = "g2p.program_membership"
# What the buttons write, with all rights, and nobody else.
_OWN = {"state", "chosen", "res_ids", "checked_at", "sent_at", "sent_by", "outcome"}


class G2PWiservAnnouncement(models.Model):
    """An SMS in a user's own words to beneficiaries of a program, or to registrants: draft, checked, sent.

    No transient record: a mass of messages is made from it after the transaction, and those that failed, anew.
    """

    _name = "g2p.wiserv.announcement"
    _inherit = "sms.wiserv.guarded"
    _description = "SMS to Beneficiaries"
    _order = "id desc"

    program_id = fields.Many2one(
        "g2p.program", readonly=True, ondelete="cascade", index=True, help="Empty: to registrants, of any."
    )
    cycle_id = fields.Many2one("g2p.cycle", readonly=True, ondelete="set null")
    manager_id = fields.Many2one(
        MANAGER, "Sender", ondelete="cascade", domain="[('program_id', '=', program_id)]"
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True)
    sender_name = fields.Char("Sent by", compute="_compute_sender")
    obstacle = fields.Char(compute="_compute_sender")
    told_model = fields.Char(compute="_compute_told_model")
    chosen = fields.Json(
        readonly=True, copy=False, help="Those picked from a list; empty: all by the filter."
    )
    is_by_filter = fields.Boolean(compute="_compute_is_by_filter")
    chosen_line = fields.Char("To", compute="_compute_is_by_filter")
    domain = fields.Char("Filter", default="[('state', '=', 'enrolled')]")
    template_id = fields.Many2one(
        "sms.template",
        # The sender's own, and those that belong to none.
        domain="[('model', '=', told_model), '|', ('wiserv_sender_id', '=', False),"
        " ('wiserv_sender_id.manager_ids', '=', manager_id)]",
        ondelete="restrict",
    )
    body = fields.Text("Text")
    size = fields.Char(compute="_compute_size")
    state = fields.Selection(
        [("draft", "Draft"), ("checked", "Checked"), ("sent", "Sent")],
        default="draft",
        required=True,
        copy=False,
    )
    res_ids = fields.Json(readonly=True, copy=False, help="Those whom the preview showed.")
    checked_at = fields.Datetime(readonly=True, copy=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    sent_at = fields.Datetime("Sent", readonly=True, copy=False)
    sent_by = fields.Many2one("res.users", readonly=True, copy=False)
    outcome = fields.Char("What Became of It", readonly=True, copy=False)

    @api.depends("program_id.name", "sent_at")
    def _compute_display_name(self):
        for one in self:
            one.display_name = (
                self.env._("SMS to beneficiaries of %s", one.program_id.name)
                if one.program_id
                else self.env._("SMS to registrants")
            )

    # === WHO MAY DO WHAT === #

    def _has_field_access(self, field, operation):
        """Override of `base` to keep hands off what the buttons write."""
        if operation == "write" and field.name in _OWN and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    def write(self, vals):
        """Override of `base`: what has been looked at is what is sent."""
        if not self.env.su and any(one.state != "draft" for one in self):
            raise UserError(
                self.env._("It has been checked or sent already: go back first, or write another one.")
            )
        return super().write(vals)

    @api.constrains("program_id", "manager_id", "cycle_id", "template_id")
    def _check_program(self):
        for one in self.sudo():
            if one.manager_id.program_id != one.program_id or one.cycle_id.program_id - one.program_id:
                raise ValidationError(self.env._("Choose a sender of the program %s.", one.program_id.name))
            if one.template_id and one.template_id.model != one.told_model:
                raise ValidationError(
                    self.env._("Choose a template for program memberships.")
                    if one.program_id
                    else self.env._("Choose a template for contacts.")
                )

    @api.constrains("domain")
    def _check_domain(self):
        for one in self:
            one._filter()

    # === BY WHOM === #

    @api.depends("manager_id.company_id")
    def _compute_company_id(self):
        for one in self:
            one.company_id = one.manager_id.company_id or one.company_id or self.env.company

    def _sender(self):
        """Return the program's sender, or the company's own, with all rights."""
        one = self.sudo()
        return one.manager_id.sender_id or one.company_id._wiserv_sms_sender()

    @api.depends("manager_id", "company_id")
    def _compute_sender(self):
        for one in self:
            sender = one._sender()
            one.sender_name = sender.name
            obstacle = sender._wiserv_obstacle()
            one.obstacle = obstacle and self.env._("Until it is set up, SMS wait: %s", obstacle)

    # === WHO === #

    @api.depends("program_id")
    def _compute_told_model(self):
        for one in self:
            one.told_model = MEMBER if one.program_id else "res.partner"

    @api.model
    def _open_for(self, program, members=None, cycle=None):
        """Start one, in a dialog.

        :param members: program memberships picked from a list; None: all of the program, or of the cycle
        """
        program.check_access("read")
        manager = self.env[DOOR].sudo()._senders(program.sudo()).manager_ids[:1]
        if not manager:
            raise UserError(
                self.env._(
                    "The program %s has no Wiserv sender: add one to its notification managers.", program.name
                )
            )
        if members is not None:
            members.check_access("read")
        self.check_access("create")
        one = self.sudo().create(
            {
                "program_id": program.id,
                "cycle_id": cycle and cycle.id,
                "manager_id": manager.id,
                "chosen": members and members.ids,
            }
        )
        return one.with_env(self.env)._open()

    @api.model
    def _open_for_registrants(self, registrants):
        """Start one to registrants, in a dialog, by the company's own sender."""
        self.check_access("create")
        registrants.check_access("read")
        self.env.company._wiserv_sms_sender()
        one = self.sudo().create({"chosen": registrants.ids})
        return one.with_env(self.env)._open()

    def _open(self):
        to_beneficiaries = self.env._("Send SMS to Beneficiaries")
        return {
            "type": "ir.actions.act_window",
            "name": to_beneficiaries if self.program_id else self.env._("Send SMS to Registrants"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.depends("chosen", "program_id")
    def _compute_is_by_filter(self):
        for one in self:
            one.is_by_filter = not one.chosen
            one.chosen_line = one.chosen and one._chosen_in_words(len(one.chosen))

    def _chosen_in_words(self, count):
        number = format_number(self.env, count)
        if self.program_id:
            if count == 1:
                return self.env._("1 beneficiary picked from the list")
            return self.env._("%s beneficiaries picked from the list", number)
        if count == 1:
            return self.env["res.partner"].browse(self.chosen).exists().display_name
        return self.env._("%s registrants picked from the list", number)

    def _filter(self):
        try:
            domain = Domain(literal_eval(self.domain or "[]"))
            domain.validate(self.env[MEMBER])
            return domain
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise ValidationError(self.env._("This filter cannot be used here.")) from None

    def _members(self):
        """Return the memberships or registrants that it is for, of those that the user may see."""
        members = self.env[self.told_model]
        if self.chosen or not self.program_id:
            return members.browse(self.chosen or ()).exists()._filtered_access("read")
        domain = Domain("program_id", "=", self.program_id.id) & self._filter()
        if self.cycle_id:
            domain &= Domain("id", "in", self.cycle_id.sudo()._wiserv_members().ids)
        return members.search(domain)

    # === LOOK AT IT, SEND IT === #

    @api.depends("body", "template_id")
    def _compute_size(self):
        for one in self:
            one.size = not one.template_id and one.body and one._sender()._size_of(one.body)

    @api.depends("state", "res_ids")
    def _compute_preview(self):
        for one in self:
            one.preview = one.state == "checked" and one._preview()

    def action_check(self):
        """Show who gets it and who does not, before it is sent."""
        self.ensure_one()
        self.check_access("write")
        if not self.template_id and not (self.body or "").strip():
            raise UserError(self.env._("Write a text, or choose a template."))
        members = self._members()
        if not members:
            raise UserError(self.env._("There is nobody to tell."))
        if self.state != "sent":
            # The same clock as `write_date`, which this is compared with.
            now = self.env.cr.now()
            self.sudo().write({"state": "checked", "res_ids": members.ids, "checked_at": now})
        return self._open()

    def action_back(self):
        """Write on."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "checked":
            self.sudo().state = "draft"
        return self._open()

    def action_send(self):
        """Put it into the outbox for those whom the preview showed; many, right after the transaction."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "checked":
            raise UserError(self.env._("It has been sent already, or nobody has looked at it yet."))
        template = self.sudo().template_id
        if template.write_date and template.write_date > self.checked_at:
            raise UserError(self.env._("The template has been changed since: go back, and look at it again."))
        members = self.env[self.told_model].browse(self.res_ids).exists()._filtered_access("read")
        door, sender, occasion = self.env[DOOR], self._sender(), str(self.id)
        if len(members) > MASS_EVENT:
            door.see(ANNOUNCEMENT, members, occasion, sender=sender)
            count = format_number(self.env, len(members))
            line = self.env._("%s people are told in the next minutes.", count)
        else:
            line = door.queue(sender, ANNOUNCEMENT, members, occasion) or self.env._("Nobody was told.")
        self.sudo().write(
            {"state": "sent", "sent_at": fields.Datetime.now(), "sent_by": self.env.uid, "outcome": line}
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": line,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.autovacuum
    def _gc_announcements(self):
        """Delete drafts of yesterday, and what was sent longer ago than the company keeps its messages."""
        now = fields.Datetime.now()
        old = self.search([("state", "!=", "sent"), ("write_date", "<", now - timedelta(days=1))])
        for company in self.env["res.company"].search([("wiserv_retention_days", ">", 0)]):
            before = now - timedelta(days=company.wiserv_retention_days)
            old |= self.search([("company_id", "=", company.id), ("sent_at", "<", before)])
        waiting = self.env["sms.wiserv.event"].search([("event", "=", ANNOUNCEMENT)]).mapped("occasion")
        old.filtered(lambda one: str(one.id) not in waiting).unlink()
