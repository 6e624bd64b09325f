"""Reports of mail servers, taken apart: RFC 3464 and RFC 5965, and whatever else lands in such a mailbox."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.reminders.bounces.reports import NotAReportError, What, read
from tests.learners.reminders.bounces.mails import block, complaint, delivery_report

MAIL = b"Message-ID: <1@cairn.example.org>\nX-Reminder-Key: 1.2026-03-02.digest\nTo: Ada <Ada@Example.org>\n\nHello\n"


def whats(raw: bytes) -> list[tuple[set[str], str]]:
    return [(set(one.addresses), one.what) for one in read(raw).recipients]


@pytest.mark.parametrize(
    ("action", "status", "what"),
    [
        ("failed", "5.1.1", What.PERMANENT),
        ("Failed", "5.0.0", What.PERMANENT),
        ("failed", "4.4.7", What.TRANSIENT),
        ("failed", "", What.TRANSIENT),
        ("failed", "55.1.1", What.TRANSIENT),
        ("delayed", "4.2.2", What.TRANSIENT),
        ("delayed", "5.1.1", What.TRANSIENT),
    ],
)
def test_failed_for_good_is_permanent_and_the_rest_may_yet_arrive(action, status, what):
    assert whats(delivery_report(MAIL, block("ada@example.org", action=action, status=status))) == [
        ({"ada@example.org"}, what)
    ]


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_success_is_no_news(action):
    assert whats(delivery_report(MAIL, block("ada@example.org", action=action, status="2.0.0"))) == []


def test_each_recipient_is_told_apart():
    blocks = (block("ada@example.org"), block("bob@example.org", action="delayed", status="4.0.0"))
    assert whats(delivery_report(MAIL, *blocks)) == [
        ({"ada@example.org"}, "permanent"),
        ({"bob@example.org"}, "transient"),
    ]


def test_a_forwarded_mailbox_has_both_its_names():
    raw = delivery_report(MAIL, block("gone@elsewhere.example", first="<Ada@Example.org>"))
    assert whats(raw) == [({"gone@elsewhere.example", "ada@example.org"}, "permanent")]


@pytest.mark.parametrize("whole", [True, False])
def test_the_headers_of_the_original_are_read_whether_or_not_its_body_came_back(whole):
    found = read(delivery_report(MAIL, block("ada@example.org"), whole=whole)).original
    assert found is not None
    assert (found.message_id, found.key) == ("<1@cairn.example.org>", "1.2026-03-02.digest")


def test_headers_with_other_ends_of_lines_are_the_same():
    raw = delivery_report(MAIL, block("ada@example.org", said="550 5.1.1 unknown"))
    assert read(raw.replace(b"\n", b"\r\n")) == read(raw)


def test_what_the_server_said_is_one_line_without_what_no_database_takes():
    raw = delivery_report(MAIL, block("ada@example.org", said="550 no\x00such\n user \x1b[1m\xff"))
    said = read(raw).recipients[0].diagnostic
    assert said.startswith("smtp; 550 no such user")
    assert said.isprintable()


@pytest.mark.parametrize("kind", ["abuse", "fraud", "virus", "other", "Abuse"])
def test_a_complaint_names_its_reader_by_the_report_and_by_the_mail(kind):
    raw = complaint(MAIL, "Original-Rcpt-To: <someone@example.org>", kind=kind)
    assert whats(raw) == [({"someone@example.org", "ada@example.org"}, What.COMPLAINT)]


def test_a_complaint_without_a_recipient_is_of_whom_the_mail_was_to():
    assert whats(complaint(MAIL)) == [({"ada@example.org"}, What.COMPLAINT)]


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", ""])
def test_feedback_that_is_no_complaint_is_no_news(kind):
    assert whats(complaint(MAIL, "Original-Rcpt-To: ada@example.org", kind=kind)) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"\xff\xfe\xfd",
        b"Subject: I am away\n\nUntil Monday.",
        b"Content-Type: multipart/report\n\nno boundary",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nno status\n--b--\n",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nA: b\n--b--\n",
    ],
)
def test_what_is_no_report_says_so(raw):
    with pytest.raises(NotAReportError, match="no report"):
        read(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"".join(b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5000)),
        complaint(MAIL, f"Original-Rcpt-To: {'(' * 2000}"),
    ],
    ids=["parts without end", "comments without end"],
)
def test_what_breaks_the_parser_is_no_report(raw):
    with pytest.raises(NotAReportError, match="can't be read"):
        read(raw)


PIECES = (
    MAIL,
    block("ada@example.org").encode(),
    b"Content-Type: message/rfc822\n\n",
    b"\x00\xff",
    b"=?utf-8?b?//8=?=",
)


@given(st.data())
def test_a_report_that_was_spoilt_is_read_or_refused(data):
    raw = bytearray(data.draw(st.sampled_from([delivery_report(MAIL, block("ada@example.org")), complaint(MAIL)])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        until = min(len(raw), at + data.draw(st.integers(0, 60)))
        raw[at:until] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=40))
    with suppress(NotAReportError):
        assert isinstance(read(bytes(raw)).recipients, tuple)
