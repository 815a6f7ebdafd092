# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which IP addresses a gateway may have."""

import ipaddress

# Metadata services of clouds, which hand out a machine's secrets; 169.254.0.0/16 is refused as link-local anyway. The
# comments name the provider and, in quotation marks, the title of its documentation.
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
# NAT64 (RFC 6052, RFC 8215): IPv6 addresses whose last four bytes are an IPv4 address.
_NAT64 = [ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")]
# ISATAP (RFC 5214): the same, with these values in the four bytes before, in any network.
_ISATAP = (0x00005EFE, 0x02005EFE)


def parse_address(host):
    """Return the IP address that ``host`` is, without its zone (``fe80::1%eth0``), or None if it is a name."""
    if ":" in host:
        # "%" begins the zone of an IPv6 address; in a name it would be a percent-encoded character
        host = host.partition("%")[0]
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_loopback_host(host):
    """Whether ``host`` is a loopback address, or ``localhost`` or a name below it, which RFC 6761 reserves."""
    address = parse_address(host)
    if address is not None:
        return is_loopback(address)
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")


def is_loopback(address):
    return all(inner.is_loopback for inner in _inner(address))


def touches_loopback(address):
    """Whether an address, or any IPv4 address within it, is a loopback address."""
    return any(inner.is_loopback for inner in (address, *_inner(address)))


def is_forbidden(address):
    """Whether an address can be no gateway's: link-local, metadata service, multicast, unspecified or reserved."""
    # The blocks of mapped and NAT64 addresses are reserved as a whole; what counts is the IPv4 address within.
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
    """Return the IPv4 address that a mapped or NAT64 address stands for, else None."""
    if address.version == 4:
        return None
    if any(address in network for network in _NAT64):
        return _last_bytes(address)
    return address.ipv4_mapped


def _inner(address):
    """Return the IPv4 addresses in an IPv6 one (mapped, NAT64, 6to4, Teredo, ISATAP), or else the address itself."""
    if address.version == 4:
        return [address]
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return [_last_bytes(address)]
    return list(address.teredo or ()) or [_wrapped(address) or address.sixtofour or address]


def _last_bytes(address):
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
