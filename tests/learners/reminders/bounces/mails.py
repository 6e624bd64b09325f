"""Reports as mail servers write them, about a mail as the portal sends it."""

from datetime import time, timedelta

from learners.profiles.models import Learner
from learners.reminders.digest import Digest, OpenTask, PlanPart
from learners.reminders.mail import compose
from learners.reminders.models import Reminder
from tests.factories import MONDAY, NOON


def sent_reminder(learner: Learner, day=MONDAY, **fields) -> Reminder:
    fields.setdefault("message_id", f"<{learner.pk}.{day}.digest@cairn.example.org>")
    fields.setdefault("state", "sent")
    times = {"due_at": NOON, "expires_at": NOON + timedelta(hours=12), "tz_name": "UTC", "local_time": time(12)}
    return Reminder.objects.create(learner=learner, local_date=day, **times, **fields)


def original(reminder: Reminder, **changed: str | None) -> bytes:
    """As it went out; with other headers where that is asked, without those that are None."""
    tasks = (OpenTask("Read the guide", 45, MONDAY, MONDAY),)
    part = PlanPart(5, "Foundation", MONDAY + timedelta(days=12), 12, tasks, (), 0)
    mail = compose(reminder, Digest(MONDAY, (part,), tasks_today=1, minutes_today=45, tasks_overdue=0)).message()
    for name, value in changed.items():
        del mail[name]
        if value is not None:
            mail[name] = value
    return mail.as_bytes()


def block(address: str, *, action: str = "failed", status: str = "5.1.1", first: str = "", said: str = "") -> str:
    lines = [f"Original-Recipient: rfc822;{first}"] if first else []
    lines += [f"Final-Recipient: rfc822; {address}", f"Action: {action}", f"Status: {status}"]
    return "\n".join([*lines, f"Diagnostic-Code: smtp; {said or f'550 {status} unknown'}"])


def delivery_report(mail: bytes, *blocks: str, message_id: str = "<dsn-1@mx.example.net>", whole: bool = True) -> bytes:
    """RFC 3464. `whole`: the original came back with its body, else its headers."""
    kind, text = ("message/rfc822", mail) if whole else ("text/rfc822-headers", mail.split(b"\n\n")[0] + b"\n")
    status = "\n\n".join(["Reporting-MTA: dns; mx.example.net", *blocks])
    return _report("delivery-status", f"message/delivery-status\n\n{status}\n", kind, text, message_id)


def complaint(mail: bytes, *fields: str, kind: str = "abuse", message_id: str = "<arf-1@isp.example.net>") -> bytes:
    """RFC 5965."""
    lines = "\n".join([f"Feedback-Type: {kind}", "User-Agent: Loop/1.0", "Version: 1", *fields])
    return _report("feedback-report", f"message/feedback-report\n\n{lines}\n", "message/rfc822", mail, message_id)


def _report(report_type: str, second: str, kind: str, text: bytes, message_id: str) -> bytes:
    head = (
        f"From: MAILER-DAEMON@mx.example.net\nTo: cairn@example.org\nSubject: Returned\nMessage-ID: {message_id}\n"
        f'MIME-Version: 1.0\nContent-Type: multipart/report; report-type={report_type}; boundary="=_b"\n\n'
        f"--=_b\nContent-Type: text/plain\n\nIt did not arrive.\n\n--=_b\nContent-Type: {second}\n"
        f"--=_b\nContent-Type: {kind}\n\n"
    )
    return head.encode() + text + b"\n--=_b--\n"
