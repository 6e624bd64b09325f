"""What a team's figures keep of somebody who goes: what they counted there, and not whose it was."""

from collections.abc import Iterator
from datetime import date

from learners.credentials.expiry import standing
from learners.credentials.models import Credential
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.teams.former import FormerFigure, held_on, month_of
from learners.teams.models import Membership

What = FormerFigure.What


def leave_figures(learner: Learner, *, today: date) -> None:
    """The same that `learners.teams.former.totals` counts of a current member, so that the totals stay."""
    memberships = list(Membership.objects.members().filter(learner=learner))
    if not memberships:
        return
    plans = list(StudyPlan.objects.done().filter(learner=learner).values_list("certification_id", flat=True))
    held = list(_held(learner, today))
    figures = FormerFigure.objects.all()
    for membership in memberships:
        for certification in plans:
            figures.add(team=membership.team_id, certification=certification, what=What.FINISHED_PLAN)
        if membership.visibility != Membership.Visibility.STATUS:
            for certification, until in held:
                figures.add(team=membership.team_id, certification=certification, what=What.CREDENTIAL, until=until)


def _held(learner: Learner, today: date) -> Iterator[tuple[int, str]]:
    """Certification and last month of validity, which is empty where there is no end."""
    for credential in held_on(today).filter(learner=learner).prefetch_related("periods"):
        yield credential.certification_id, _last_month(credential, today)


def _last_month(credential: Credential, today: date) -> str:
    end = standing([period.as_value() for period in credential.periods.all()], today=today).day
    return month_of(end) if end else ""
