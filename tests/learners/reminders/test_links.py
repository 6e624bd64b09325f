"""Ticking and snoozing straight from the mail: by link, without logging in."""

from datetime import date

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner
from learners.reminders.links import SNOOZES, done_url, snooze_url
from tests.factories import NOON, make_learner, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
THURSDAY = date(2026, 3, 5)


@pytest.fixture(autouse=True)
def address(settings) -> None:
    settings.SITE_URL = "http://testserver"


@pytest.fixture
def task(ada) -> Task:
    return make_plan(ada, tasks=({"title": "Read the guide", "minutes": 45}, {})).tasks.get(title="Read the guide")


def read(task: Task) -> Task:
    return Task.objects.select_related("plan").get(pk=task.pk)


def snoozed_until(learner: Learner) -> date | None:
    return Learner.objects.get(pk=learner.pk).snoozed_until


def post(link: str):
    """As a mail program or a browser that is not signed in would: no cookie, no CSRF token."""
    return Client(enforce_csrf_checks=True).post(link)


# Done


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_task_changes_nothing(method, task):
    assert getattr(Client(), method)(done_url(task.pk)).status_code == 200
    assert read(task).is_todo


def test_the_page_names_the_task_and_shows_a_button(task):
    content = Client().get(done_url(task.pk)).content.decode()
    assert "Read the guide" in content
    assert "It is done" in content


def test_the_button_ticks_the_task_and_the_plan_counts_it(task):
    assert post(done_url(task.pk)).status_code == 200
    assert (read(task).is_done, read(task).done_at) == (True, NOON)
    assert read(task).plan.minutes_done == 45


def test_the_button_stops_a_running_timer_as_the_portal_does(task):
    Task.objects.filter(pk=task.pk).update(timer_started_at=NOON.replace(hour=11))
    post(done_url(task.pk))
    assert (read(task).timer_started_at, read(task).minutes_spent) == (None, 60)


def test_ticking_twice_answers_the_same(task, noon):
    first = post(done_url(task.pk))
    noon.shift(3600)
    second = post(done_url(task.pk))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert read(task).done_at == NOON


def test_a_task_that_is_done_already_says_so_at_once(task):
    post(done_url(task.pk))
    content = Client().get(done_url(task.pk)).content.decode()
    assert "“Read the guide” is ticked." in content
    assert "It is done" not in content


def test_a_paused_plan_takes_the_tick(task):
    StudyPlan.objects.update(state=StudyPlan.State.PAUSED)
    post(done_url(task.pk))
    assert read(task).is_done


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_plan_that_was_left_takes_no_tick_and_says_so(method, task):
    StudyPlan.objects.update(state=StudyPlan.State.LEFT)
    assert b"This plan is closed" in getattr(Client(), method)(done_url(task.pk)).content
    assert read(task).is_todo


def test_only_this_task_is_ticked(task, stranger):
    theirs = make_plan(stranger, tasks=({},)).tasks.get()
    post(done_url(task.pk))
    assert read(theirs).is_todo
    assert Task.objects.filter(state=Task.State.DONE).count() == 1


def test_whoever_is_signed_in_it_is_the_owners_task(task, as_stranger):
    as_stranger.post(done_url(task.pk))
    assert read(task).is_done


# Snooze


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_snoozes_nothing(method, ada):
    assert getattr(Client(), method)(snooze_url(ada, 3)).status_code == 200
    assert snoozed_until(ada) is None


def test_the_page_names_the_day_and_shows_a_button(ada):
    content = Client().get(snooze_url(ada, 3)).content.decode()
    assert "Thursday 5 March 2026" in content
    assert "Snooze for 3 days" in content
    assert "Snooze for 1 week" in Client().get(snooze_url(ada, 7)).content.decode()


@pytest.mark.parametrize(("days", "until"), [(1, date(2026, 3, 3)), (3, THURSDAY), (7, date(2026, 3, 9))])
def test_the_button_silences_that_many_days(days, until, ada, stranger):
    assert post(snooze_url(ada, days)).status_code == 200
    assert (snoozed_until(ada), snoozed_until(stranger)) == (until, None)


