"""The levels that a member may choose from, each said in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from learners.teams.models import Membership


@dataclass(frozen=True)
class VisibilityChoice:
    value: str
    label: object
    words: object


VISIBILITIES = (
    VisibilityChoice(
        Membership.Visibility.STATUS,
        Membership.Visibility.STATUS.label,
        gettext_lazy("Which certification you prepare for, and a word such as “on course” or “behind”."),
    ),
    VisibilityChoice(
        Membership.Visibility.DATES,
        Membership.Visibility.DATES.label,
        gettext_lazy(
            "Also the reason in numbers, percent done, the next due date, the exam date, your credentials, and your hours a "
            "week where they ask whether a certification fits."
        ),
    ),
    VisibilityChoice(
        Membership.Visibility.TASKS,
        Membership.Visibility.TASKS.label,
        gettext_lazy("Also the titles of your tasks and whether each is done."),
    ),
)
