# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
import traceback

from psycopg2 import OperationalError

from odoo.exceptions import UserError

from odoo.addons.sms.tools.sms_api import SmsApiBase

from .savepoints import unflushed_savepoint

_logger = logging.getLogger(__name__)

# Why an SMS of Odoo was not put into the outbox, where Odoo has no word of its own for it.
NOT_QUEUED = "wiserv_not_queued"


class SmsApiWiserv(SmsApiBase):
    """Odoo's own SMS, put into the outbox of the company's sender, in the caller's transaction.

    Nothing is sent here, so what is rolled back is not sent, and what is called twice is sent once.
    """

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Override of `sms`: queue; what became of each is told by the outbox, once it is known.

        What fails here fails these messages alone, and says why: Odoo's queue holds those of other companies, too.

        :param list messages: ``[{"content": text, "numbers": [{"uuid": …, "number": …}, …]}, …]``
        :return: ``[{"uuid": …, "state": …, "failure_reason": …}, …]``
        :raise OperationalError: what a later try may do without, such as a transaction that was faster
        """
        try:
            with unflushed_savepoint(self.env):
                return self.env["sms.wiserv.sms.door"].sudo()._take(self.company, messages)
        except OperationalError:
            raise
        except UserError as error:
            reason = str(error)
        except Exception as error:
            # Without what the exception says: it may hold numbers and texts.
            _logger.error(
                "SMS of company %s were not put into the outbox: %s\n%s",
                *(self.company.id, type(error).__name__, "".join(traceback.format_tb(error.__traceback__))),
            )
            reason = self.env._("It could not be put into the outbox; the server's log says why.")
        return [
            {"uuid": number["uuid"], "state": "server_error", "failure_reason": reason}
            for message in messages
            for number in message["numbers"]
        ]
