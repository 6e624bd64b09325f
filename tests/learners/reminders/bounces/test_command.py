"""`manage.py reminders bounce`: mail that came back, from a mailbox to which anybody can write."""

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from learners.profiles.models import Learner
from learners.reminders.bounces.models import AddressEvent
from learners.reminders.links import REMINDERS, TEAM_MAIL
from learners.reminders.mail import headers_of
from learners.reminders.models import Reminder, SuppressedAddress
from tests.learners.reminders.bounces.mails import block, complaint, delivery_report, original, sent_reminder

pytestmark = pytest.mark.django_db
NOTHING = {"permanent": 0, "complaint": 0, "transient": 0, "taken_before": 0, "none_of_ours": 0}
ADA = "ada@example.org"


@pytest.fixture
def sent(ada: Learner) -> Reminder:
    return sent_reminder(ada)


@pytest.fixture
def bounce(tmp_path: Path, capsys):
    """What the command said of a mail, as numbers."""

    def run(raw: bytes) -> dict[str, int]:
        path = tmp_path / "mail"
        path.write_bytes(raw)
        call_command("reminders", "bounce", str(path), json=True)
        found: dict[str, int] = json.loads(capsys.readouterr().out)
        return found

    return run


def suppressed() -> list[tuple[str, str]]:
    return list(SuppressedAddress.objects.order_by("pk").values_list("address", "cause"))


def is_on(learner: Learner) -> bool:
    return Learner.objects.get(pk=learner.pk).reminders_on


# What follows


@pytest.mark.parametrize("whole", [True, False])
def test_mail_that_came_back_for_good_suppresses_the_address(whole, bounce, sent, ada):
    raw = delivery_report(original(sent), block(ADA, said="550 5.1.1 unknown"), whole=whole)
    assert bounce(raw) == NOTHING | {"permanent": 1}
    assert suppressed() == [(ADA, "bounce")]
    event = AddressEvent.objects.get()
    assert (event.learner, event.reminder, event.diagnostic) == (ada, sent, "smtp; 550 5.1.1 unknown")
    assert is_on(ada)


def test_mail_that_is_held_up_is_on_record_and_suppresses_nothing(bounce, sent):
    raw = delivery_report(original(sent), block(ADA, action="delayed", status="4.2.2"))
    assert bounce(raw) == NOTHING | {"transient": 1}
    assert suppressed() == []
    assert AddressEvent.objects.get().what == "transient"


def test_a_complaint_suppresses_the_address_and_ends_the_reminders(bounce, sent, ada):
    raw = complaint(original(sent), f"Original-Rcpt-To: {ADA}")
    assert bounce(raw) == NOTHING | {"complaint": 1}
    assert suppressed() == [(ADA, "complaint")]
    assert not is_on(ada)


def test_a_complaint_whose_reader_is_blacked_out_is_known_by_the_mail(bounce, sent, ada):
    assert bounce(complaint(original(sent), "Original-Rcpt-To: redacted@example.org"))["complaint"] == 1
    assert not is_on(ada)


def test_a_forwarded_mail_that_comes_back_suppresses_the_address_we_wrote_to(bounce, sent):
    bounce(delivery_report(original(sent), block("gone@elsewhere.example", first=ADA)))
    assert suppressed() == [(ADA, "bounce")]


def test_of_several_recipients_ours_counts(bounce, sent, stranger):
    raw = delivery_report(original(sent), block("stranger@example.org"), block(ADA), block("list@example.org"))
    assert bounce(raw) == NOTHING | {"permanent": 1, "none_of_ours": 2}
    assert suppressed() == [(ADA, "bounce")]


def test_a_relay_that_puts_its_own_message_id_leaves_our_key(bounce, sent):
    raw = delivery_report(original(sent, **{"Message-ID": "<0100018@relay.example.net>"}), block(ADA))
    assert bounce(raw)["permanent"] == 1


def test_a_weekly_mail_that_came_back_is_known_by_the_link_that_ends_it(bounce, ada):
    weekly = sent_reminder(ada, kind="team", message_id=f"<{ada.pk}.team@cairn.example.org>")
    link = headers_of(weekly, TEAM_MAIL)["List-Unsubscribe"]
    assert "/unsubscribe/" not in link
    assert bounce(delivery_report(original(weekly, **{"List-Unsubscribe": link}), block(ADA)))["permanent"] == 1
    assert AddressEvent.objects.get().reminder == weekly


# Once


def test_the_same_report_again_changes_nothing(bounce, sent, ada):
    raw = complaint(original(sent))
    bounce(raw)
    ada.start_reminders()
    SuppressedAddress.objects.all().delete()
    assert bounce(raw) == NOTHING | {"taken_before": 1}
    assert suppressed() == []
    assert is_on(ada)


