"""Takes apart what mail servers send back: reports of delivery (RFC 3464) and complaints (ARF, RFC 5965). Pure.

Anything may stand in such a mail: what can't be read is left out, and a mail that is no report says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import getaddresses, parseaddr
from enum import StrEnum

MOST_OF_A_FIELD = 2000
NOT_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
COMPLAINTS = {"abuse", "fraud", "virus", "other", "opt-out"}  # RFC 5965 §7.3; "not-spam" is praise


class NotAReportError(Exception):
    """Says why."""


class What(StrEnum):
    PERMANENT = "permanent"
    TRANSIENT = "transient"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Original:
    """The mail that a report is about, as far as its headers came back; empty texts where they did not."""

    message_id: str
    key: str
    to: str
    unsubscribe: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """`addresses`, case-folded, are the names of one mailbox: as we wrote it and as the server that failed knew it."""

    addresses: frozenset[str]
    what: What
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Report:
    """`message_id` is the report's own. A report of success has no recipients here."""

    message_id: str
    recipients: tuple[Recipient, ...]
    original: Original | None


def read(raw: bytes) -> Report:
    """Raises NotAReportError."""
    try:
        return _report(message_from_bytes(raw))
    except NotAReportError:
        raise
    except Exception as error:  # the parser raises whatever it comes to on a mail that was made to break it
        raise NotAReportError("It is no report: it can't be read as a mail.") from error


def text_of(value: object, most: int = MOST_OF_A_FIELD) -> str:
    """On one line, without what no database takes."""
    return " ".join(NOT_TEXT.sub(" ", str(value)).split())[:most]


def _report(mail: Message) -> Report:
    if mail.get_content_type() != "multipart/report":
        raise NotAReportError("It is no report: its Content-Type is not multipart/report.")
    parts = _parts(mail)
    original = next(filter(None, map(_original, parts)), None)
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            return Report(_field(mail, "Message-ID"), tuple(_returned(part)), original)
        if part.get_content_type() == "message/feedback-report":
            return Report(_field(mail, "Message-ID"), tuple(_complaints(part, original)), original)
    raise NotAReportError("It is no report: neither a delivery status (RFC 3464) nor a complaint (RFC 5965) is in it.")


def _parts(mail: Message) -> list[Message]:
    found = mail.get_payload()
    return [part for part in found if isinstance(part, Message)] if isinstance(found, list) else []


def _original(part: Message) -> Original | None:
    if part.get_content_type() == "message/rfc822" and (inner := _parts(part)):
        headers = inner[0]
    elif part.get_content_type() == "text/rfc822-headers":
        headers = message_from_string(_decoded(part))
    else:
        return None
    names = ("Message-ID", "X-Reminder-Key", "To", "List-Unsubscribe")
    return Original(*(_field(headers, name) for name in names))


def _decoded(part: Message) -> str:
    found = part.get_payload(decode=True)
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else ""


def _returned(part: Message) -> Iterator[Recipient]:
    """RFC 3464 §2.3: a block for each recipient. Given up for good is failed with 5.x.x; what is unclear may yet arrive."""
    for block in _parts(part):
        addresses = _named(_field(block, "Original-Recipient"), _field(block, "Final-Recipient"))
        action, status = _field(block, "Action").casefold(), _field(block, "Status")
        if addresses and action in {"failed", "delayed"}:
            what = What.PERMANENT if action == "failed" and status.startswith("5.") else What.TRANSIENT
            yield Recipient(addresses, what, _field(block, "Diagnostic-Code") or status)


def _named(*fields: str) -> frozenset[str]:
    """Of `rfc822; ada@example.org`."""
    return frozenset(parseaddr(field.partition(";")[2])[1].casefold() for field in fields) - {""}


def _complaints(part: Message, original: Original | None) -> Iterator[Recipient]:
    """RFC 5965 §3: one of one reader. Who complained is often blacked out in one of the two places."""
    fields = next(iter(_parts(part)), Message())
    kind = _field(fields, "Feedback-Type").casefold()
    named = [*map(text_of, fields.get_all("Original-Rcpt-To", [])), original.to if original else ""]
    addresses = frozenset(address.casefold() for _name, address in getaddresses(named)) - {""}
    if addresses and kind in COMPLAINTS:
        yield Recipient(addresses, What.COMPLAINT, f"Feedback-Type: {kind}")


def _field(block: Message, name: str) -> str:
    return text_of(block.get(name, ""))
