from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from learners.profiles.days_off import days_off_of
from learners.profiles.models import DayOff, Learner
from tests.factories import MONDAY, make_learner

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
PAGE = reverse("profiles:settings")
ADD = reverse("profiles:add-day-off")
GIVEN = {
    "name": "Ada Lovelace",
    "time_zone": "Europe/London",
    **dict.fromkeys(Learner.WEEKDAYS, "30"),
    "reminders_on": "on",
    "reminder_time": "06:45",
}


def make_day_off(learner: Learner, **fields) -> DayOff:
    fields.setdefault("first", MONDAY)
    fields.setdefault("last", fields["first"])
    return DayOff.objects.create(learner=learner, **fields)


def test_the_page_asks_who_is_there():
    assert Client().get(PAGE)["Location"].startswith(reverse("account_login"))


def test_what_is_saved_is_kept(ada, signed_in):
    assert signed_in.post(PAGE, GIVEN)["Location"] == PAGE
    ada = Learner.objects.get(pk=ada.pk)
    assert (ada.user.name, ada.time_zone, ada.reminder_time) == ("Ada Lovelace", "Europe/London", time(6, 45))
    assert ada.minutes_by_weekday == (30,) * 7


def test_reminders_can_be_turned_off_and_on(ada, signed_in):
    found = []
    for given in ({key: value for key, value in GIVEN.items() if key != "reminders_on"}, GIVEN):
        signed_in.post(PAGE, given)
        found.append(Learner.objects.get(pk=ada.pk).reminders_on)
    assert found == [False, True]


@pytest.mark.parametrize("rhythm", Learner.Rhythm.values)
def test_how_often_reminders_come_can_be_chosen(rhythm, ada, signed_in):
    signed_in.post(PAGE, {**GIVEN, "reminder_rhythm": rhythm})
    assert Learner.objects.get(pk=ada.pk).reminder_rhythm == rhythm


@pytest.mark.parametrize("left_out", [{}, {"reminder_rhythm": ""}])
def test_how_often_stays_as_it_is_where_nothing_is_said_of_it(left_out, ada, signed_in):
    Learner.objects.update(reminder_rhythm=Learner.Rhythm.WEEKLY)
    signed_in.post(PAGE, {**GIVEN, **left_out})
    assert Learner.objects.get(pk=ada.pk).reminder_rhythm == Learner.Rhythm.WEEKLY


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("time_zone", "Mars/Base"),
        ("monday", "1441"),
        ("monday", "-1"),
        ("sunday", "much"),
        ("reminder_time", "25:00"),
        ("reminder_rhythm", "hourly"),
    ],
)
def test_a_wrong_value_is_said_at_its_field_and_the_rest_kept(field, value, ada, signed_in):
    response = signed_in.post(PAGE, {**GIVEN, "tuesday": "77", field: value})
    assert response.context["form"].errors.keys() == {field}
    assert b'value="77"' in response.content
    assert Learner.objects.get(pk=ada.pk).time_zone == "UTC"


def test_the_page_shows_what_is_set(ada, signed_in):
    Learner.objects.update(time_zone="Asia/Kolkata", monday=95)
    content = signed_in.get(PAGE).content.decode()
    assert '<option value="Asia/Kolkata" selected>' in content
    assert 'value="95"' in content


def test_days_off_can_be_added(ada, signed_in):
    signed_in.post(ADD, {"first": "2026-03-09", "last": "2026-03-13", "note": "Skiing"})
    assert list(ada.days_off.values_list("first", "last", "note")) == [(date(2026, 3, 9), date(2026, 3, 13), "Skiing")]


def test_days_off_that_end_before_they_begin_are_refused_at_the_field(ada, signed_in):
    response = signed_in.post(ADD, {"first": "2026-03-13", "last": "2026-03-09"})
    assert response.context["day_off_form"].errors.keys() == {"last"}
    assert b'value="2026-03-13"' in response.content
    assert not ada.days_off.exists()


def test_days_off_without_a_date_are_refused_at_the_field(signed_in):
    assert signed_in.post(ADD, {"last": "2026-03-13"}).context["day_off_form"].errors.keys() == {"first"}


def test_days_off_can_be_removed(ada, signed_in):
    signed_in.post(reverse("profiles:remove-day-off", args=[make_day_off(ada).pk]))
    assert not ada.days_off.exists()


def test_removing_asks_first(noon, ada, signed_in):
    make_day_off(ada)
    assert b"Yes, remove these days off" in signed_in.get(PAGE).content


def test_another_learners_days_off_are_not_found(stranger, signed_in):
    theirs = make_day_off(stranger)
    assert signed_in.post(reverse("profiles:remove-day-off", args=[theirs.pk])).status_code == 404
    assert stranger.days_off.exists()


@pytest.mark.parametrize("url", [ADD, reverse("profiles:remove-day-off", args=[1])])
def test_days_off_change_by_post_only(url, signed_in):
    assert signed_in.get(url).status_code == 405


def test_days_off_that_are_over_are_not_shown(noon, ada, signed_in):
    make_day_off(ada, first=date(2026, 2, 1))
    ahead = make_day_off(ada, first=date(2026, 2, 27), last=MONDAY)
    assert list(signed_in.get(PAGE).context["days_off"]) == [ahead]


