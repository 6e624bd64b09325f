"""The weekly mail itself: its letter, the link that ends it, and the look that it is."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from learners.profiles.letters import letter
from learners.reminders.links import TEAM_MAIL
from learners.reminders.mail import headers_of
from learners.reminders.models import Reminder
from learners.reminders.weekly.content import Silence, Weekly, weekly
from learners.reminders.weekly.reading import weekly_facts
from learners.reminders.weekly.words import REASONS
from learners.teams.log.models import Look
from learners.teams.models import Team


def written(reminder: Reminder, now: datetime) -> EmailMultiAlternatives | str:
    """The letter, or the reason why there is none. What it shows of members goes on record as a look at them."""
    content = weekly(weekly_facts(reminder.learner, now))
    if isinstance(content, Silence):
        return REASONS[content]
    Reminder.objects.filter(pk=reminder.pk).update(fingerprint=content.fingerprint)
    for team in Team.objects.filter(slug__in=[part.slug for part in content.parts]):
        Look.objects.all().note_below(manager=reminder.learner, team=team, page=Look.Page.MAIL, now=now)
    return compose(reminder, content)


def compose(reminder: Reminder, content: Weekly) -> EmailMultiAlternatives:
    learner, stop = reminder.learner, TEAM_MAIL.url(reminder.learner)
    context = {
        "weekly": content,
        "name": learner.user.get_short_name(),
        "reminder": reminder,
        "site_url": settings.SITE_URL,
        "stop_url": stop,
    }
    return letter("team", context, to=learner.user.email, headers=headers_of(reminder, TEAM_MAIL))
