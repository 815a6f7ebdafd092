# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging

from odoo import api, fields, models

from ...tools.by_halves import by_halves
from ...tools.savepoints import unflushed_savepoint

_logger = logging.getLogger(__name__)


class SmsWiservSender(models.Model):
    """Senders for which code raises while a dispatcher finds out whether and how they send.

    Such a sender sends nothing, and an administrator gets an activity. Others go on.
    """

    _inherit = "sms.wiserv.sender"

    troubled_at = fields.Datetime(copy=False, groups=fields.NO_ACCESS)

    def _each_for_itself(self, look):
        """Call ``look(sender)`` for each of these senders; if it raises for one, undo its writes, log it, and go on.

        :return: ``({sender id: what it returned}, {ids of senders for which it raised})``
        :raise psycopg2.OperationalError, psycopg2.InterfaceError: as they came, for the dispatcher
        """

        def ask(senders):
            with unflushed_savepoint(self.env):
                return {sender.id: look(sender) for sender in senders}

        answers, troubled = by_halves(self, ask, "Sender", _logger)
        return {id_: answer for some in answers for id_, answer in some.items()}, troubled

    def _trouble(self):
        return self.env._(
            "Whether this sender can send could not be found out, so it sends nothing: the server's log says why."
        )

    @api.model
    def _tell_troubled(self, sender_ids):
        """Give an administrator an activity on each of these senders, and delete those on others."""
        troubled = self.browse(sender_ids).exists()
        over = self.search([("troubled_at", "!=", False)]) - troubled
        over.troubled_at = False
        over.filtered(lambda sender: not sender.paused_at)._each_for_itself(
            lambda sender: sender._channel_open()
        )
        new = troubled.filtered(lambda sender: not sender.troubled_at)
        new.troubled_at = fields.Datetime.now()
        new._each_for_itself(lambda sender: sender._channel_tell(sender._trouble()))
