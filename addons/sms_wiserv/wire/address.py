# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which addresses may be spoken to at all."""

import ipaddress

# Where clouds give their machines' secrets away, beside 169.254.0.0/16, which is link-local.
_METADATA = [
    ipaddress.ip_network(network)
    for network in (
        "fd00:ec2::/32",  # AWS over IPv6: ::254 "Instance metadata service", ::23 "EKS Pod Identity"
        "fd00:c1::a9fe:a9fe/128",  # Oracle Cloud over IPv6
        "fd00:42::42/128",  # Scaleway over IPv6
        "fd20:ce::254/128",  # Google Cloud over IPv6: "About VM metadata"
        "100.100.100.200/32",  # Alibaba Cloud: "Instance metadata"
        "168.63.129.16/32",  # Azure: "What is IP address 168.63.129.16?"
        "192.0.0.192/32",  # Oracle Cloud, classic
    )
]
# RFC 6052 and RFC 8215: the last four bytes are the IPv4 address that it stands for.
_NAT64 = [ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")]
# RFC 5214: the same behind an interface's mark, in any network.
_ISATAP = (0x00005EFE, 0x02005EFE)


def parse_address(host):
    """The IP address that ``host`` spells, without its zone (``fe80::1%eth0``); None when it is a name."""
    if ":" in host:
        # only there a % begins a zone; in a name it hides a character
        host = host.partition("%")[0]
    try:
        return ipaddress.ip_address(host)
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
    return all(inner.is_loopback for inner in _inner(address))


def touches_loopback(address):
    """Whether any reading of an address leads to this machine."""
    return any(inner.is_loopback for inner in (address, *_inner(address)))


def is_forbidden(address):
    """Link-local, metadata, multicast, unspecified or reserved: never a gateway."""
    # of a wrapping all that counts is inside: the blocks as a whole are reserved
    outer = [] if _wrapped(address) else [address]
    return any(
        inner.is_link_local
        or inner.is_multicast
        or inner.is_unspecified
        or (inner.is_reserved and not inner.is_loopback)
        or any(inner in network for network in _METADATA)
        for inner in (*outer, *_inner(address))
    )


def _wrapped(address):
    """The IPv4 address of which an IPv6 one is but another spelling: mapped or NAT64; else None."""
    if address.version == 4:
        return None
    if any(address in network for network in _NAT64):
        return _last_bytes(address)
    return address.ipv4_mapped


def _inner(address):
    """The IPv4 addresses that an IPv6 one carries: mapped, NAT64, 6to4, Teredo or ISATAP; else itself."""
    if address.version == 4:
        return [address]
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return [_last_bytes(address)]
    return list(address.teredo or ()) or [_wrapped(address) or address.sixtofour or address]


def _last_bytes(address):
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
