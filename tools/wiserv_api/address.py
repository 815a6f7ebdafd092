# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which addresses may be spoken to at all."""

import ipaddress

# Addresses at which clouds give their machines' secrets away, beside 169.254.169.254, which is link-local.
_METADATA = {
    ipaddress.ip_address("fd00:ec2::254"),  # AWS over IPv6: "Instance metadata service", EC2 User Guide
    ipaddress.ip_address("fd20:ce::254"),  # Google Cloud over IPv6: "About VM metadata"
    ipaddress.ip_address("100.100.100.200"),  # Alibaba Cloud: "Instance metadata"
    ipaddress.ip_address("168.63.129.16"),  # Azure: "What is IP address 168.63.129.16?"
    ipaddress.ip_address("192.0.0.192"),  # Oracle Cloud, classic
}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052


def parse_address(host):
    """The IP address that ``host`` spells, without its zone (``fe80::1%eth0``); None when it is a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def is_loopback_host(host):
    """Whether ``host`` spells this machine. RFC 6761 reserves ``localhost`` and what is below it."""
    address = parse_address(host)
    if address is not None:
        return is_loopback(address)
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")


def is_loopback(address):
    return _inner(address).is_loopback


def is_forbidden(address):
    """Link-local, metadata, multicast, unspecified or reserved: never a gateway."""
    address = _inner(address)
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or (address.is_reserved and not address.is_loopback)
        or address in _METADATA
    )


def _inner(address):
    """The IPv4 address that an IPv6 one carries: mapped, 6to4 or NAT64."""
    if address.version == 6:
        if address in _NAT64:
            return ipaddress.ip_address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address
