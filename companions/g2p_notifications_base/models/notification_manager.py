# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.exceptions import ValidationError


class NotificationManager(models.Model):
    _inherit = "g2p.program.notification.manager"

    @api.model
    def _selection_manager_ref_id(self):
        return [
            *super()._selection_manager_ref_id(),
            ("g2p.program.notification.manager.email", self.env._("E-mail Notification")),
        ]


class BaseNotificationManager(models.AbstractModel):
    """One path for all events: who wants it, who can be reached, and the channel's own way to send."""

    _inherit = "g2p.base.program.notification.manager"

    notification_types = ()  # the preferences that want this channel
    _contact_field = None  # the partner's field through which this channel reaches people

    def _template_models(self):
        """Map the name of each event's template field to the model that its template must be for."""
        return {
            "on_enrolled_in_program_template": "g2p.program_membership",
            "on_cycle_started_template": "g2p.program_membership",
            "on_cycle_ended_template": "g2p.program_membership",
            "on_otp_send_template": self._name,
            "on_payment_send_template": "g2p.payment",
        }

    @api.constrains(lambda self: [name for name in self._template_models() if name in self._fields])
    def _check_template_models(self):
        for name, model in self._template_models().items():
            for template in self.mapped(name) if name in self._fields else ():
                if template.model != model:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: the template %(template)s does not apply to %(model)s. "
                            "Choose one that does.",
                            field=self._fields[name]._description_string(self.env),
                            template=template.display_name,
                            model=self.env["ir.model"]._get(model).name,
                        )
                    )

    @api.private
    def on_enrolled_in_program(self, program_memberships):
        return self._notify_event("on_enrolled_in_program", program_memberships)

    @api.private
    def on_cycle_started(self, program_memberships, cycle):
        return self._notify_event("on_cycle_started", program_memberships, cycle=cycle)

    @api.private
    def on_cycle_ended(self, program_memberships, cycle):
        return self._notify_event("on_cycle_ended", program_memberships, cycle=cycle)

    @api.private
    def on_payment_send(self, batch):
        """Tell of the batch's paid payments that were not told of before."""
        payments = batch.payment_ids.filtered(
            lambda p: p.status == "paid" and not p.is_payment_notification_sent
        )
        return self._notify_event("on_payment_send", payments)

    def _notify_event(self, event, records, **context):
        """Send the event's template for the records whose registrants want this channel and can be reached.

        :param records: memberships or payments
        :param context: what templates find in ``ctx``
        :return: line for the user, or False without a template
        """
        self.ensure_one()
        template = self[f"{event}_template"]
        if not template:
            return False
        partners = records.sudo().partner_id.filtered(
            lambda p: p.active and p.notification_preference in self.notification_types
        )
        contacts = {
            p.id: contact for p, contact in partners._get_contact_partners(self._contact_field).items()
        }
        reached = records.sudo().filtered(lambda r: contacts.get(r.partner_id.id))
        self._send_event(
            template.with_context(**context),
            reached.with_env(self.env),
            {record.id: contacts[record.partner_id.id] for record in reached},
        )
        return self.env._(
            "%(manager)s: %(count)d of %(total)d.", manager=self.name, count=len(reached), total=len(records)
        )

    def _send_event(self, template, records, contacts):
        """Send one message for each record.

        :param template: with the event's rendering context
        :param dict contacts: id of each record to the partner whose phone or e-mail is used
        """
        raise NotImplementedError
