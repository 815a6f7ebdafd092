# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...wire import ACCEPTED

# {name of a ``<div name="…"/>`` in a door's form: XPath of the parts of the sender's own form that replace it}
PARTS = {
    "sender_actions": "//header/*",
    "sender_state": "//div[@name='state']",
    "sender_counts": "//div[@name='button_box']/*",
    "sender_ribbons": "//sheet/widget[@name='web_ribbon'] | //sheet/field[@name='status']",
    "sender_account": "//group[@name='settings']",
    "sender_rules": "//group[@name='general']/*[not(@name='company_id')]",
    "sender_limits": "//group[@name='limits']",
}


class SmsWiservDelegate(models.AbstractModel):
    """A door's record that stands for a sender: it has the sender's fields and buttons, and parts of its form."""

    _name = "sms.wiserv.delegate"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _inherits = {"sms.wiserv.sender": "sender_id"}
    _description = "Record that Stands for an SMS Sender"

    _wiserv_door = "sms.wiserv.door"  # the door that the sender belongs to
    # {field of a template: (model that the template must be for, {name of a further placeholder: its model, or None for
    # a text})}
    _wiserv_templates = {}
    _wiserv_event_templates = {}  # {event: field of the template for it}
    _wiserv_otp_template = None  # field of the template for one-time passwords
    _wiserv_switches = {}  # {event: field that says whether it is told at all}

    sender_id = fields.Many2one(
        "sms.wiserv.sender", "SMS Sender", required=True, copy=False, ondelete="restrict", index=True
    )
    name = fields.Char(related="sender_id.name", inherited=True, readonly=False, required=True, copy=True)

    @api.depends("sender_id.display_name")
    def _compute_display_name(self):
        """Override of `base`: as its sender is called."""
        for record in self:
            record.display_name = record.sender_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        # Always a new sender: one named by the values or the context could be another company's.
        records = super().create([{**vals, "sender_id": False} for vals in vals_list])
        records.sender_id.sudo().door = self._wiserv_door
        # The sender's company is computed from its record, which exists only now.
        records.invalidate_recordset(["company_id"])
        records._check_may_use_owner()
        return records

    def write(self, vals):
        """Override of `base` to write the sender's fields together: the password is kept for the URL beside it."""
        if "sender_id" in vals and not self.env.su:
            raise AccessError(self.env._("A record that stands for a sender keeps it."))
        senders = {name: value for name, value in vals.items() if self._fields[name].inherited}
        if senders:
            self.sender_id.write(senders)
            vals = {name: value for name, value in vals.items() if name not in senders}
        result = super().write(vals)
        if self.sender_id._wiserv_belongs_to in vals:
            self._check_may_use_owner()
            self.sudo().sender_id._check_nothing_waits_elsewhere()
        return result

    def _check_may_use_owner(self):
        """Check that the user may read what the sender belongs to, at whose company's expense it sends.

        :raise AccessError: they may not
        """
        if field := self.sender_id._wiserv_belongs_to:
            self.sudo()[field].with_env(self.env).check_access("read")

    def unlink(self):
        """Override of `base` to delete the senders, too."""
        senders = self.sender_id
        # Checked first: after the record is gone, its sender could not be deleted.
        senders._unlink_except_waiting()
        result = super().unlink()
        senders.unlink()
        return result

    @api.model
    def _wiserv_delegate_models(self):
        """Return the models of the records that stand for senders, as empty recordsets."""
        names = sorted(self.env.registry["sms.wiserv.sender"]._inherits_children)
        return [self.env[name] for name in names if not self.env[name]._abstract]

    # === TEMPLATES === #

    def _wiserv_template(self, event):
        """Return the template for an event; an empty recordset: it does not tell of it."""
        field, switch = self._wiserv_event_templates.get(event), self._wiserv_switches.get(event)
        return self[field] if field and (not switch or self[switch]) else self.env["sms.template"]

    @api.constrains(lambda self: list(self._wiserv_templates))
    def _check_wiserv_templates(self):
        for field, (model, _placeholders) in self._wiserv_templates.items():
            for template in self.sudo().mapped(field):
                if template.model != model:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: the template %(template)s does not apply to %(model)s. "
                            "Choose one that does.",
                            field=self._fields[field]._description_string(self.env),
                            template=template.display_name,
                            model=self.env["ir.model"]._get(model).name,
                        )
                    )

    @api.private
    def on_otp_send(self, /, otp=None, phone=None, **data):
        """Fill in the template for one-time passwords, and send it at once; for other modules to call.

        :param otp: the password, a text or a number
        :param data: posted by the person who asks, perhaps: for the template alone
        :return: the gateway's reply if it accepted the message, else None
        :rtype: str | None
        :raise UserError: the account is not configured
        """
        self.ensure_one()
        record = self.sudo()
        template = record[self._wiserv_otp_template]
        if not (template and otp and phone):
            return None
        placeholders = {**data, "otp": str(otp), "phone": phone}
        # What fails is noted, for whoever runs SMS; the text is in the language of the person who asks.
        noting = record.sender_id._in_company_language()
        try:
            body = noting._render_body(template, record, placeholders)
        except UserError as error:
            record.sender_id._thread().message_post(
                body=str(error), subject=noting.env._("Wiserv Failure Response")
            )
            return None
        result = record.sender_id.send_now("otp", phone, body)
        return result.reply if result.outcome == ACCEPTED else None

    # === BUTTONS === #

    def action_pause(self):
        return self.sender_id.action_pause()

    def action_resume(self):
        return self.sender_id.action_resume()

    def action_ask_meaning(self):
        return self.sender_id.action_ask_meaning()

    def action_resume_all(self):
        return self.sender_id.action_resume_all()

    def action_wiserv_this_database(self):
        return self.sender_id.action_wiserv_this_database()

    def action_wiserv_forget_password(self):
        return self.sender_id.action_wiserv_forget_password()

    def action_wiserv_test(self):
        return self.sender_id.action_wiserv_test()

    def action_wiserv_messages(self):
        return self.sender_id.action_wiserv_messages()

    # === FORM === #

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `base` to put the ``PARTS`` of the sender's own form into a door's form."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            sender_form, _view = self.env["sms.wiserv.sender"]._get_view(view_type="form")
            for name, part in PARTS.items():
                for place in arch.xpath(f"//div[@name='{name}']"):
                    for node in sender_form.xpath(part):
                        place.addprevious(node)
                    place.getparent().remove(place)
        return arch, view
