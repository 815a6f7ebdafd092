# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import mute_logger, ormcache

from ...groups import ADMINISTRATOR

# Which database sends: see :meth:`SmsWiservSender._database_identity`.
SENDING_DATABASE = "sms_wiserv.sending_database"
NONE = "none"


class SmsWiservSender(models.Model):
    """Copied databases: they send nothing until an SMS administrator says that they shall.

    The messages that wait in a copy wait in the original, too, and would be sent twice.
    """

    _inherit = "sms.wiserv.sender"

    @api.model
    def _database_identity(self):
        """Return a text that is different in every copy of this database.

        A copy made by Odoo gets another ``database.uuid``. One that PostgreSQL has copied or restored keeps that, but
        has another OID, or is in another cluster.
        """
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"{uuid}/{self._database_place()}"

    @api.model
    @ormcache(cache="stable")
    def _database_place(self):
        self.env.cr.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        place = self.env.cr.fetchone()[0]
        try:
            # On a hosted PostgreSQL, Odoo's user may not be allowed to call it.
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                self.env.cr.execute("SELECT system_identifier FROM pg_control_system()")
                return f"{self.env.cr.fetchone()[0]}/{place}"
        except psycopg2.errors.InsufficientPrivilege:
            return str(place)

    @api.model
    def _copied(self):
        """Return the sentence that says that this database is a copy, or ``""``."""
        if self._sending_database() in (NONE, self._database_identity()):
            return ""
        return self.env._(
            "This database is a copy, or has moved: it sends no SMS before an administrator says that it shall."
        )

    @api.model
    def _sending_database(self):
        return self.env["ir.config_parameter"].sudo().get_param(SENDING_DATABASE, NONE)

    @api.model
    def _remember_database(self):
        """Note that this database sends, unless it is known which one does; return whether it had to be written."""
        unknown = self._sending_database() == NONE
        if unknown:
            # By SQL with ON CONFLICT: other transactions may insert the same parameter now.
            self.env.cr.execute(
                """INSERT INTO ir_config_parameter (key, value, create_uid, create_date, write_uid, write_date)
                   VALUES (%(key)s, %(value)s, %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC')
                   ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value WHERE ir_config_parameter.value = %(none)s""",
                {
                    "key": SENDING_DATABASE,
                    "value": self._database_identity(),
                    "none": NONE,
                    "user": self.env.uid,
                },
            )
            self.env.registry.clear_cache("stable")
            self.env["ir.config_parameter"].invalidate_model()
        return unknown

    def action_wiserv_this_database(self):
        """Make this the database that sends.

        :raise AccessError: the user is no SMS administrator
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Only SMS administrators may say which database sends."))
        self.env["ir.config_parameter"].sudo().set_param(SENDING_DATABASE, self._database_identity())
        noting = self._in_company_language()
        self._thread().message_post(
            body=noting.env._("%s has said that this is the database that sends SMS.", self.env.user.name)
        )
        # Closes the activities, too. A search without a limit: there are few senders, one for each office or task.
        senders = self.sudo().search([])  # pylint: disable=no-search-all
        senders.filtered(lambda sender: not sender.paused_at)._channel_open()
        self.env["sms.wiserv.message"]._wake_dispatcher()
