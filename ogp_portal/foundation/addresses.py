"""Addresses of mail: which of them are one mailbox."""


def mailbox(address: str) -> str:
    """Return the mailbox of an address, in small letters: what follows a `+` in it leads to the
    same one (RFC 5233).
    """
    name, _at, domain = address.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
