"""Signed links in a mail: who has the mail may tick its tasks and snooze the next ones, without logging in.

They carry no date: a link in an old mail still works, and says so where there is nothing left to do.
"""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learners.plans.models import Task
from learners.profiles.models import Learner

SNOOZES = (1, 3, 7)  # days
PLACE = "PLACE"  # of a token in a path

_done = Signer(salt="learners.reminders.done")
_snooze = Signer(salt="learners.reminders.snooze")


def done_url(task_pk: int) -> str:
    path = _path("reminders:done").replace(PLACE, _done.sign(str(task_pk)))
    return f"{settings.SITE_URL}{path}"


def snooze_url(learner: Learner, days: int) -> str:
    path = _path("reminders:snooze").replace(PLACE, _snooze.sign(f"{learner.pk}-{days}"))
    return f"{settings.SITE_URL}{path}"


@dataclass(frozen=True, slots=True)
class OptOut:
    """A kind of mail that a signed link ends. A link in an old mail works for ever, and that of a closed account too.

    `address` is the name of its page.
    """

    address: str
    salt: str

    def token(self, learner: Learner) -> str:
        return Signer(salt=self.salt).sign(str(learner.pk))

    def url(self, learner: Learner) -> str:
        return f"{settings.SITE_URL}{reverse(self.address, args=[self.token(learner)])}"

    def learner(self, token: str) -> Learner | None:
        """None where the link was forged, or the account is gone: whoever asks can't tell which."""
        try:
            pk = int(Signer(salt=self.salt).unsign(token))
        except BadSignature:
            return None
        return Learner.objects.filter(pk=pk).first()

    def token_in(self, header: str) -> str | None:
        """Of its link in a List-Unsubscribe."""
        before, after = reverse(self.address, args=[PLACE]).split(PLACE)
        found = re.search(rf"{re.escape(before)}([^/<>\s]+){re.escape(after)}", header)
        return found[1] if found else None


REMINDERS = OptOut("reminders:unsubscribe", "learners.reminders.unsubscribe")
TEAM_MAIL = OptOut("reminders:stop-team-mail", "learners.reminders.stop-team-mail")


def learner_of_header(unsubscribe: str) -> Learner | None:
    """To whom a mail with this List-Unsubscribe went, of whichever kind it was; None where none of ours signed a link in it."""
    for kind in (REMINDERS, TEAM_MAIL):
        if token := kind.token_in(unsubscribe):
            return kind.learner(token)
    return None


@cache
def _path(name: str) -> str:
    """A mail has dozens of these; to look up the address for each took a fifth of the time to write it."""
    return reverse(name, args=[PLACE])


def snooze_words(days: int) -> str:
    return _("1 week") if days == 7 else ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def task_of_token(token: str) -> Task | None:
    """With its plan and learner. One query; none where the link was forged."""
    try:
        pk = int(_done.unsign(token))
    except BadSignature:
        return None
    found = Task.objects.filter(pk=pk, plan__learner__user__is_active=True)
    return found.select_related("plan__learner").first()


def snooze_of_token(token: str) -> tuple[Learner, int] | None:
    """The learner, and how many days. One query; none where the link was forged."""
    try:
        pk, _dash, days = _snooze.unsign(token).partition("-")
    except BadSignature:
        return None
    learner = Learner.objects.filter(pk=int(pk), user__is_active=True).first()
    return (learner, int(days)) if learner else None
