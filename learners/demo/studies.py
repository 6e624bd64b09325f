"""Demo study plans: dated by the scheduler, worked through as far as their persona got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from certifications.models import Certification, PlanPhase
from learners.demo.backdate import backdate
from learners.demo.people import Person, week_fields
from learners.demo.personas import EARLIEST_START, LATEST_START, Persona, chance, within
from learners.plans.drafts import Draft, Horizon, Wish, draw, horizons, plannable, template_of
from learners.plans.hands.local_days import minutes_up_to
from learners.plans.models import StudyPlan, Task, TimeEntry, summary_expressions
from learners.plans.writes import tasks_of
from learners.profiles.models import Learner

DAY = timedelta(days=1)
BATCH = 1000
EXAM_PERCENT, EXAM_MARGIN = 75, (5, 21)
SKIP_PERCENT = 25
EVENING = time(18)
EVENING_MINUTES = (0, 210)
PACE_PERCENT = (70, 150)
LEAST_A_DAY = 30
LATE_BY_DAYS = (0, 0, 0, 0, 1, 2)


@dataclass(frozen=True)
class Template:
    certification: Certification
    phases: list[PlanPhase]
    horizons: list[Horizon]


@dataclass(frozen=True)
class Study:
    """A plan and how far it got: everything due up to `done_to` is done, all of it where that is None."""

    person: Person
    draft: Draft
    done_to: date | None
    state: StudyPlan.State
    exam_margin: int | None

    @property
    def exam_date(self) -> date | None:
        return None if self.exam_margin is None else last_due(self.draft) + timedelta(days=self.exam_margin)


def load_templates() -> list[Template]:
    """What a plan can be made for, in study order."""
    found = []
    for certification in plannable().select_related("level").in_study_order():
        version = certification.current_version
        phases = template_of(version) if version else []
        found.append(Template(certification, phases, horizons(phases)))
    return found


def draw_study(random: Random, person: Person, persona: Persona, templates: Sequence[Template], today: date) -> Study:
    template = random.choice(templates)
    (horizon,) = random.choices(template.horizons, [one.by_day for one in template.horizons])
    days = last_due(draft_of(template, person, horizon.by_day, start=today)) - today
    passed = round(days.days * within(random, persona.elapsed) / 100)
    start = today + timedelta(days=min(max(-passed, EARLIEST_START), LATEST_START))
    return Study(
        person=person,
        draft=draft_of(template, person, horizon.by_day, start=start),
        done_to=today + timedelta(days=within(random, persona.done_to)) if persona.done_to else None,
        state=persona.state,
        exam_margin=within(random, EXAM_MARGIN) if chance(random, EXAM_PERCENT) else None,
    )


def last_due(draft: Draft) -> date:
    return max(dated.due for dated in draft.schedule.dates)


def draft_of(template: Template, person: Person, by_day: int, *, start: date) -> Draft:
    wish = Wish(by_day, start, None, person.week)
    return draw(template.certification, template.phases, wish, [person.holiday] if person.holiday else [])


def make_plans(studies: Sequence[tuple[Random, Study, Learner]], *, today: date) -> list[StudyPlan]:
    """In the order given, with tasks and the summary that the tasks make."""
    unsaved = [(_plan_of(study, learner), random, study) for random, study, learner in studies]
    tasks = [task for plan, random, study in unsaved for task in _worked_through(plan, random, study, today)]
    plans = StudyPlan.objects.bulk_create([plan for plan, _, _ in unsaved], batch_size=BATCH)
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    TimeEntry.objects.bulk_create(
        [entry for task in tasks for entry in _time_entries(task)],
        batch_size=BATCH,
    )
    pks = [plan.pk for plan in plans]
    _summarise(min(pks), max(pks))
    backdate(StudyPlan.objects.all(), {plan.pk: min(plan.start, today) - DAY for plan in plans})
    return plans


def _plan_of(study: Study, learner: Learner) -> StudyPlan:
    certification = study.draft.certification
    return StudyPlan(
        learner=learner,
        certification=certification,
        version=certification.current_version,
        title=certification.name,
        horizon_days=study.draft.wish.horizon_days,
        start=study.draft.wish.start,
        exam_date=study.exam_date,
        state=study.state,
        **week_fields(study.person.week),
    )


def _worked_through(plan: StudyPlan, random: Random, study: Study, today: date) -> list[Task]:
    """The tasks with what is done; a finished plan learns when it was finished."""
    tasks = tasks_of(study.draft, plan)
    reached = last_due(study.draft) if study.done_to is None else study.done_to
    worked = [task for task in tasks if task.due <= reached]
    last_worked = max((task.due for task in worked), default=today)
    for task in worked:
        if task.optional and chance(random, SKIP_PERCENT):
            task.state = Task.State.SKIPPED
        else:
            _do(task, random, study, last_worked=last_worked, today=today)
    if study.state == StudyPlan.State.FINISHED:
        plan.finished_at = max(task.done_at for task in tasks if task.done_at)
    return tasks


def _do(task: Task, random: Random, study: Study, *, last_worked: date, today: date) -> None:
    day = _day_done(task.due, study.draft.wish.start, last_worked, today) + timedelta(days=random.choice(LATE_BY_DAYS))
    moment = datetime.combine(min(day, today - DAY), EVENING, ZoneInfo(study.person.time_zone))
    moment += timedelta(minutes=within(random, EVENING_MINUTES))
    task.state = Task.State.DONE
    # West of here, yesterday's evening may still lie ahead.
    task.done_at = min(moment.astimezone(UTC), datetime.combine(today, time(0), UTC))
    task.minutes_spent = max(5, round(task.minutes * within(random, PACE_PERCENT) / 500) * 5)


def _time_entries(task: Task) -> list[TimeEntry]:
    """The minutes of a done task, on as many days as it was spread over; the last is the day of the tick."""
    if not task.minutes_spent or task.done_at is None:
        return []
    day = task.plan.learner.local_date(task.done_at)
    days = min((task.due - task.starts).days + 1, max(1, task.minutes_spent // LEAST_A_DAY))
    return [
        TimeEntry(task=task, day=one, minutes=minutes)
        for one, minutes in minutes_up_to(day, task.minutes_spent, days).items()
    ]


def _day_done(due: date, start: date, last_worked: date, today: date) -> date:
    """Whoever is ahead was faster than the plan all along, and did not do the work of weeks on one evening."""
    if last_worked < today:
        return due
    share = (due - start) / max(last_worked - start, DAY)
    return start + share * max(today - DAY - start, timedelta(0))


def _summarise(first_pk: int, last_pk: int) -> None:
    """By the same expressions as `StudyPlan.refresh_summary`, for many plans in one statement."""
    sums = {
        name: Subquery(
            Task.objects.filter(plan=OuterRef("pk"))
            .order_by()
            .values("plan")
            .annotate(found=expression)
            .values("found")
        )
        for name, expression in summary_expressions().items()
    }
    StudyPlan.objects.filter(pk__range=(first_pk, last_pk)).update(**sums)
