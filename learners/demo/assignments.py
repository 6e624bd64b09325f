"""A few demo assignments in the first team, one in each state that waits for somebody."""

from collections.abc import Sequence
from datetime import date, timedelta

from certifications.models import Certification
from learners.demo.backdate import morning_of
from learners.profiles.models import Learner
from learners.teams.assignments.models import Assignment
from learners.teams.assignments.writes import Act, Wanted, accept, ask_for_date, assign, decline
from learners.teams.models import Membership, Team

MOST = 8
DUE_IN, ANSWERED_IN, AGO = timedelta(days=75), timedelta(days=96), timedelta(days=6)


def make_assignments(team: Team, certifications: Sequence[Certification], manager: Learner, today: date) -> None:
    """The busy learner, who was dealt first, is asked for something that waits; of the others each third answers alike."""
    members = list(Membership.objects.managed_in(team).order_by("learner")[:MOST])
    asked = Act(manager.user, morning_of(today - AGO), "For the work on the new platform in spring.")
    assign(members[:1], Wanted(certifications[-1], is_chain=True, due=today + 3 * DUE_IN), asked)
    assign(members[1:], Wanted(certifications[0], is_chain=False, due=today + DUE_IN), asked)
    rows = Assignment.objects.filter(membership__in=members[1:]).with_people().order_by("membership__learner")
    for number, one in enumerate(rows):
        act = Act(one.learner.user, morning_of(today - AGO / 2))
        if number % 4 == 0:
            accept(one, act)
        elif number % 4 == 1:
            ask_for_date(one, today + ANSWERED_IN, Act(act.by, act.now, "Two weeks of leave lie in between."))
        elif number % 4 == 2:
            decline(one, Act(act.by, act.now, "I have moved to another project."))
