"""Making a plan. Noon on Monday 2 March 2026."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from certifications.publishing import make_current, start_draft
from learners.plans.models import StudyPlan
from learners.profiles.models import DayOff, Learner
from tests.factories import MONDAY, NOON, make_guided, make_plan, make_skill

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.ignore_template_errors,  # crispy's own templates look up what is not always there
]
WEEK = dict.fromkeys(Learner.WEEKDAYS, "60")
HX = {"HX-Request": "true"}


@pytest.fixture
def guided(db):
    return make_guided("trail-guide", phases=((14, (60, 90)), (30, (120,))))


def new(slug: str = "trail-guide") -> str:
    return reverse("plans:new", args=[slug])


def preview(slug: str = "trail-guide") -> str:
    return reverse("plans:preview", args=[slug])


def given(**changes: str) -> dict[str, str]:
    return {"horizon": "30", "start": "2026-03-02", "exam_date": "", **WEEK, **changes}


def test_the_page_offers_the_horizons_with_their_hours(signed_in, guided):
    text = signed_in.get(new()).content.decode()
    assert "The plan for 14 days" in text
    assert "2 h 30 min in 2 tasks" in text
    assert "4 h 30 min in 3 tasks" in text


def test_the_page_is_filled_in_with_the_learners_week_and_today(signed_in, ada, guided):
    ada.monday = 25
    ada.save()
    text = signed_in.get(new()).content.decode()
    assert 'name="monday" value="25"' in text
    assert 'name="start" value="2026-03-02"' in text


def test_the_verdict_is_there_before_anything_is_typed(signed_in, guided):
    assert "With 6 h a week you finish on 7 March." in signed_in.get(new()).content.decode()


def test_a_learner_without_any_minutes_is_asked_for_some(signed_in, ada, guided):
    Learner.objects.filter(pk=ada.pk).update(**dict.fromkeys(Learner.WEEKDAYS, 0))
    assert "Give at least one weekday some minutes, and the dates appear here." in signed_in.get(new()).content.decode()


def test_days_off_that_are_still_to_come_are_shown(signed_in, ada, guided):
    DayOff.objects.create(learner=ada, first=MONDAY, last=MONDAY + timedelta(days=1))
    DayOff.objects.create(learner=ada, first=date(2025, 1, 1), last=date(2025, 1, 2))
    text = signed_in.get(new()).content.decode()
    assert "2 March 2026 – 3 March 2026" in text
    assert "January 2025" not in text


def test_the_plan_is_made_and_shown(signed_in, ada, guided):
    response = signed_in.post(new(), given(exam_date="2026-04-01"))
    plan = StudyPlan.objects.get()
    assert (response.status_code, response["Location"]) == (302, plan.get_absolute_url())
    assert (plan.learner, plan.start, plan.exam_date, plan.tasks.count()) == (ada, MONDAY, date(2026, 4, 1), 3)


def test_without_a_first_day_it_begins_today(signed_in, guided):
    signed_in.post(new(), given(start="", exam_date="2026-04-01"))
    assert StudyPlan.objects.get().start == MONDAY


def test_a_weekday_left_empty_has_no_minutes(signed_in, guided):
    signed_in.post(new(), given(sunday=""))
    assert StudyPlan.objects.get().sunday == 0


def test_the_days_off_that_were_typed_are_kept(signed_in, ada, guided):
    signed_in.post(new(), given(off_first="2026-03-02", off_last="2026-03-03"))
    assert ada.days_off.count() == 1
    assert StudyPlan.objects.get().next_due == date(2026, 3, 4)


def test_what_does_not_fit_says_so_in_numbers_and_can_be_made(signed_in, guided):
    too_soon = given(exam_date="2026-03-04")
    text = signed_in.get(preview(), too_soon, headers=HX).content.decode()
    assert "It does not fit: with 7 h a week, 2 h 30 min of work are left when the exam comes on 4 March." in text
    assert "Move the exam to 7 March or later." in text
    signed_in.post(new(), too_soon)
    assert StudyPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        pytest.param({"start": "2026-01-30"}, "start", "That is more than 30 days ago.", id="start long past"),
        pytest.param({"start": "2028-03-04"}, "start", "That is more than two years ahead.", id="start far ahead"),
        pytest.param({"start": "2026-02-30"}, "start", "This is no date.", id="no such day"),
        pytest.param({"start": "soon"}, "start", "This is no date.", id="no date at all"),
        pytest.param({"start": "99999-01-01"}, "start", "This is no date.", id="beyond the calendar"),
        pytest.param({"exam_date": "2026-03-02"}, "exam_date", "The exam must lie ahead", id="exam today"),
        pytest.param(
            {"start": "2026-03-20", "exam_date": "2026-03-20"},
            "exam_date",
            "The exam must come after the first day.",
            id="exam on the first day",
        ),
        pytest.param(
            {"start": "2026-03-20", "exam_date": "2026-03-10"},
            "exam_date",
            "The exam must come after the first day.",
            id="exam before the start",
        ),
        pytest.param(
            {"exam_date": "2028-03-04"}, "exam_date", "That is more than two years ahead.", id="exam far ahead"
        ),
        pytest.param({"tuesday": "-1"}, "tuesday", "No fewer than 0 minutes.", id="negative minutes"),
        pytest.param({"tuesday": "1441"}, "tuesday", "A day has 1440 minutes.", id="more than a day"),
        pytest.param({"tuesday": "an hour"}, "tuesday", "Enter a whole number.", id="words for minutes"),
        pytest.param(
            dict.fromkeys(WEEK, "0"), "monday", "Give at least one weekday some minutes.", id="no minutes at all"
        ),
        pytest.param({"off_last": "2026-03-10"}, "off_first", "From which day?", id="days off without a beginning"),
        pytest.param(
            {"off_first": "2026-03-10", "off_last": "2026-03-09"},
            "off_last",
            "The last day must not be before the first.",
            id="days off in the wrong order",
        ),
        pytest.param(
            {"off_first": "2026-03-10", "off_last": "2099-03-09"},
            "off_last",
            "That is more than two years ahead.",
            id="endless days off",
        ),
        pytest.param({"horizon": "45"}, "horizon", "Select a valid choice.", id="no such horizon"),
        pytest.param({"horizon": ""}, "horizon", "This field is required.", id="no horizon"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field_and_kept(signed_in, guided, changes, field, message):
    response = signed_in.post(new(), given(**changes))
    assert response.status_code == 200
    assert any(message in error for error in response.context["form"].errors[field])
    assert message in response.content.decode()
    assert all(response.context["form"].data[name] == value for name, value in changes.items())
    assert not StudyPlan.objects.exists()


def test_the_limits_themselves_are_allowed(signed_in, guided):
    response = signed_in.post(new(), given(start="2026-01-31", exam_date="2028-03-02", tuesday="1440"))
    assert response.status_code == 302


def test_days_off_without_end_are_a_message_and_no_crash(signed_in, ada, guided):
    DayOff.objects.create(learner=ada, first=date(2020, 1, 1), last=date.max)
    assert signed_in.get(new()).status_code == 200
    assert "there is no end in ten years" in signed_in.post(new(), given()).content.decode()


def test_check_shows_the_verdict_and_makes_nothing(signed_in, guided):
    text = signed_in.post(new(), given(check="1", monday="30")).content.decode()
    assert "With 6 h 30 min a week you finish on" in text
    assert 'name="monday" value="30"' in text
    assert not StudyPlan.objects.exists()


def test_the_preview_is_a_fragment_for_htmx(signed_in, guided):
    text = signed_in.get(preview(), given(), headers=HX).content.decode()
    assert "With 7 h a week you finish on 6 March." in text
    assert "<html" not in text


def test_the_preview_is_a_page_without_htmx(signed_in, guided):
    text = signed_in.get(preview(), given(monday="30")).content.decode()
    assert "<html" in text
    assert 'name="monday" value="30"' in text


def test_the_preview_names_the_field_that_is_wrong(signed_in, guided):
    text = signed_in.get(preview(), given(exam_date="2026-02-01"), headers=HX).content.decode()
    assert "Exam date: The exam must lie ahead: tomorrow at the earliest." in text


def test_the_preview_draws_the_weeks_and_tells_them_in_a_table(signed_in, guided):
    text = signed_in.get(preview(), given(), headers=HX).content.decode()
    assert text.count('<rect class="weeks-load"') == 1
    assert '<th scope="row">2 Mar 2026</th><td class="number">4 h 30 min</td><td class="number">7 h</td>' in text


def test_a_phase_that_ends_late_says_by_how_many_days(signed_in, guided):
    text = signed_in.get(preview(), given(**{**dict.fromkeys(WEEK, "0"), "sunday": "30"}), headers=HX).content.decode()
    assert "days later" in text


def test_the_preview_writes_nothing(signed_in, ada, guided):
    signed_in.get(preview(), given(off_first="2026-03-10", off_last="2026-03-11", monday="5"), headers=HX)
    ada.refresh_from_db()
    assert (ada.monday, ada.days_off.count(), StudyPlan.objects.count()) == (60, 0, 0)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_running_plan_is_pointed_to(signed_in, ada, guided, method):
    running = make_plan(ada, guided)
    text = getattr(signed_in, method)(new(), given()).content.decode()
    assert "You have a running plan for this certification already." in text
    assert running.get_absolute_url() in text
    assert StudyPlan.objects.count() == 1


def test_somebody_elses_running_plan_does_not_matter(signed_in, stranger, guided):
    make_plan(stranger, guided)
    assert "Make your plan" in signed_in.get(new()).content.decode()


@pytest.mark.parametrize(
    "address", [new("nothing"), preview("nothing"), new("listed"), preview("listed"), new("archived")]
)
def test_what_can_not_be_planned_is_not_found(signed_in, address):
    make_guided("listed", kind="listed")
    make_guided("archived", archived=True)
    assert signed_in.get(address).status_code == 404


@pytest.mark.parametrize("address", [new(), preview()])
def test_planning_needs_a_log_in(client, guided, address):
    assert "/accounts/login/" in client.get(address)["Location"]


@pytest.mark.parametrize(("slug", "steps"), [("short-one", 1), ("long-one", 300)])
def test_the_preview_asks_the_same_questions_for_any_number_of_steps(signed_in, slug, steps, django_assert_num_queries):
    make_guided(slug, phases=((14, (60,) * steps),))
    # session, user, learner, certification with version, phases, steps, days off;
    # for the gate: running plans, periods, skills, years, waivers, what is asked for
    with django_assert_num_queries(13):
        signed_in.get(preview(slug), given(horizon="14"), headers=HX)


@pytest.fixture
def gated(guided):
    """A prerequisite that the published version asks for: skills, of which Ada has stated none."""
    draft = start_draft(guided)
    draft.prerequisites.create(key="git", kind="skill", skill=make_skill("git", name="Git"))
    make_current(draft, now=NOON)
    return guided


def test_an_exam_date_is_locked_while_something_required_is_missing_and_what_was_typed_is_kept(signed_in, gated, noon):
    answer = signed_in.post(new(), given(exam_date="2026-06-01", monday="45"))
    assert "The exam is locked until you have: Git (If you know it, say so in your settings)" in str(
        answer.context["form"].errors["exam_date"]
    )
    assert 'value="2026-06-01"' in answer.content.decode()
    assert 'value="45"' in answer.content.decode()
    assert not StudyPlan.objects.exists()


def test_without_an_exam_date_a_locked_certification_can_be_planned(signed_in, gated, noon):
    signed_in.post(new(), given())
    assert StudyPlan.objects.get().exam_date is None


def test_what_is_stated_opens_the_exam_date(signed_in, ada, gated, noon):
    ada.skill_statements.create(skill=make_skill("git"))
    signed_in.post(new(), given(exam_date="2026-06-01"))
    assert StudyPlan.objects.get().exam_date == date(2026, 6, 1)


def test_one_day_off_needs_no_last_day(signed_in, ada, guided):
    signed_in.post(new(), given(off_first="2026-03-03"))
    assert list(ada.days_off.values_list("first", "last")) == [(date(2026, 3, 3), date(2026, 3, 3))]
    assert not StudyPlan.objects.get().tasks.filter(due=date(2026, 3, 3)).exists()


def test_days_before_the_exam_are_kept_free(signed_in, guided):
    signed_in.post(new(), given(exam_date="2026-04-01", buffer_days="5"))
    plan = StudyPlan.objects.get()
    assert (plan.exam_date, plan.buffer_days) == (date(2026, 4, 1), 5)
    text = signed_in.get(preview(), given(exam_date="2026-03-09", buffer_days="5"), headers=HX).content.decode()
    assert "It does not fit" in text


@pytest.fixture
def optional_step(guided):
    draft = start_draft(guided)
    step = draft.steps.latest("minutes")
    step.optional = True
    step.save()
    make_current(draft, now=NOON)
    return step


def test_optional_tasks_that_are_left_out_are_there_skipped(signed_in, optional_step):
    signed_in.post(new(), given(skip=optional_step.key))
    plan = StudyPlan.objects.get()
    assert plan.tasks.get(key=optional_step.key).state == "skipped"
    assert plan.minutes_total == 150


def test_a_step_that_is_not_optional_can_not_be_left_out(signed_in, guided):
    assert "skip" in signed_in.post(new(), given(skip="d14-s1")).context["form"].errors


def test_each_remedy_is_one_click_that_makes_it_fit(signed_in, optional_step):
    asked = {**given(exam_date="2026-03-05"), **dict.fromkeys(Learner.WEEKDAYS, "50")}
    response = signed_in.get(preview(), asked, headers=HX)
    ways = response.context["ways"]
    assert [words for words, _query in ways] == ["Exam on 8 March", "12 h 15 min a week", "Without 1 optional task"]
    for _words, query in ways:
        assert "It fits" in signed_in.get(f"{preview()}?{query}", headers=HX).content.decode() or "It just fits" in (
            signed_in.get(f"{preview()}?{query}", headers=HX).content.decode()
        )
        assert signed_in.get(f"{preview()}?{query}").status_code == 200
