"""What a well-formed address is, and the one form under which we know it.

The canonical form is trimmed, lower-cased, with its domain in ASCII (IDNA): two rows are the same person exactly when
their canonical forms are equal. Rules by email-validator; a local part outside ASCII is refused because Mailchimp refuses it.
"""

import hashlib
import re
from functools import lru_cache

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from mcsync.address_faults import fault
from mcsync.errors import AddressError
from mcsync.message import say

#: Characters; RFC 5321 4.5.3.1.1, and what email-validator enforces when it is strict.
LOCAL_PART_MAX_LENGTH = 64
#: Characters of a whole address; RFC 5321 4.5.3.1.3 less the angle brackets, and what email-validator enforces.
ADDRESS_MAX_LENGTH = 254

#: A local part that email-validator is known to accept; anything else is put to it. Local parts do not repeat, so this matters.
_PLAIN_LOCAL_PART = re.compile(r"[a-z0-9_+\-]+(?:\.[a-z0-9_+\-]+)*")

#: What text around an address may hold without being part of it: blanks of all kinds (`str.isspace`), and marks that cannot be seen.
_AROUND = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    "\x00\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def canonical(raw: str) -> str:
    """The form under which this address is known, e.g. `" Zoe@BÜCHER.example "` → `"zoe@xn--bcher-kva.example"`.

    Raises `AddressError` with a sentence that says what is wrong.
    """
    text = raw.strip(_AROUND).lower()
    if not text:
        raise AddressError(say("The address is empty. Write it like name@domain.com."))
    local, at, domain = text.rpartition("@")
    if not at or not local or len(text) > ADDRESS_MAX_LENGTH:
        raise _malformed(text)
    address = f"{_local_part(local)}@{_domain(domain)}"
    if len(address) > ADDRESS_MAX_LENGTH:
        raise _malformed(text)
    return address


def is_blank(raw: str) -> bool:
    """Whether there is nothing but what cannot be seen."""
    return not raw.strip(_AROUND)


def member_id(address: str) -> str:
    """Mailchimp's id of a member: the MD5, in hex, of the lower-cased address."""
    return hashlib.md5(address.lower().encode(), usedforsecurity=False).hexdigest()


def readable(address: str) -> str:
    """The address as a person writes it: the domain's own letters instead of IDNA's `xn--`."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{_own_letters(domain)}"


def domain_of(address: str) -> str:
    """The part after the `@` of a canonical address."""
    return address.rpartition("@")[2]


def canonical_domain(raw: str) -> str:
    """A domain in the same form as in canonical addresses. Raises `AddressError`."""
    return _domain(raw.strip(_AROUND).lower())


def _local_part(local: str) -> str:
    if len(local) <= LOCAL_PART_MAX_LENGTH and _PLAIN_LOCAL_PART.fullmatch(local):
        return local
    if "@" in local:
        raise _malformed(local)
    if not local.isascii():
        raise AddressError(
            say("The part before the @ has letters that Mailchimp does not accept, such as é or ü. Write it without accents.")
        )
    return _validated(f"{local}@example.com").local_part


@lru_cache(maxsize=20_000)
def _domain(domain: str) -> str:
    """Checked once a domain: shops hold a hundred times more addresses than domains."""
    return _validated(f"x@{domain}").ascii_domain.lower()


@lru_cache(maxsize=20_000)
def _own_letters(domain: str) -> str:
    try:
        return _validated(f"x@{domain}").domain
    except AddressError:
        return domain


def _validated(address: str) -> ValidatedEmail:
    try:
        return validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise AddressError(say("This is not an e-mail address: {why}", why=fault(str(error)))) from error


def _malformed(text: str) -> AddressError:
    if len(text) > ADDRESS_MAX_LENGTH:
        return AddressError(say("The address is too long: at most {most} characters.", most=ADDRESS_MAX_LENGTH))
    return AddressError(say("This is not an e-mail address: it needs one @ with a name before it and a domain after it."))
