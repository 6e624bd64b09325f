"""Which days of a learner belong in a calendar, in words. Notes are never read here."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certifications.templatetags.catalogue import duration
from learners.calendars.ical import DayEvent
from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential
from learners.credentials.renewals import Chance, outlook
from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner

HAS_END = frozenset({Chance.LOCKED, Chance.NO_HURRY, Chance.OPEN, Chance.LAPSED})


def events_of(learner: Learner, today: date) -> list[DayEvent]:
    """Five queries: tasks, plans, booked exams, credentials with their periods."""
    plans = list(StudyPlan.objects.visible_to(learner).running().select_related("certification").order_by("pk"))
    booked = list(ExamAttempt.objects.visible_to(learner).booked().select_related("certification").order_by("pk"))
    ends = list(_ends(Credential.objects.visible_to(learner).for_credentials_page(), today))
    tasks = Task.objects.for_calendar(learner)
    return [
        *(task_event(task) for task in tasks),
        *(exam_event(attempt) for attempt in booked),
        *_plan_exams(plans, booked, {(credential.certification_id, end) for credential, end, _opens in ends}),
        *(resume_event(plan, plan.resumes_on) for plan in plans if plan.paused_on and plan.resumes_on),
        *_of_credentials(ends),
    ]


def task_event(task: Task) -> DayEvent:
    size = duration(task.minutes)
    return DayEvent(
        key=f"task-{task.pk}",
        first=task.starts,
        last=task.due,
        title=task.title,
        lines=(_("%(size)s, optional") % {"size": size} if task.optional else size, task.plan.title),
        path=task.get_absolute_url(),
    )


# Exams ---------------------------------------------------------------------------------------------------------------


def exam_event(attempt: ExamAttempt) -> DayEvent:
    title = _("Exam: %(name)s") % {"name": attempt.certification.name}
    return _on(attempt.exam_on, f"exam-{attempt.pk}", title, [_("It is booked.")], attempt.get_absolute_url())


def plan_exam_event(plan: StudyPlan, exam_on: date, booked_on: date | None = None) -> DayEvent:
    title = _("Exam planned: %(name)s") % {"name": plan.certification.name}
    if booked_on is None:
        line = _("Your plan aims at this day. No exam is booked yet.")
    else:
        day = date_format(booked_on, "DATE_FORMAT")
        line = _("Your plan aims at this day. The exam is booked for %(day)s.") % {"day": day}
    return _on(exam_on, f"plan-exam-{plan.pk}", title, [line], plan.get_absolute_url())


def _plan_exams(
    plans: Iterable[StudyPlan], booked: Iterable[ExamAttempt], ends: set[tuple[int, date]]
) -> Iterator[DayEvent]:
    """Not of a day that a booking, or the end of what is to be renewed, says already."""
    booked_on = {attempt.certification_id: attempt.exam_on for attempt in booked}
    for plan in plans:
        day, other = plan.exam_date, booked_on.get(plan.certification_id)
        if day and day != other and (plan.certification_id, day) not in ends:
            yield plan_exam_event(plan, day, other)


def resume_event(plan: StudyPlan, resumes_on: date) -> DayEvent:
    """The tasks of a paused plan have no days that count: they get new ones when it goes on."""
    title = _("Your plan goes on: %(title)s") % {"title": plan.title}
    line = _("It is paused until then. Its tasks get their days when it goes on.")
    return _on(resumes_on, f"resume-{plan.pk}", title, [line], plan.get_absolute_url())


# Credentials ---------------------------------------------------------------------------------------------------------

End = tuple[Credential, date, date]
"""A credential, its last valid day, and the day on which the window of its renewal opens."""


def _ends(credentials: Iterable[Credential], today: date) -> Iterator[End]:
    """Of those that expire, or have expired; not of what was revoked."""
    for credential in credentials:
        found = outlook((period.as_value() for period in credential.periods.all()), credential.rule, today)
        if found.chance in HAS_END and found.end and found.window:
            yield credential, found.end, found.window.opens


def _of_credentials(ends: Iterable[End]) -> Iterator[DayEvent]:
    for credential, end, opens in ends:
        path = reverse("credentials:credential", args=[credential.pk])
        values = {"name": credential.certification.name, "end": date_format(end, "DATE_FORMAT")}
        line = _("This is its last valid day. From the day after it counts no more.")
        yield _on(end, f"expiry-{credential.pk}", _("Expires: %(name)s") % values, [line], path)
        line = _("It is valid until %(end)s. From now on is the time to renew it.") % values
        yield _on(opens, f"renewal-{credential.pk}", _("Time to renew: %(name)s") % values, [line], path)


def _on(day: date, key: str, title: str, lines: Iterable[str], path: str) -> DayEvent:
    return DayEvent(key, day, day, title, tuple(lines), path)
