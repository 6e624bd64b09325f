"""Planning a renewal. Noon on Monday 2 March 2026."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Certification
from learners.credentials.models import Credential
from learners.plans.drafts import draw
from learners.plans.models import StudyPlan, Task
from learners.plans.renewals.plans import Target, draw_back, template_of_lighter
from learners.plans.renewals.steps import Lighter, lighter
from learners.plans.versions.offers import steps_by_version
from learners.profiles.models import Learner
from tests.factories import MONDAY, NOON, make_certification, make_credential, make_guided, make_plan
from tests.learners.plans.versions import next_version

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.ignore_template_errors,  # crispy's own templates look up what is not always there
]
DAY = timedelta(days=1)
WEEK = dict.fromkeys(Learner.WEEKDAYS, "60")
HX = {"HX-Request": "true"}
PAGE = reverse("plans:renew", args=["trail-guide"])
PREVIEW = reverse("plans:renew-preview", args=["trail-guide"])
PHASES = ((14, (60, 90)), (30, (120,)))
RULE = {"validity_months": 24, "renewal_window_months": 3}


def guided(guide: dict | None = None, phases=PHASES) -> Certification:
    return make_guided("trail-guide", phases=phases, guide=RULE if guide is None else guide)


def hold(learner: Learner, certification: Certification, days_left: int, **fields) -> Credential:
    until = MONDAY + days_left * DAY
    return make_credential(
        learner, certification, periods=({"valid_from": date(2024, 1, 8), "valid_until": until, **fields},)
    )


def given(**changes: str) -> dict[str, str]:
    return {"buffer_days": "7", **WEEK, **changes}


def text(client: Client, address: str = PAGE, data: dict | None = None) -> str:
    return client.get(address, data or {}).content.decode()


@pytest.mark.parametrize(
    ("days_left", "said"),
    [
        (200, "Locked until 18 Jun 2026."),
        (60, "The window is open until 1 May 2026."),
        (0, "The window is open until 2 Mar 2026."),
        (-1, "It lapsed: its last valid day was 1 Mar 2026."),
    ],
)
def test_the_window_is_said_in_words(signed_in: Client, ada: Learner, days_left: int, said: str) -> None:
    hold(ada, guided(), days_left)
    assert said in text(signed_in)


def test_a_locked_window_says_what_opens_it_and_still_lets_one_plan(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 200)
    page = text(signed_in)
    assert "What opens it is time alone: it may be renewed from 18 Jun 2026 through 18 Sep 2026" in page
    assert "A lighter plan" in page


def test_without_a_named_window_nothing_is_locked(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided({"validity_months": 24}), 200)
    assert "The rule names no window" in text(signed_in)


@pytest.mark.parametrize("fields", [{"valid_until": None}, {"revoked_on": MONDAY}])
def test_what_has_no_end_or_was_revoked_gets_no_plan(signed_in: Client, ada: Learner, fields: dict) -> None:
    hold(ada, guided(), 60, **fields)
    page = text(signed_in)
    assert "A lighter plan" not in page
    assert ("It does not expire." in page) or ("It was revoked on 2 Mar 2026." in page)


def test_the_plan_is_dated_back_from_the_last_valid_day(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 60)
    response = signed_in.post(PAGE, given())
    plan = StudyPlan.objects.get()
    assert response["Location"] == plan.get_absolute_url()
    assert (plan.title, plan.purpose) == ("Renewal: Trail guide", StudyPlan.Purpose.RENEWAL)
    assert (plan.exam_date, plan.buffer_days) == (date(2026, 5, 1), 7)
    assert plan.last_due == date(2026, 4, 23)  # 1 May, less seven days, less the day before
    assert plan.start > MONDAY


def test_it_begins_no_earlier_than_it_must(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 60)
    signed_in.post(PAGE, given())
    assert StudyPlan.objects.get().start == date(2026, 4, 20)  # 210 minutes, an hour a day, the last day the 23rd


def test_it_never_begins_before_today_and_says_by_how_much_it_misses(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 2)
    page = text(signed_in, PREVIEW, given(buffer_days="0"))
    assert "It can&#x27;t be done in time any more: begin today, and you finish on 5 March, 1 day after" in page
    assert "a week instead of 7 h, and it fits." in page
    signed_in.post(PAGE, given(buffer_days="0"))
    assert StudyPlan.objects.get().start == MONDAY


def test_where_only_the_days_kept_free_are_missed_it_says_that(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 9)
    assert "It does not fit with the days kept free" in text(signed_in, PREVIEW, given())


def test_to_finish_on_the_last_valid_day_is_too_late(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 3)
    assert "its last valid day, which leaves none for the exam." in text(signed_in, PREVIEW, given(buffer_days="0"))


def test_days_off_make_it_begin_earlier(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 60)
    ada.days_off.create(first=date(2026, 4, 20), last=date(2026, 4, 22))
    signed_in.post(PAGE, given())
    plan = StudyPlan.objects.get()
    assert (plan.start, plan.last_due) == (date(2026, 4, 17), date(2026, 4, 23))


@pytest.mark.parametrize("minutes", [(600,), (61, 61, 61), (45, 40, 35, 200, 5), (1, 59, 60)])
def test_a_day_later_would_not_fit(ada: Learner, minutes: tuple[int, ...]) -> None:
    credential = hold(ada, guided(phases=((14, (1000, *minutes)),)), 60)
    version = credential.certification.current_version
    assert version
    phases = template_of_lighter(version, every_step(credential))
    week, target = (60, 45, 0, 90, 60, 20, 0), Target(MONDAY, MONDAY + 60 * DAY, 7)
    draft = draw_back(credential.certification, phases, week, (), target)
    assert draft.schedule.verdict.fits
    later = replace(draft.wish, start=draft.wish.start + DAY)
    assert not draw(credential.certification, phases, later, ()).schedule.verdict.fits


def every_step(credential: Credential) -> Lighter:
    version = credential.certification.current_version_id or 0
    return lighter(steps := steps_by_version({version})[version], {step.key for step in steps})


def test_a_lapsed_one_begins_today_without_an_exam_date(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), -40)
    signed_in.post(PAGE, given())
    plan = StudyPlan.objects.get()
    assert (plan.start, plan.exam_date, plan.buffer_days) == (MONDAY, None, 0)


def test_the_old_plan_stays_as_it_was(signed_in: Client, ada: Learner) -> None:
    certification = guided()
    old = make_plan(ada, certification, tasks=({"state": Task.State.DONE, "note": "Kept."},))
    old.refresh_summary()
    hold(ada, certification, 60)
    signed_in.post(PAGE, given())
    old.refresh_from_db()
    assert (old.state, old.finished_at) == (StudyPlan.State.FINISHED, NOON)
    assert old.tasks.get().note == "Kept."
    assert StudyPlan.objects.running().get().purpose == StudyPlan.Purpose.RENEWAL


def test_a_plan_with_work_left_stands_in_the_way_and_is_shown(signed_in: Client, ada: Learner) -> None:
    certification = guided()
    running = make_plan(ada, certification, tasks=({},))
    running.refresh_summary()
    hold(ada, certification, 60)
    assert running.get_absolute_url() in text(signed_in)
    signed_in.post(PAGE, given())
    assert StudyPlan.objects.get() == running


def test_made_twice_it_is_one_plan(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 60)
    signed_in.post(PAGE, given())
    assert signed_in.post(PAGE, given()).status_code == 200
    assert StudyPlan.objects.count() == 1


def test_what_is_new_since_it_was_earned_is_in_the_plan(signed_in: Client, ada: Learner) -> None:
    certification = guided(phases=((14, (60,) * 9),))
    plan = make_plan(ada, certification, tasks=({"state": Task.State.DONE},), state=StudyPlan.State.FINISHED)
    plan.refresh_summary()
    hold(ada, certification, 60)
    next_version(certification, add={"drift": ("day-14", 45)}, retime={"d14-s2": 70})
    page = text(signed_in)
    assert "2 tasks are new or changed since you earned it." in page
    signed_in.post(PAGE, given())
    renewal = StudyPlan.objects.running().get()
    assert list(renewal.tasks.values_list("key", flat=True).order_by("key")) == ["d14-s2", "drift"]
    assert renewal.version == Certification.objects.get().current_version


def test_a_newer_version_is_no_offer_for_a_renewal(signed_in: Client, ada: Learner) -> None:
    certification = guided()
    hold(ada, certification, 60)
    signed_in.post(PAGE, given())
    next_version(certification, add={"drift": ("day-14", 45)})
    assert not StudyPlan.objects.movable().exists()
    assert not StudyPlan.objects.get().is_movable


def test_check_shows_the_dates_and_makes_nothing(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 60)
    page = signed_in.post(PAGE, given(check="1", monday="30")).content.decode()
    assert "with 6 h 30 min a week you finish on" in page
    assert 'name="monday" value="30"' in page
    assert not StudyPlan.objects.exists()


def test_the_preview_is_a_fragment_for_htmx_and_a_page_without(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 60)
    fragment = signed_in.get(PREVIEW, given(), headers=HX).content.decode()
    assert "Begin on 20 April: with 7 h a week you finish on 23 April" in fragment
    assert "<html" not in fragment
    assert "<html" in text(signed_in, PREVIEW, given())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"buffer_days": "-1"}, "buffer_days"),
        ({"buffer_days": "soon"}, "buffer_days"),
        ({"buffer_days": "61"}, "buffer_days"),
        ({"tuesday": "1441"}, "tuesday"),
        (dict.fromkeys(WEEK, "0"), "monday"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field_and_kept(
    signed_in: Client, ada: Learner, changes: dict, field: str
) -> None:
    hold(ada, guided(), 60)
    response = signed_in.post(PAGE, given(**changes))
    assert list(response.context["form"].errors) == [field]
    assert all(response.context["form"].data[name] == value for name, value in changes.items())
    assert not StudyPlan.objects.exists()


def test_a_certification_without_a_plan_says_so(signed_in: Client, ada: Learner) -> None:
    hold(ada, make_certification("trail-guide", guide=RULE), 60)
    assert "There is no study plan of ours for this certification." in text(signed_in)
    assert signed_in.post(PAGE, given()).status_code == 200


@pytest.mark.parametrize("address", [PAGE, PREVIEW])
def test_only_its_holder_may_renew(as_stranger: Client, client: Client, ada: Learner, address: str) -> None:
    hold(ada, guided(), 60)
    assert as_stranger.get(address).status_code == 404
    assert "/accounts/login/" in client.get(address)["Location"]


def test_a_stranger_can_make_no_plan_of_it(as_stranger: Client, ada: Learner) -> None:
    hold(ada, guided(), 60)
    assert as_stranger.post(PAGE, given()).status_code == 404
    assert not StudyPlan.objects.exists()


@pytest.mark.parametrize(("days_left", "said"), [(60, True), (100, False), (3, True), (-1, False)])
def test_today_says_so_while_a_window_is_open(signed_in: Client, ada: Learner, days_left: int, said: bool) -> None:
    hold(ada, guided(), days_left)
    assert (PAGE in text(signed_in, reverse("plans:today"))) == said


def test_today_is_silent_once_a_renewal_plan_runs(signed_in: Client, ada: Learner) -> None:
    hold(ada, guided(), 60)
    signed_in.post(PAGE, given())
    assert PAGE not in text(signed_in, reverse("plans:today"))


@pytest.mark.parametrize(("days_left", "said"), [(60, "Renew it"), (3, "Renew it"), (300, "When to renew it")])
def test_the_list_of_credentials_leads_there(signed_in: Client, ada: Learner, days_left: int, said: str) -> None:
    hold(ada, guided(), days_left)
    page = text(signed_in, reverse("credentials:credentials"))
    assert PAGE in page
    assert said in page


@pytest.mark.parametrize("steps", [1, 200])
def test_the_page_asks_the_same_questions_for_any_number_of_steps(
    signed_in: Client, ada: Learner, steps: int, django_assert_num_queries
) -> None:
    hold(ada, guided(phases=((14, (60,) * steps),)), 60)
    # session, user, learner, credential with certification and version, its periods; has it a plan, the version of an old plan,
    # the version of that day, steps; phases, their steps; a running plan, days off
    with django_assert_num_queries(13):
        signed_in.get(PREVIEW, given(), headers=HX)
