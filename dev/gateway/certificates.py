# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A certificate authority of a moment and a server's certificate, made by the openssl command."""

import ipaddress
import subprocess
from pathlib import Path


def make_certificates(folder, names, days):
    """Write an authority and a certificate for ``names`` (host names or addresses) into ``folder``.

    :param days: that the certificate is valid; -1 for one that has expired

    :return: paths of the authority's certificate, and of the server's chain and key
    :raise RuntimeError: openssl is missing or refuses
    """
    folder = Path(folder)
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    chain, key, request = folder / "server.pem", folder / "server.key", folder / "server.csr"
    extensions = folder / "extensions"
    extensions.write_text(f"subjectAltName={','.join(map(_alternative, names))}\nbasicConstraints=CA:FALSE\n")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    _openssl(
        "req", "-x509", *curve, "-days", "2", "-subj", "/CN=Wiserv stand-in authority",
        "-addext", "keyUsage=critical,keyCertSign", "-keyout", ca_key, "-out", ca,
    )  # fmt: skip
    _openssl("req", *curve, "-subj", "/CN=Wiserv stand-in", "-keyout", key, "-out", request)
    _openssl(
        "x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-set_serial", "2", "-days", str(days),
        "-extfile", extensions, "-out", chain,
    )  # fmt: skip
    return ca, chain, key


def _alternative(name):
    try:
        return f"IP:{ipaddress.ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"


def _openssl(*arguments):
    try:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise RuntimeError("openssl is not installed: apt-get install openssl") from error
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"openssl {arguments[0]} failed: {error.stderr}") from error
