# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging

from psycopg2.extensions import TransactionRollbackError

from odoo import api, models

from ...tools.savepoints import unflushed_savepoint

_logger = logging.getLogger(__name__)

_ATTEMPTS = 3


class SmsWiservDoor(models.AbstractModel):
    """Tells doors what became of their messages, and finds doors by name."""

    _inherit = "sms.wiserv.door"

    @api.model
    def _doors(self):
        """Return the names of all doors, those that inherit one another included."""
        names = list(self.env.registry["sms.wiserv.door"]._inherit_children)
        # The list grows while the loop goes over it.
        for name in names:
            names += self.env.registry[name]._inherit_children
        return list(dict.fromkeys(names))

    @api.model
    def _named(self, name):
        """Return the door of this name; the plain one in place of a door whose addon is gone."""
        return self.env[name if name and name in self.env.registry else "sms.wiserv.door"].sudo()

    @api.model
    def _listening(self):
        """Return the names of the doors that override ``_outcome``."""
        plain = self.env.registry["sms.wiserv.door"]
        return [name for name in self._doors() if self.env.registry[name]._outcome is not plain._outcome]

    @api.model
    def _announce(self, message_ids):
        """Call ``_outcome`` of the doors that override it, with those of these messages that are theirs."""
        listening = self._listening()
        if not listening or not message_ids:
            return
        model = self.env["sms.wiserv.message"].sudo()
        model.flush_model(["door"])
        # In SQL, so that messages of other doors are not read: a dispatcher calls this with hundreds a second.
        self.env.cr.execute(
            """SELECT door, array_agg(id ORDER BY id) FROM sms_wiserv_message
                WHERE id = ANY(%s) AND door = ANY(%s) GROUP BY door ORDER BY door""",
            (list(message_ids), listening),
        )
        for name, ids in self.env.cr.fetchall():
            self._tell_outcome(name, model.browse(ids))

    @api.model
    def _tell_outcome(self, name, messages, attempts=_ATTEMPTS):
        """Call ``_outcome`` of one door; what it raises is logged."""
        try:
            with unflushed_savepoint(self.env):
                self._named(name)._outcome(messages)
        except Exception as error:
            if attempts > 1 and isinstance(error, TransactionRollbackError):
                # Another transaction was in a deadlock with this one, and can go on now.
                self._tell_outcome(name, messages, attempts - 1)
            else:
                _logger.exception("The door %s failed to take note of %s messages.", name, len(messages))
