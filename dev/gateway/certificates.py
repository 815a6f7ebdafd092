# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A certificate authority of a moment and a server's certificate."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import trustme


def make_certificates(folder, names, days):
    """Write an authority and a certificate for ``names`` (host names or addresses) into ``folder``.

    :param days: that the certificate is valid; below 0 for one that has expired

    :return: paths of the authority's certificate, and of the server's chain and key
    """
    now = datetime.now(timezone.utc)
    ca, chain, key = (Path(folder) / name for name in ("ca.pem", "server.pem", "server.key"))
    authority = trustme.CA(organization_name="Wiserv stand-in authority")
    authority.cert_pem.write_to_path(ca)
    made = authority.issue_cert(
        *names, not_before=now - timedelta(days=abs(days) + 1), not_after=now + timedelta(days=days)
    )
    made.cert_chain_pems[0].write_to_path(chain)
    made.private_key_pem.write_to_path(key)
    return ca, chain, key
