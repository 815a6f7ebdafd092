# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.g2p_programs.tests.common import ProgramCase


class NotificationCase(ProgramCase):
    @classmethod
    def _email_manager(cls, program, **values):
        """Give the program an e-mail manager with a template for every event."""
        templates = {
            "on_enrolled_in_program": "g2p.program_membership",
            "on_cycle_started": "g2p.program_membership",
            "on_cycle_ended": "g2p.program_membership",
            "on_payment_send": "g2p.payment",
            "on_otp_send": "g2p.program.notification.manager.email",
        }
        bodies = {
            "on_cycle_started": "<t t-out=\"ctx['cycle'].name if ctx.get('cycle') else ''\"/> started",
            "on_payment_send": "Paid <t t-out='object.amount_paid'/>",
            "on_otp_send": "Your code: <t t-out=\"ctx.get('otp')\"/>, <t t-out=\"ctx.get('purpose')\"/>",
        }
        source = cls.env["g2p.program.notification.manager.email"].create(
            {
                "name": "E-mail",
                "program_id": program.id,
                **{
                    f"{event}_template": cls._mail_template(event, model, bodies.get(event, event)).id
                    for event, model in templates.items()
                },
                **values,
            }
        )
        cls._list(source, program)
        return source

    @classmethod
    def _list(cls, source, program):
        return cls.env["g2p.program.notification.manager"].create(
            {"program_id": program.id, "manager_ref_id": f"{source._name},{source.id}"}
        )

    @classmethod
    def _mail_template(cls, name, model, body):
        return cls.env["mail.template"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get(model).id,
                "subject": name,
                "body_html": f"<p>{body}</p>",
                "email_from": "office@example.com",
                "auto_delete": False,
            }
        )

    @classmethod
    def _sms_template(cls, model, body):
        return cls.env["sms.template"].create(
            {"name": body, "model_id": cls.env["ir.model"]._get(model).id, "body": body}
        )

    def _register_with_each_preference(self):
        """Return ``{preference: partner}``, all with number and e-mail."""
        return {
            preference: self._register(
                1,
                name=f"Wants {preference}",
                notification_preference=preference,
                email=f"{preference}@example.com".lower(),
                phone="09170000001",
            )
            for preference in ("none", "email", "sms", "both", False)
        }

    def _mails(self):
        return self.env["mail.mail"].search([("email_from", "=", "office@example.com")], order="id")
