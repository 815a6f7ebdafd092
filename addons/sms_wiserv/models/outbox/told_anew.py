# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.tools import SQL


class SmsWiservMessage(models.Model):
    """Messages of what has happened again while they waited: the newer one tells it, and nobody gets both."""

    _inherit = "sms.wiserv.message"

    def _told_anew(self):
        """Return the ids of those of these messages whose record is told of the same event once more.

        Or whose person is listed as not told of it. The occasions are counts: see ``sms.wiserv.counted``.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT message.id FROM sms_wiserv_message AS message
                    WHERE id = ANY(%(ids)s)
                      AND (EXISTS (SELECT 1 FROM sms_wiserv_message AS newer WHERE %(same)s)
                        OR EXISTS (SELECT 1 FROM sms_wiserv_skipped AS newer
                                    WHERE newer.partner_id = message.partner_id AND %(same)s))""",
                ids=self.ids,
                same=SQL(
                    """newer.res_model = message.res_model AND newer.res_id = message.res_id
                       AND newer.event = message.event AND newer.sender_id = message.sender_id
                       AND (length(newer.occasion), newer.occasion) > (length(message.occasion), message.occasion)"""
                ),
            )
        )
        return {id_ for (id_,) in rows}
