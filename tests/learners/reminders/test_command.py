import pytest
from django.core.management import CommandError, call_command

from learners.reminders.models import TickRecord

pytestmark = pytest.mark.django_db


def test_the_clock_cannot_be_set_outside_tests(settings):
    settings.PORTAL_TESTING = False
    with pytest.raises(CommandError, match="PORTAL_TESTING=1"):
        call_command("reminders", "tick", now="2026-03-02T07:00:00+00:00")


def test_a_time_that_is_none_is_refused_in_words(settings):
    settings.PORTAL_TESTING = True
    with pytest.raises(CommandError, match="not an ISO time"):
        call_command("reminders", "tick", now="tomorrow")


@pytest.mark.parametrize("now", ["2026-03-02T07:00:00", "2026-03-02T07:00:00Z", "2026-03-02T08:00:00+01:00"])
def test_a_time_without_an_offset_is_utc(now, settings):
    settings.PORTAL_TESTING = True
    call_command("reminders", "tick", now=now)
    assert TickRecord.objects.get().at.isoformat() == "2026-03-02T07:00:00+00:00"
