"""People who do not exist, for looking at mails without looking at anybody's. Facts alone, relative to the day of the mail."""

from datetime import date, timedelta
from enum import StrEnum

from learners.reminders.digest import Facts, HeldCredential, OpenPlan, OpenTask
from learners.reminders.rhythms import MONDAY, Rhythm


class Sample(StrEnum):
    BUSY = "busy"
    RENEWAL = "renewal"
    WEEKLY = "weekly"
    STUDIED = "studied"


def usual_day(sample: Sample, today: date) -> date:
    """The first day from `today` on for which the sample has its say: weekly mail comes on Mondays."""
    return _in(today, (MONDAY - today.weekday()) % 7) if sample == Sample.WEEKLY else today


def sample_facts(sample: Sample, today: date) -> Facts:
    return MAKERS[sample](today)


def _busy(today: date) -> Facts:
    """Two plans, one with its exam in a week and some tasks overdue, and a credential to renew."""
    first = OpenPlan(
        plan_id=0,
        title="Platform engineer, associate",
        exam_date=_in(today, 7),
        tasks=(
            _task("Read about rolling releases", 30, _in(today, -3)),
            _task("Exercise: roll back a bad release", 45, _in(today, -1)),
            _task("Mock exam, first half", 60, today),
            _task("Note what you got wrong", 20, today, optional=True),
            _task("Mock exam, second half", 60, _in(today, 1)),
        ),
    )
    second = OpenPlan(
        plan_id=0,
        title="Incident response, foundation",
        exam_date=_in(today, 52),
        tasks=(
            _task("Who is told what, and when", 25, today),
            _task("Write a timeline of a past incident", 90, _in(today, 2), starts=today),
        ),
    )
    return Facts(
        today=today,
        reminders_on=True,
        account_active=True,
        plans=(first, second),
        credentials=(HeldCredential("Cloud operations, foundation", "sample", _in(today, 30)),),
        last_mail=_in(today, -1),
    )


def _renewal(today: date) -> Facts:
    """No plan, and a credential that ends in sixty days."""
    held = HeldCredential("Cloud operations, foundation", "sample", _in(today, 60))
    return Facts(today=today, reminders_on=True, account_active=True, plans=(), credentials=(held,))


def _weekly(today: date) -> Facts:
    """One plan, with tasks all over the week."""
    tasks = (
        _task("Read about least privilege", 40, _in(today, -4)),
        _task("Roles and who may have them", 45, today),
        _task("Exercise: take a right away without breaking anything", 90, _in(today, 2)),
        _task("Secrets: where they may lie", 40, _in(today, 3)),
        _task("Questions on the first phase", 30, _in(today, 5)),
        _task("Next week's reading", 60, _in(today, 8)),
    )
    plan = OpenPlan(plan_id=0, title="Security basics, foundation", exam_date=_in(today, 40), tasks=tasks)
    return Facts(
        today=today,
        reminders_on=True,
        account_active=True,
        plans=(plan,),
        last_mail=_in(today, -7),
        rhythm=Rhythm.WEEKLY,
    )


def _studied(today: date) -> Facts:
    """One plan, in which all that was due is done."""
    plan = OpenPlan(
        plan_id=0,
        title="Security basics, foundation",
        exam_date=_in(today, 40),
        tasks=(_task("Secrets: where they may lie", 40, _in(today, 1)),),
    )
    return Facts(
        today=today,
        reminders_on=True,
        account_active=True,
        plans=(plan,),
        last_mail=_in(today, -1),
        studied_today=True,
    )


def _task(title: str, minutes: int, due: date, *, starts: date | None = None, optional: bool = False) -> OpenTask:
    return OpenTask(title, minutes, starts or due, due, optional)


def _in(today: date, days: int) -> date:
    return today + timedelta(days=days)


MAKERS = {Sample.BUSY: _busy, Sample.RENEWAL: _renewal, Sample.WEEKLY: _weekly, Sample.STUDIED: _studied}
