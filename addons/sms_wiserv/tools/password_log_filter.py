# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging

_FIELD = "wiserv_password"


class PasswordFilter(logging.Filter):
    """Withholds the arguments of a remote call that mention the password: Odoo logs them all at DEBUG."""

    def filter(self, record):
        if record.args and _FIELD in record.getMessage():
            record.msg, record.args = "call with a Wiserv password: arguments withheld", ()
        return True


def hide_password_in_logs():
    """Have the loggers that get whole calls withhold the password; may be called any number of times."""
    logger = logging.getLogger("odoo.service.model")
    if not any(isinstance(known, PasswordFilter) for known in logger.filters):
        logger.addFilter(PasswordFilter())
