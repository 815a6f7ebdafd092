# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.format_number import format_number
from ...tools.uninstalling import is_uninstalling

NUMBER_FORMATS = [
    ("registered", "As registered"),
    ("national", "National (09171234567)"),
    ("international", "International (+639171234567)"),
]


class SmsWiservSender(models.Model):
    """Who sends SMS, for which company, and as which record people know it.

    A door whose users know a sender as a record of their own delegates to this one (``_inherits``); see
    ``sms.wiserv.delegate``.
    """

    _name = "sms.wiserv.sender"
    _inherit = ["sms.wiserv.guarded", "sms.wiserv.credentials", "mail.thread", "mail.activity.mixin"]
    _description = "SMS Sender"
    _order = "name, id"

    # Set by a door: the name of its field for the record that a sender belongs to, such as a program. That record has a
    # ``company_id``, which becomes the sender's.
    _wiserv_belongs_to = None

    name = fields.Char(required=True)
    door = fields.Char(
        copy=False, groups=fields.NO_ACCESS, help="The model whose sender this is; empty: nobody's."
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    number_format = fields.Selection(NUMBER_FORMATS, default="registered", required=True)
    expire_days = fields.Integer(
        "Expire after (days)",
        default=3,
        help="An SMS that has waited longer is left out, as skipped recipients are. 0: it waits for ever.",
    )

    @api.constrains("expire_days")
    def _check_expire_days(self):
        if any(not 0 <= sender.expire_days <= 3650 for sender in self):
            raise ValidationError(self.env._("The days after which SMS expire are 0 to 3650."))

    @api.depends(
        lambda self: [
            "name",
            *([f"{self._wiserv_belongs_to}.display_name"] if self._wiserv_belongs_to else []),
        ]
    )
    def _compute_display_name(self):  # pylint: disable=missing-return
        """Override of `base` to tell apart those of the same name that belong to different records."""
        super()._compute_display_name()
        for sender in self:
            owner = self._wiserv_belongs_to and sender.sudo()[self._wiserv_belongs_to].display_name
            if owner and owner not in (sender.name or ""):
                sender.display_name = f"{sender.display_name} ({owner})"

    # === COMPANY === #

    @api.depends(lambda self: [f"{self._wiserv_belongs_to}.company_id"] if self._wiserv_belongs_to else [])
    def _compute_company_id(self):
        for sender in self:
            owner = self._wiserv_belongs_to and sender[self._wiserv_belongs_to]
            sender.company_id = (owner and owner.company_id) or sender.company_id or self.env.company

    def _wiserv_template(self, event):
        """Return the template for an event: none. Records that stand for senders have some (``delegate.py``)."""
        return self.env["sms.template"]

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: a default for what senders belong to is meant for the record that stands for one."""
        context = {**self.env.context}
        context.pop(f"default_{self._wiserv_belongs_to}", None)
        # A context cannot lose a key otherwise.
        without = self.with_context(context)  # pylint: disable=context-overridden
        senders = super(SmsWiservSender, without).create(vals_list).with_env(self.env)
        senders._check_may_use_company()
        senders.filtered(lambda sender: sender.sudo().api_url)._wiserv_note_loopback()
        return senders

    def write(self, vals):
        """Override of `base` to check URL and company, and to resume a sender that was paused with another account."""
        result = super().write(vals)
        if "api_url" in vals:
            self._wiserv_note_loopback()
        if "company_id" in vals:
            self._check_may_use_company()
            self.sudo()._check_nothing_waits_elsewhere()
        if {"api_url", "protocol", "user_name", "wiserv_password", "company_id"} & vals.keys():
            self._channel_account_changed()
        return result

    def _check_may_use_company(self):
        """Check that the user may read the company, at whose expense the sender sends.

        :raise AccessError: they may not
        """
        self.sudo().company_id.with_env(self.env).check_access("read")

    def _wiserv_company(self):
        """Return the company whose account and limits count here, with all rights."""
        return self.sudo().company_id

    @api.ondelete(at_uninstall=True)
    def _unlink_except_waiting(self):
        if is_uninstalling(self.env):
            return
        waiting = (
            self.env["sms.wiserv.message"]
            .sudo()
            .search_count([("sender_id", "in", self.ids), ("state", "in", ("queued", "sending"))])
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%s SMS of this sender still wait to be sent; cancel them first.",
                    format_number(self.env, waiting),
                )
            )

    @api.ondelete(at_uninstall=True)
    def _unlink_except_stood_for(self):
        if is_uninstalling(self.env):
            return
        for sender in self:
            record = sender._thread()
            if record._name != self._name:
                raise UserError(
                    self.env._(
                        "%(sender)s is also an entry elsewhere (%(model)s): delete it there.",
                        sender=sender.name,
                        model=self.env["ir.model"]._get(record._name).name,
                    )
                )

    @api.onchange("company_id")
    def _onchange_company_id(self):
        # An unsaved form may hold any company, and its related fields would be shown without a check of record rules.
        self.company_id._origin.check_access("read")

    # === DOOR === #

    def _thread(self):
        """Return the record on which this sender's notes and activities appear, with all rights."""
        self.ensure_one()
        sender = self.sudo()
        return self.env["sms.wiserv.door"]._named(sender.door)._thread(sender)

    def action_open(self):
        """Open the record that stands for this sender; the sender itself for those who may not see that record."""
        self.check_access("read")
        known = self._thread().with_env(self.env)
        return (known if known.has_access("read") else self).get_formview_action()
