# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...groups import ADMINISTRATOR
from ...tools.account_in_effect import values_in_effect
from ...tools.format_number import format_number
from ...tools.uninstalling import is_uninstalling
from ...wire import check_url, is_loopback_url
from ..account.res_company import PROTOCOLS

NUMBER_FORMATS = [
    ("registered", "As registered"),
    ("national", "National (09171234567)"),
    ("international", "International (+639171234567)"),
]
# What the buttons and the engine write, with all rights, and nobody else.
ENGINE_FIELDS = {
    "paused_at", "pause_cause", "pause_reason", "pause_reply", "pause_count", "probe_at", "probe_delay",
}  # fmt: skip


class SmsWiservSender(models.Model):
    """Who sends SMS: which account it uses, and whether it can send.

    A door whose users know a sender as a record of their own delegates to this one (``_inherits``); see
    ``sms.wiserv.delegate``.
    """

    _name = "sms.wiserv.sender"
    _inherit = ["sms.wiserv.guarded", "sms.wiserv.credentials", "mail.thread", "mail.activity.mixin"]
    _description = "SMS Sender"
    _order = "name, id"

    _wiserv_url_field = "api_url"
    # A door's field, for a record with a ``company_id``: whose sender it is, and whose company is its own.
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
    api_url = fields.Char("API URL", groups=ADMINISTRATOR, copy=False, help="Empty: the company's.")
    protocol = fields.Selection(
        PROTOCOLS, groups=ADMINISTRATOR, copy=False, help="Empty: as the API URL tells, or the company's."
    )
    user_name = fields.Char(groups=ADMINISTRATOR, copy=False, help="Empty: the company's.")
    wiserv_password = fields.Char(groups=ADMINISTRATOR)
    wiserv_password_is_set = fields.Boolean(groups=ADMINISTRATOR)
    loopback_allowed = fields.Boolean(
        groups=fields.NO_ACCESS, copy=False, help="A system administrator has entered the API URL."
    )
    number_format = fields.Selection(NUMBER_FORMATS, default="registered", required=True)
    expire_days = fields.Integer(
        "Expire after (days)",
        default=3,
        help="An SMS that has waited longer is left out, as skipped recipients are. 0: it waits for ever.",
    )
    account_in_effect = fields.Text(compute="_compute_account_in_effect", groups=ADMINISTRATOR)
    _expiry = models.Constraint(
        "CHECK (expire_days BETWEEN 0 AND 3650)", "The days after which SMS expire are 0 to 3650."
    )

    # The company's limits, for all of its senders.
    connections = fields.Integer(related="company_id.wiserv_connections", groups=ADMINISTRATOR)
    numbers_per_request = fields.Integer(
        related="company_id.wiserv_numbers_per_request", groups=ADMINISTRATOR
    )
    messages_per_second = fields.Integer(
        related="company_id.wiserv_messages_per_second", groups=ADMINISTRATOR
    )
    max_attempts = fields.Integer(related="company_id.wiserv_max_attempts", groups=ADMINISTRATOR)
    max_segments = fields.Integer(related="company_id.wiserv_max_segments", groups=ADMINISTRATOR)
    timeout = fields.Integer(related="company_id.wiserv_timeout", groups=ADMINISTRATOR)
    retention_days = fields.Integer(related="company_id.wiserv_retention_days", groups=ADMINISTRATOR)

    def _has_field_access(self, field, operation):
        """Override of `base` to keep hands off what the engine owns."""
        if operation == "write" and field.name in ENGINE_FIELDS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    # === COMPANY === #

    @api.depends(lambda self: [f"{self._wiserv_belongs_to}.company_id"] if self._wiserv_belongs_to else [])
    def _compute_company_id(self):
        for sender in self:
            owner = self._wiserv_belongs_to and sender[self._wiserv_belongs_to]
            sender.company_id = (owner and owner.company_id) or sender.company_id or self.env.company

    def _wiserv_template(self, event):
        """Return the template by which it tells of an event: none, but see ``sms.wiserv.delegate``."""
        return self.env["sms.template"]

    @api.model_create_multi
    def create(self, vals_list):
        senders = super().create(vals_list)
        senders._check_may_use_company()
        senders.filtered(lambda sender: sender.sudo().api_url)._wiserv_note_loopback()
        return senders

    def write(self, vals):
        """Override of `base` to check the company, and to try again what waited for another account."""
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
        """Keep people from sending at the expense of a company that they have nothing to do with."""
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

    # === ACCOUNT IN EFFECT === #

    def _wiserv_url(self):
        return values_in_effect(self)["api_url"][0]

    def _wiserv_protocol(self):
        return values_in_effect(self)["protocol"][0]

    def _wiserv_obstacle(self):
        """Return the sentence that says why this sender cannot send as it is set up, or ``""``."""
        values = values_in_effect(self)
        labels = {
            "api_url": self.env._("API URL"),
            "user_name": self.env._("user name"),
            "password": self.env._("password"),
        }
        if missing := [label for name, label in labels.items() if not values[name][0]]:
            return self.env._("Missing: %s.", ", ".join(missing))
        url = values["api_url"][0]
        if why_not := check_url(url, values["protocol"][0], self._wiserv_company().wiserv_allow_plain_http):
            return why_not
        neutralized = self.env["ir.config_parameter"].sudo().get_param("database.is_neutralized")
        if neutralized and not is_loopback_url(url):
            return self.env._("This database is neutralized: it sends no SMS.")
        return self._hours_obstacle() or self._copied()

    @api.depends("api_url", "protocol", "user_name", "wiserv_password_is_set", "company_id")
    def _compute_account_in_effect(self):
        # No rule has been asked when they are computed by way of another record, or for a form not yet saved.
        self.company_id._origin.check_access("read")
        names = {
            "server": self.env._("fixed by the server's configuration"),
            "sender": self.env._("this sender's"),
            "company": self.env._("the company's"),
        }
        for sender in self:
            values = values_in_effect(sender)
            lines = [
                self.env._("%(value)s (%(whose)s)", value=values[name][0], whose=names[values[name][1]])
                for name in ("api_url", "user_name")
                if values[name][0]
            ]
            password, source = values["password"]
            if password:
                lines.append(self.env._("password set (%s)", names[source]))
            sender.account_in_effect = "\n".join(lines)

    @api.constrains("api_url", "protocol")
    def _check_api_url(self):
        self.sudo()._wiserv_check_url(lambda sender: sender._wiserv_company().wiserv_allow_plain_http)

    def _wiserv_note_loopback(self):
        """Keep note of whether the API URL may lead to services of this machine: system administrators say so alone.

        A test SMS shows what comes back from there.
        """
        allowed = self.env.su or self.env.user.has_group("base.group_system")
        self.sudo().loopback_allowed = allowed
        for sender in self.sudo():
            if not allowed and is_loopback_url(sender.api_url):
                raise ValidationError(
                    self.env._(
                        "The API URL leads to this server itself, which only system administrators may enter."
                    )
                )

    @api.depends("company_id")
    def _compute_wiserv_password_is_set(self):
        return super()._compute_wiserv_password_is_set()

    def _wiserv_password_dropped(self):
        self._thread().message_post(body=self._wiserv_dropped_text())

    @api.onchange("api_url")
    def _onchange_api_url(self):
        url, _source = values_in_effect(self)["api_url"]
        had = self._origin and values_in_effect(self._origin)["password"][0]
        if url and had and not self.wiserv_password and not values_in_effect(self)["password"][0]:
            return self._wiserv_lost_warning()
        return None

    @api.onchange("company_id")
    def _onchange_company_id(self):
        # A form not yet saved may name any company, and fields that are related to it ask no rule.
        self.company_id._origin.check_access("read")

    # === DOOR === #

    def _thread(self):
        """Return the record on which this sender's notes and activities appear, with all rights."""
        self.ensure_one()
        sender = self.sudo()
        return self.env["sms.wiserv.door"]._named(sender.door)._thread(sender)

    def action_open(self):
        """Open the record that people know this sender as; the sender itself for those who may not see that."""
        self.check_access("read")
        known = self._thread().with_env(self.env)
        return (known if known.has_access("read") else self).get_formview_action()

    def action_wiserv_settings(self):
        """Open the company's account and limits."""
        return self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_settings")