@pytest.mark.parametrize("rows", [1, 10, 40])
def test_the_page_makes_the_same_number_of_queries_for_few_days_off_and_for_many(
    rows, noon, ada, signed_in, django_assert_num_queries
):
    # 1 session, 2 user, 3 learner with user, 4 days off, 5 is the address held back?
    make_learner()
    for _ in range(rows):
        make_day_off(ada)
    with django_assert_num_queries(5):
        signed_in.get(PAGE)


@pytest.mark.parametrize(
    ("country", "region", "kept"),
    [
        ("", "", ""),
        ("DE", "", "DE"),
        ("DE", "BY", "DE-BY"),
        ("FR", "BY", "FR"),
        ("", "BY", ""),
        ("DE", "nowhere", "DE"),
    ],
)
def test_the_public_holidays_of_a_place_are_chosen(country, region, kept, ada, signed_in):
    signed_in.post(PAGE, {**GIVEN, "country": country, "region": region})
    assert Learner.objects.get(pk=ada.pk).holidays_of == kept


def test_a_country_that_is_none_is_refused(signed_in):
    response = signed_in.post(PAGE, {**GIVEN, "country": "Atlantis"})
    assert response.context["form"].errors.keys() == {"country"}


def test_the_next_holidays_are_shown_with_their_names(ada, signed_in, noon):
    ada.holidays_of = "DE-BY"
    ada.save()
    text = signed_in.get(PAGE).content.decode()
    assert "Friday, 3 April 2026" in text
    assert "Good Friday" in text
    assert "Bayern" in text
    assert "Thursday, 1 January 2026" not in text


def test_holidays_are_days_off(ada):
    ada.holidays_of = "DE"
    make_day_off(ada)
    found = days_off_of(ada, MONDAY)
    assert {(MONDAY, MONDAY), (date(2026, 12, 25),) * 2, (date(2029, 10, 3),) * 2} <= set(found)
    ada.holidays_of = ""
    assert days_off_of(ada, MONDAY) == ((MONDAY, MONDAY),)


def test_a_place_that_the_library_forgot_has_no_holidays(ada):
    ada.holidays_of = "XX-Y"
    assert days_off_of(ada, MONDAY) == ()


def test_one_day_off_needs_no_last_day(ada, signed_in):
    signed_in.post(ADD, {"first": "2026-04-01", "last": "", "note": ""})
    assert list(ada.days_off.values_list("first", "last")) == [(date(2026, 4, 1), date(2026, 4, 1))]


def test_a_celebration_can_be_turned_off(ada, signed_in):
    signed_in.post(PAGE, GIVEN)
    assert Learner.objects.get(pk=ada.pk).celebrations is False


# Quiet hours


def test_quiet_hours_are_kept_and_can_be_given_up(ada, signed_in):
    found = []
    for given in ({"quiet_from": "22:00", "quiet_until": "06:30"}, {"quiet_from": "", "quiet_until": ""}):
        signed_in.post(PAGE, {**GIVEN, **given})
        found.append(Learner.objects.get(pk=ada.pk).quiet)
    assert found == [(time(22), time(6, 30)), None]


def test_quiet_hours_stay_as_they_are_where_nothing_is_said_of_them(ada, signed_in):
    Learner.objects.update(quiet_from=time(22), quiet_until=time(6))
    signed_in.post(PAGE, GIVEN)
    assert Learner.objects.get(pk=ada.pk).quiet == (time(22), time(6))
    response = signed_in.post(PAGE, {**GIVEN, "reminder_time": "05:00"})
    assert response.context["form"].errors.keys() == {"reminder_time"}


@pytest.mark.parametrize(
    ("start", "end", "field", "said"),
    [
        ("22:00", "", "quiet_until", "Quiet hours need both, or neither."),
        ("", "06:00", "quiet_from", "Quiet hours need both, or neither."),
        ("22:00", "22:00", "quiet_until", "The end must be another hour than the beginning."),
        ("22:00", "noon", "quiet_until", "Enter a valid time."),
        ("22:00", "07:15", "reminder_time", "This lies in your quiet hours. From 07:15 on it could be."),
        ("06:45", "07:00", "reminder_time", "This lies in your quiet hours. From 07:00 on it could be."),
    ],
)
def test_quiet_hours_that_can_not_be_are_said_at_their_field_and_kept(start, end, field, said, ada, signed_in):
    response = signed_in.post(PAGE, {**GIVEN, "tuesday": "77", "quiet_from": start, "quiet_until": end})
    assert response.context["form"].errors == {field: [said]}
    assert all(f'value="{typed}"' in response.content.decode() for typed in ("06:45", "77", start or end))
    assert Learner.objects.get(pk=ada.pk).time_zone == "UTC"


@pytest.mark.parametrize(
    ("start", "end"), [("22:00", "06:45"), ("06:46", "06:45"), ("06:00", "06:30"), ("07:00", "08:00")]
)
def test_the_hour_may_be_the_end_of_the_quiet_hours_or_outside_them(start, end, ada, signed_in):
    assert signed_in.post(PAGE, {**GIVEN, "quiet_from": start, "quiet_until": end}).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"quiet_from": time(22)},
        {"quiet_until": time(22)},
        {"quiet_from": time(22), "quiet_until": time(22)},
        {"quiet_from": time(22), "quiet_until": time(7, 1)},
        {"quiet_from": time(7), "quiet_until": time(8)},
    ],
)
def test_the_database_refuses_quiet_hours_that_can_not_be(fields, ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        Learner.objects.filter(pk=ada.pk).update(**fields)
