# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
import uuid

from odoo import api, fields, models

from ...wire import ACCEPTED, UNKNOWN
from .sql import NOW


class SmsWiservMessage(models.Model):
    """The rows of direct sends."""

    _inherit = "sms.wiserv.message"

    @api.model
    def _create_direct(self, values):
        """Create the row of a direct send, without its text.

        :param dict values: ``sender_id``, ``partner_id``, ``event``, ``res_model``, ``res_id``, ``number``,
            ``segments``, ``attempts`` (0: it is refused here), ``dispatcher``
        """
        sender = self.env["sms.wiserv.sender"].browse(values["sender_id"])
        # The caller may have created the recipient and not committed yet.
        partner = self.env["res.partner"].browse(values["partner_id"]).exists()
        company = sender._wiserv_company()
        row = {
            "attempts": 1,
            **values,
            "partner_id": partner.id,
            "company_id": company.id,
            "segment_price": self._price_at(company),
            "queued_on": self._day_at(company),
            "idempotency_key": f"{values['event']}:{uuid.uuid4()}",
            "state": "sending",
            "priority": "0",
        }
        # Past the cursor's own `execute`, which logs a query that fails as a whole, and with it the number.
        self.env.cr._obj.execute(
            f"""INSERT INTO sms_wiserv_message
                    ({", ".join(row)}, queued_at, sent_at, create_uid, create_date, write_uid, write_date)
                VALUES ({", ".join(["%s"] * len(row))}, {NOW}, {NOW}, %s, {NOW}, %s, {NOW}) RETURNING id""",
            (*(value or None for value in row.values()), self.env.uid, self.env.uid),
        )
        [id_] = self.env.cr.fetchone()
        return self.sudo().browse(id_)

    def _record_direct(self, result):
        """Write the Result of a direct send; it is never retried."""
        state = result.outcome if result.outcome in (ACCEPTED, UNKNOWN) else "failed"
        self.write(
            {
                "state": state,
                "reply": result.reply,
                "failure_reason": result.reason,
                "answered_at": fields.Datetime.now(),
                "dispatcher": False,
            }
        )