def test_another_report_of_the_same_mail_is_news(bounce, sent):
    bounce(delivery_report(original(sent), block(ADA, action="delayed", status="4.2.2")))
    raw = delivery_report(original(sent), block(ADA), message_id="<dsn-2@mx.example.net>")
    assert bounce(raw) == NOTHING | {"permanent": 1}


def test_a_report_without_a_message_id_is_known_again_by_what_it_says(bounce, sent):
    raw = delivery_report(original(sent), block(ADA)).replace(b"Message-ID: <dsn-1@mx.example.net>\n", b"", 1)
    assert bounce(raw)["permanent"] == 1
    assert bounce(raw)["taken_before"] == 1


# None of ours


def forged(sent: Reminder, stranger: Learner) -> dict[str, bytes]:
    link = REMINDERS.url(sent.learner)
    others = f"<{REMINDERS.url(stranger)}>"
    return {
        "guessed Message-ID and key, no link": original(sent, **{"List-Unsubscribe": None}),
        "a link that was changed": original(sent, **{"List-Unsubscribe": f"<{link[:-2]}x/>"}),
        "the link of somebody else": original(sent, **{"List-Unsubscribe": others}),
        "a mail that we never wrote": original(
            sent, **{"Message-ID": "<1@x>", "X-Reminder-Key": "1.2020-01-01.digest"}
        ),
        "no mail named": original(sent, **{"Message-ID": None, "X-Reminder-Key": None}),
        "the mail of somebody else": original(sent_reminder(stranger), To=ADA),
        "nothing": b"\n\n",
    }


@pytest.mark.parametrize("way", range(7))
@pytest.mark.parametrize("report", [delivery_report, complaint])
def test_a_forged_report_is_none_of_ours(way, report, bounce, sent, ada, stranger):
    name, mail = list(forged(sent, stranger).items())[way]
    told = block(ADA) if report is delivery_report else f"Original-Rcpt-To: {ADA}"
    assert bounce(report(mail, told)) == NOTHING | {"none_of_ours": 1}, name
    assert suppressed() == []
    assert not AddressEvent.objects.exists()
    assert is_on(ada)


def test_an_address_that_the_learner_no_longer_has_is_none_of_ours(bounce, sent, ada):
    raw = delivery_report(original(sent), block(ADA))
    ada.user.email = "new@example.org"
    ada.user.save()
    assert bounce(raw)["none_of_ours"] == 1
    assert suppressed() == []


def test_a_report_about_somebody_who_is_gone_is_none_of_ours(bounce, sent, ada):
    raw = delivery_report(original(sent), block(ADA))
    ada.user.delete()
    assert bounce(raw)["none_of_ours"] == 1


# The door


def feed(monkeypatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_a_mail_comes_in_by_standard_input_too_and_is_told_in_words(monkeypatch, sent, capsys):
    feed(monkeypatch, delivery_report(original(sent), block(ADA), block("other@example.org")))
    call_command("reminders", "bounce")
    assert capsys.readouterr().out.splitlines() == [
        "permanent: 1",
        "complaint: 0",
        "transient: 0",
        "taken before: 0",
        "none of ours: 1",
    ]


@pytest.mark.parametrize("raw", [b"", b"Subject: I am away\n\nUntil Monday.", b"\x00\xff" * 5000])
def test_what_is_no_report_ends_with_a_sentence(raw, monkeypatch, sent):
    feed(monkeypatch, raw)
    with pytest.raises(CommandError, match=r"It is no report: .*Nothing was changed\."):
        call_command("reminders", "bounce")


def test_a_mail_of_more_than_10_mb_is_not_read(monkeypatch, sent):
    feed(monkeypatch, delivery_report(original(sent) + b"x" * 10 * 1024**2, block(ADA)))
    with pytest.raises(CommandError, match="larger than 10 MB; nothing was changed"):
        call_command("reminders", "bounce")
    assert suppressed() == []


def test_a_mail_of_nearly_10_mb_is_read(bounce, sent):
    assert bounce(delivery_report(original(sent) + b"x\n" * 5 * 1000**2, block(ADA)))["permanent"] == 1


def test_bytes_that_no_database_takes_are_left_out(bounce, sent):
    raw = delivery_report(original(sent), block(ADA)).replace(b"550 5.1.1", b"550\x00\xff\xed\xa0\x80 5.1.1")
    assert bounce(raw)["permanent"] == 1
    assert "\x00" not in AddressEvent.objects.get().diagnostic


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="could not be read: No such file"):
        call_command("reminders", "bounce", str(tmp_path / "none"))


def test_only_bounce_reads_a_file(tmp_path):
    with pytest.raises(CommandError, match="Only bounce reads a file"):
        call_command("reminders", "audit", str(tmp_path))
