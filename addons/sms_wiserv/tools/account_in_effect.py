# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The account that a sender sends with.

Functions and no methods: templates, server actions and automation rules can call every method of a record,
and must not get at a password that the deployment keeps outside of the database.
"""

from odoo.exceptions import UserError

from ..policy import TIMEOUT_MOST
from ..wire import Account, guess_protocol, origin
from .server_options import server_ca_file, server_options

# Where a constraint refuses a row, PostgreSQL's log and Odoo's show it, of each value the first 64 bytes
# (`maxfieldlen` in PostgreSQL's execMain.c). A stored password begins behind them.
_BEFORE = "-" * 64


def as_stored(password):
    """Return a password as the database holds it."""
    return _BEFORE + password


def stored_password(record, url):
    """Return the password that ``record`` keeps, if it was given for the origin of ``url``, else ``""``.

    :param record: of a model that inherits ``sms.wiserv.credentials``
    """
    record = record.sudo()
    where = origin(url)
    if not where or record.wiserv_password_origin != where:
        return ""
    return (record.wiserv_password_secret or "").removeprefix(_BEFORE)


def values_in_effect(sender):
    """Return ``{name: (value, source)}`` for ``api_url``, ``protocol``, ``user_name`` and ``password``.

    The source is ``server``, ``sender`` or ``company``: the first of them that has a value.
    """
    sender.ensure_one()
    sender, company, server = sender.sudo(), sender._wiserv_company(), server_options()

    def first(name, own, companys):
        candidates = [(server.get(name), "server"), (own, "sender"), (companys, "company")]
        return next(((value, source) for value, source in candidates if value), ("", "company"))

    url, source = first("api_url", sender.api_url, company.wiserv_api_url)
    told_by_url = guess_protocol(url) if url else ""
    # What the database says of a protocol was said of the database's URL.
    server.setdefault("protocol", source == "server" and told_by_url)
    own_protocol = sender.protocol or (source == "sender" and told_by_url)
    return {
        "api_url": (url, source),
        "protocol": first("protocol", own_protocol, company.wiserv_protocol or told_by_url),
        "user_name": first("user_name", sender.user_name, company.wiserv_user_name),
        "password": first("password", stored_password(sender, url), stored_password(company, url)),
    }


def account_of(sender, timeout=None):
    """Return the :class:`Account` in effect.

    :param timeout: seconds for one request in all, if less than the company's
    :raise UserError: something is missing, or this sender must not send
    """
    if obstacle := sender._wiserv_obstacle():
        raise UserError(
            sender.env._("Please configure Wiserv SMS configuration correctly.") + "\n" + obstacle
        )
    company, values = sender._wiserv_company(), values_in_effect(sender)
    return Account(
        **{name: value for name, (value, _source) in values.items()},
        timeout=min(company.wiserv_timeout, timeout or TIMEOUT_MOST),
        replies=sender.env["sms.wiserv.reply"]._declared(company),
        allow_plain_http=company.wiserv_allow_plain_http,
        # the obstacle is judged by the name, and who owns a name decides where it leads
        only_loopback=bool(sender.env["ir.config_parameter"].sudo().get_param("database.is_neutralized")),
        # so is one that no system administrator has entered
        no_loopback={
            "sender": not sender.sudo().loopback_allowed,
            "company": company.wiserv_no_loopback,
            "server": False,
        }[values["api_url"][1]],
        ca_file=server_ca_file(),
    )
