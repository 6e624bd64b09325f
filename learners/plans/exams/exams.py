"""What booking an exam and recording its result need to know. Reads rows, writes none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certifications.models import Certification
from certifications.validity import NewPeriod
from learners.credentials.attempt_words import barrier_words, lapse_words, waiting_words
from learners.credentials.attempts import Barrier, Earlier, Window, lapsing, window
from learners.credentials.eligibility import Eligibility
from learners.credentials.eligibility_words import still_missing
from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential
from learners.credentials.renewals import period_for
from learners.plans.drafts import template_of
from learners.plans.gates import gate_of
from learners.plans.models import StudyPlan
from learners.plans.pages import plan_verdict
from learners.plans.words import VerdictWords
from learners.profiles.days_off import days_off_of
from learners.profiles.models import Learner

PhaseChoice = tuple[str, str]


@dataclass(frozen=True)
class Ground:
    """Whether and for which days an exam may be booked."""

    certification: Certification
    gate: Eligibility
    window: Window

    @property
    def why_not(self) -> str:
        """Why none may be booked at all; empty where one may."""
        return self.words_of(self.window.barrier) if self.window.barrier else ""

    @property
    def waiting(self) -> str:
        return waiting_words(self.window)

    def words_of(self, barrier: Barrier) -> str:
        return barrier_words(barrier, self.window, still_missing(self.gate))

    def warnings(self, on: date) -> list[str]:
        """What counts today and lapses before that day."""
        return lapse_words(lapsing(self.gate, on), on)


def ground_of(learner: Learner, certification: Certification, today: date, *, moving: int | None = None) -> Ground:
    """`certification` with its current version. `moving`: the booked attempt whose date is to change."""
    rows = ExamAttempt.objects.filter(learner=learner, certification=certification).exclude(pk=moving or 0)
    gate = gate_of(learner, certification.pk, today)
    version = certification.current_version
    found = window(
        (Earlier(exam_on, state) for exam_on, state in rows.values_list("exam_on", "state")),
        wait_days=version.retake_wait_days if version else None,
        is_open=gate.is_open,
        today=today,
    )
    return Ground(certification, gate, found)


@dataclass(frozen=True)
class Beside:
    """The running plan beside a booked exam. `verdict`: whether the rest of it fits, None where nothing is left."""

    plan: StudyPlan
    verdict: VerdictWords | None

    @property
    def is_short(self) -> bool:
        return self.verdict is not None and not self.verdict.fits


def plan_beside(attempt: ExamAttempt, learner: Learner, today: date) -> Beside | None:
    """Three queries, or one where no plan runs."""
    plan = StudyPlan.objects.visible_to(learner).running().filter(certification=attempt.certification_id).first()
    if plan is None:
        return None
    return Beside(plan, plan_verdict(plan, plan.tasks.in_order(), days_off_of(learner, today), today))


def would_earn(attempt: ExamAttempt) -> NewPeriod:
    """What a pass gives, by the same rule as `learners.credentials.awarding.award` gives it. Two queries."""
    held = Credential.objects.filter(learner=attempt.learner_id, certification=attempt.certification_id)
    credential = held.prefetch_related("periods").first()
    periods = [period.as_value() for period in credential.periods.all()] if credential else []
    rule = Credential(certification=attempt.certification).rule
    return period_for(periods, rule, attempt.exam_on)[0]


def latest_plan(learner: Learner, certification: int) -> StudyPlan | None:
    """The running one, else the one made last."""
    plans = StudyPlan.objects.visible_to(learner).filter(certification=certification)
    return plans.running().first() or plans.order_by("-created_at", "-pk").first()


def phase_choices(learner: Learner, certification: Certification) -> list[PhaseChoice]:
    """Key and title of the phases that may turn out weak: of the latest plan, else of the current template."""
    plan = latest_plan(learner, certification.pk)
    if plan is not None:
        return list(dict(_phases_of(plan)).items())
    version = certification.current_version
    return [(phase.key, phase.title) for phase in template_of(version)] if version else []


def _phases_of(plan: StudyPlan) -> Iterator[PhaseChoice]:
    yield from plan.tasks.in_order().exclude(own=True).values_list("phase_key", "phase_title")