def test_snoozing_twice_answers_the_same(ada):
    first, second = (post(snooze_url(ada, 3)) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert snoozed_until(ada) == THURSDAY


def test_days_are_counted_on_the_learners_calendar(ada):
    Learner.objects.update(time_zone="Pacific/Kiritimati")  # Tuesday already
    post(snooze_url(ada, 1))
    assert snoozed_until(ada) == date(2026, 3, 4)


def test_whose_reminders_are_off_is_told_so_and_not_snoozed(ada):
    ada.stop_reminders()
    assert b"Reminders are off" in post(snooze_url(ada, 1)).content
    assert snoozed_until(ada) is None


# Links that lead nowhere


def forged(name: str, value: str) -> str:
    return reverse(f"reminders:{name}", args=[Signer(salt="other").sign(value)])


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_answers_the_same_whether_or_not_there_is_such_a_learner(method, ada, task):
    links = [forged("done", str(task.pk)), forged("done", "999999999"), forged("done", "rubbish")]
    links += [forged("snooze", f"{ada.pk}-3"), forged("snooze", "999999999-3")]
    answers = [getattr(Client(), method)(link) for link in links]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert read(task).is_todo
    assert snoozed_until(ada) is None


def test_a_link_that_was_changed_leads_nowhere(ada, task):
    other_days = snooze_url(ada, 1).replace(f"{ada.pk}-1:", f"{ada.pk}-365:")
    other_task = done_url(task.pk).replace(f"{task.pk}:", f"{task.pk + 1}:")
    swapped = done_url(task.pk).replace("/done/", "/snooze/")
    assert [post(link).status_code for link in (other_days, other_task, swapped)] == [404] * 3
    assert snoozed_until(ada) is None


def test_the_link_of_somebody_who_is_gone_answers_like_a_forged_one(ada, task):
    links = [done_url(task.pk), snooze_url(ada, 3)]
    ada.user.delete()
    assert {post(link).content for link in links} == {post(forged("done", "1")).content}


def test_the_link_of_a_closed_account_answers_like_a_forged_one(ada, task):
    ada.user.is_active = False
    ada.user.save()
    assert [post(link).status_code for link in (done_url(task.pk), snooze_url(ada, 3))] == [404, 404]
    assert read(task).is_todo


# Ending a snooze


@pytest.fixture
def snoozed(ada: Learner) -> Learner:
    ada.snooze(THURSDAY)
    return ada


END = reverse("reminders:end-snooze")


@pytest.mark.parametrize("page", ["reminders:reminders", "profiles:settings"])
def test_the_snooze_is_shown_with_a_button_that_ends_it(page, snoozed, signed_in):
    content = signed_in.get(reverse(page)).content.decode()
    assert "up to and including Thursday 5 March 2026" in content
    assert "End the snooze" in content


@pytest.mark.parametrize("page", ["reminders:reminders", "profiles:settings"])
def test_a_snooze_that_is_over_is_not_shown(page, snoozed, signed_in, noon):
    noon.move_to(NOON.replace(day=6))
    assert b"End the snooze" not in signed_in.get(reverse(page)).content


def test_the_button_ends_it(snoozed, signed_in):
    assert signed_in.post(END)["Location"] == reverse("reminders:reminders")
    assert snoozed_until(snoozed) is None


def test_nobody_ends_another_learners_snooze(snoozed, as_stranger):
    as_stranger.post(END)
    assert snoozed_until(snoozed) == THURSDAY


def test_ending_asks_who_is_there_and_takes_a_post(snoozed, signed_in):
    assert Client().post(END)["Location"].startswith(reverse("account_login"))
    assert signed_in.get(END).status_code == 405


def test_every_length_has_its_own_link():
    learner = make_learner()
    assert len({snooze_url(learner, days) for days in SNOOZES}) == 3
