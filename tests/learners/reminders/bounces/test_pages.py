"""What learners see where mail to them comes back, and their way out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from learners.profiles.models import AT_ONCE, Learner
from learners.reminders.bounces.models import AddressEvent
from learners.reminders.models import SuppressedAddress
from tests.factories import NOON, make_plan
from tests.learners.reminders.conftest import AtOnce

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
PAGES = [reverse("reminders:reminders"), reverse("profiles:settings")]
TRY = reverse("reminders:try-again")


def suppress(learner: Learner, cause: str = "bounce", address: str = "", reason: str = "550 5.1.1 <unknown>") -> None:
    SuppressedAddress.objects.suppress(
        learner, address or learner.user.email, reason=reason, at=NOON - timedelta(days=3), cause=cause
    )


def is_held(learner: Learner) -> bool:
    return SuppressedAddress.objects.of(learner.user.email).exists()


@pytest.mark.parametrize("page", PAGES)
def test_a_bounce_is_shown_with_what_the_server_said_and_both_ways_out(page, ada, signed_in):
    suppress(ada)
    content = signed_in.get(page).content.decode()
    assert "Mail to your address comes back" in content
    assert "550 5.1.1 &lt;unknown&gt;" in content
    assert "Try this address again" in content
    assert reverse("account_email") in content


@pytest.mark.parametrize("page", PAGES)
def test_a_complaint_is_shown_as_one(page, ada, signed_in):
    suppress(ada, "complaint")
    content = signed_in.get(page).content.decode()
    assert "reported as unwanted" in content
    assert "Send me reminders again" in content


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_shown_to_others_or_of_an_address_that_was_left(page, ada, stranger, signed_in):
    suppress(stranger)
    suppress(ada, address="left@example.org")
    assert b"held-back" not in signed_in.get(page).content


def test_trying_again_lets_mail_go_there(ada, signed_in):
    suppress(ada)
    answer = signed_in.post(TRY, follow=True)
    assert "Reminders can go to ada@example.org again" in answer.content.decode()
    assert not is_held(ada)
    assert AddressEvent.objects.of(ada).get().what == "tried"


def test_an_address_is_tried_once_a_day(noon, ada, signed_in):
    suppress(ada)
    signed_in.post(TRY)
    suppress(ada)
    noon.move_to(NOON + timedelta(hours=23, minutes=59))
    signed_in.post(TRY)
    assert is_held(ada)
    content = signed_in.get(PAGES[0]).content.decode()
    assert "The next try is possible from Tuesday 3 March, 12:00 (UTC)." in content
    assert "Try this address again" not in content
    noon.move_to(NOON + timedelta(days=1))
    assert b"Try this address again" in signed_in.get(PAGES[0]).content
    signed_in.post(TRY)
    assert not is_held(ada)


def test_the_next_try_is_said_on_the_learners_clock(ada, signed_in):
    Learner.objects.update(time_zone="Asia/Kolkata")
    suppress(ada)
    signed_in.post(TRY)
    suppress(ada)
    assert "Tuesday 3 March, 17:30 (Asia/Kolkata)" in signed_in.get(PAGES[0]).content.decode()


def test_trying_again_after_a_bounce_turns_nothing_on(ada, signed_in):
    ada.stop_reminders()
    suppress(ada)
    signed_in.post(TRY)
    assert not Learner.objects.get(pk=ada.pk).reminders_on


def test_after_a_complaint_asking_for_reminders_turns_them_on_and_lets_mail_go(ada, signed_in):
    ada.stop_reminders()
    Learner.objects.update(next_look_at=NOON)
    suppress(ada, "complaint")
    signed_in.post(TRY)
    found = Learner.objects.get(pk=ada.pk)
    assert (found.reminders_on, found.next_look_at, is_held(ada)) == (True, AT_ONCE, False)


def test_after_a_complaint_nobody_need_wait(ada, signed_in):
    suppress(ada)
    signed_in.post(TRY)
    suppress(ada, "complaint")
    assert b"Send me reminders again" in signed_in.get(PAGES[0]).content
    signed_in.post(TRY)
    assert not is_held(ada)


def test_the_tick_in_the_settings_alone_lifts_no_complaint(ada):
    suppress(ada, "complaint")
    ada.stop_reminders()
    Learner.objects.filter(pk=ada.pk).update(reminders_on=True)  # as the form does
    assert SuppressedAddress.objects.among([ada.user.email])


def test_nobody_lets_mail_go_to_somebody_else(ada, stranger, as_stranger):
    suppress(ada)
    as_stranger.post(TRY)
    assert is_held(ada)


def test_whoever_has_the_address_now_may_ask_for_another_try(ada, stranger, as_stranger):
    suppress(ada, address="stranger@example.org")
    as_stranger.post(TRY)
    assert not is_held(stranger)


def test_nothing_held_back_is_nothing_to_try(ada, signed_in):
    assert signed_in.post(TRY)["Location"] == PAGES[0]
    assert not AddressEvent.objects.exists()


def test_trying_again_asks_who_is_there_and_takes_a_post(ada, signed_in):
    suppress(ada)
    assert Client().post(TRY)["Location"].startswith(reverse("account_login"))
    assert signed_in.get(TRY).status_code == 405
    assert Client(enforce_csrf_checks=True).post(TRY).status_code in {302, 403}
    assert is_held(ada)


def test_while_it_is_held_back_the_page_lists_no_mail_to_come(ada, signed_in):
    make_plan(ada, tasks=({"title": "Read the guide"},))
    assert "with 1 task" in signed_in.get(PAGES[0]).content.decode()
    suppress(ada)
    page = signed_in.get(PAGES[0]).content.decode()
    assert "with 1 task" not in page
    assert "No mail will come while your address is held back." in page


def test_of_two_clicks_at_once_one_acts(at_once: AtOnce, ada):
    suppress(ada)

    def click() -> int:
        client = Client()
        client.force_login(ada.user, backend="django.contrib.auth.backends.ModelBackend")
        return client.post(TRY).status_code

    assert at_once(4, click) == [302] * 4
    assert at_once(1, AddressEvent.objects.count) == [1]
