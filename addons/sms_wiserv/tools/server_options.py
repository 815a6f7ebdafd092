# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import os

from odoo.tools import config

# Option of the server's configuration file, also read from the environment in capitals (which comes first),
# → what it sets.
_OPTIONS = {
    "wiserv_api_url": "api_url",
    "wiserv_protocol": "protocol",
    "wiserv_user_name": "user_name",
    "wiserv_password": "password",
}


def server_options():
    """Return the account that the deployment fixes outside the database, as ``{"api_url": …, …}``.

    A password without an API URL beside it is left out: it would follow whatever URL somebody saves. So is a
    protocol, which is that URL's.
    """
    values = _all_options()
    if "api_url" not in values:
        values.pop("password", None)
        values.pop("protocol", None)
    return values


def has_lone_password():
    """Whether the deployment names a password that is left out for want of an API URL."""
    values = _all_options()
    return "password" in values and "api_url" not in values


def server_ca_file():
    """Return the path of the certificates that the gateway is verified against, or None: the system's."""
    return os.environ.get("WISERV_CA_FILE") or config.get("wiserv_ca_file") or None


def _all_options():
    values = {name: os.environ.get(option.upper()) or config.get(option) for option, name in _OPTIONS.items()}
    return {name: str(value) for name, value in values.items() if value}
