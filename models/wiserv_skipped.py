# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import UserError

from .wiserv_events import CYCLE_EVENTS
from .wiserv_figures import figure

SKIP_REASONS = [
    ("preference", "preference"),
    ("no_number", "no number"),
    ("bad_number", "impossible number"),
    ("blacklisted", "blacklisted"),
    ("inactive", "archived"),
    ("empty_text", "empty text"),
]
_COLUMNS = (
    "manager_id", "company_id", "program_id", "partner_id", "event", "res_model", "res_id", "reason",
    "idempotency_key",
)  # fmt: skip


class WiservSkipped(models.Model):
    """Who was not told of an event, and why: nobody is left out silently."""

    _name = "g2p.wiserv.skipped"
    _description = "Wiserv Skipped Recipient"
    _order = "id desc"
    _rec_name = "partner_id"

    manager_id = fields.Many2one(
        "g2p.program.notification.manager.wiserv", "Sender", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company")
    program_id = fields.Many2one("g2p.program", ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", "Registrant", ondelete="cascade", index=True)
    event = fields.Selection(
        selection=lambda self: self.env["g2p.wiserv.sms"]._fields["event"]._description_selection(self.env),
        required=True,
    )
    res_model = fields.Char("Source Model")
    res_id = fields.Many2oneReference("Source Record", model_field="res_model")
    reason = fields.Selection(SKIP_REASONS, required=True)
    idempotency_key = fields.Char(required=True)

    _once = models.UniqueIndex("(manager_id, idempotency_key)")

    @api.model
    def _keep(self, sender, told, rows):
        """Keep who was skipped, each once with the latest reason; forget those who were told after all.

        :param sender: whose event it was
        :param set[str] told: idempotency keys
        :param list[dict] rows: a value for each of ``_COLUMNS``
        :return: the idempotency keys of those who are skipped for the first time, or for another reason
        :rtype: set[str]
        """
        if told:
            self.env.cr.execute(
                "DELETE FROM g2p_wiserv_skipped WHERE manager_id = %s AND idempotency_key = ANY(%s)",
                (sender.id, list(told)),
            )
        new = execute_values(
            self.env.cr._obj,
            f"""INSERT INTO g2p_wiserv_skipped AS kept
                    ({", ".join(_COLUMNS)}, create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (manager_id, idempotency_key)
                DO UPDATE SET reason = EXCLUDED.reason, write_date = EXCLUDED.write_date
                        WHERE kept.reason <> EXCLUDED.reason
                RETURNING idempotency_key""",
            [tuple(row[column] or None for column in _COLUMNS) for row in rows],
            template=f"({', '.join(['%s'] * len(_COLUMNS))}, "
            f"{self.env.uid}, now() AT TIME ZONE 'UTC', {self.env.uid}, now() AT TIME ZONE 'UTC')",
            page_size=1000,
            fetch=True,
        )
        self.invalidate_model()
        return {key for (key,) in new}

    @api.model
    def _count_reasons(self, reasons):
        """Return reasons with their counts, as a user reads them: ``"preference 61, no number 20"``.

        :param reasons: a value of the field for each person
        """
        counts = Counter(reasons)
        labels = self._fields["reason"]._description_selection(self.env)
        return ", ".join(
            f"{label} {figure(self.env, counts[reason])}" for reason, label in labels if counts[reason]
        )

    def _event(self):
        """Return what tells the event apart from others."""
        cycle = self.event in CYCLE_EVENTS and self.idempotency_key.rsplit(":", 1)[1]
        return self.manager_id, self.event, self.res_model, cycle

    def action_notify_again(self):
        """Try again to tell the selected people, whose number or wish may have changed since.

        :raise UserError: none of the records that they were to be told of exists any more, or no sender of theirs
            tells of such events now
        """
        self.env["g2p.wiserv.sms"]._check_may_act()
        told, silent = [], set()
        for (sender, event, model, _cycle), skipped in self.grouped(type(self)._event).items():
            records = self.env[model].sudo().browse(skipped.mapped("res_id")).exists()
            if event == "enrolled":
                records = records.filtered(lambda member: member.state == "enrolled")
            key = skipped[0].idempotency_key
            if records and (obstacle := sender._obstacle_to_tell(event, records, key)):
                silent.add(obstacle)
                continue
            # Whoever is skipped again comes back.
            skipped.filtered(lambda skip, ids=set(records.ids): skip.res_id in ids).sudo().unlink()
            if line := sender._event_again(event, records, key):
                told.append(line)
        if not told:
            nothing = self.env._("There is nothing left to tell these people about.")
            raise UserError("\n".join(sorted(silent)) or nothing)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if silent else "success",
                "message": "\n".join([*told, *sorted(silent)]),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
