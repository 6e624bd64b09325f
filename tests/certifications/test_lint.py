"""The rules of the lint, on values alone."""

from dataclasses import replace

import pytest

from certifications.files.form import CertificationForm, GuideForm
from certifications.lint import WARNINGS, WORDS, Around, Ask, Rule, Standing, beyond_reach, circles, lint, standing_of

STEP = {"key": "one", "title": "One", "minutes": 60}
PHASE = {"key": "start", "title": "Start", "by_day": 14, "steps": [STEP]}
GUIDE = {"skills": ["knots"], "plan": [PHASE]}
FINE = Standing("Fine", True, False, ())
HIDDEN = replace(FINE, offered=False)
RETIRED = replace(FINE, retired=True)
LOST = replace(FINE, asks=(Ask(True, 1, ("hidden",)),))
AROUND = Around(
    {"fine": FINE, "hidden": HIDDEN, "retired": RETIRED, "lost": LOST},
    {
        "certifications": {"fine"},
        "skills": {"knots"},
        "programs": {"ropes"},
        "paths": set(),
        "roles": set(),
        "roadmaps": set(),
    },
)


def form(kind="guided", **guide):
    return CertificationForm(
        slug="own", name="Own", program="ropes", kind=kind, guide=GuideForm.model_validate(GUIDE | guide)
    )


def asking(*rows, **common):
    return [{"key": f"row-{number}", **row, **common} for number, row in enumerate(rows)]


def rules(judged, around=AROUND):
    return [finding.rule for finding in lint(judged, around)]


HIDDEN_ROW, FINE_ROW, RETIRED_ROW, LOST_ROW = (
    {"certification": slug} for slug in ("hidden", "fine", "retired", "lost")
)
YEARS = {"years": 2.0}


@pytest.mark.parametrize(
    ("guide", "found"),
    [
        ({}, []),
        ({"prerequisites": asking(FINE_ROW, YEARS)}, []),
        ({"prerequisites": asking(HIDDEN_ROW)}, [Rule.UNREACHABLE]),
        ({"prerequisites": asking(HIDDEN_ROW, strength="recommended")}, [Rule.HIDDEN_ASKED]),
        ({"prerequisites": asking(HIDDEN_ROW, YEARS, group="way-in")}, [Rule.HIDDEN_ASKED]),
        ({"prerequisites": asking(HIDDEN_ROW, YEARS, group="way-in", group_minimum=2)}, [Rule.UNREACHABLE]),
        ({"prerequisites": asking(LOST_ROW)}, [Rule.UNREACHABLE_BEYOND]),
        ({"prerequisites": asking(LOST_ROW, FINE_ROW, group="way-in")}, []),
        ({"prerequisites": asking(RETIRED_ROW)}, [Rule.RETIRED_REQUIRED]),
        ({"prerequisites": asking(RETIRED_ROW, FINE_ROW, group="way-in")}, [Rule.RETIRED_ASKED]),
        ({"prerequisites": asking(RETIRED_ROW, strength="recommended")}, [Rule.RETIRED_ASKED]),
        (
            {"next_steps": [{"key": "up", "direction": "same_track", "label": "Up", "certification": "hidden"}]},
            [Rule.HIDDEN_NEXT],
        ),
        ({"summary": "See [it](/certifications/fine/) and [that](/skills/knots/#how)."}, []),
        ({"summary": "See [it](/certifications/gone/)."}, [Rule.DEAD_LINK]),
        ({"summary": "See [it](/certifications/hidden/)."}, [Rule.DEAD_LINK]),
        ({"summary": "See [all](/certifications/compare/), [out](https://example.org/skills/x/)."}, []),
        ({"plan": [PHASE | {"summary": "[A role](/roles/nobody/)"}]}, [Rule.DEAD_LINK]),
        ({"skills": []}, [Rule.NO_SKILLS]),
        ({"plan": []}, [Rule.NO_PLAN]),
        ({"plan": [PHASE, PHASE | {"key": "end", "by_day": 30}]}, [Rule.STEP_KEY_TWICE]),
        ({"plan": [PHASE | {"by_day": 1, "steps": [STEP | {"minutes": 120}]}]}, []),
        ({"plan": [PHASE | {"by_day": 1, "steps": [STEP | {"minutes": 121}]}]}, [Rule.PLAN_TOO_FULL]),
        ({"plan": [PHASE | {"by_day": 1, "steps": [STEP | {"minutes": 121, "optional": True}]}]}, []),
        ({"validity_months": 24, "renewal_window_months": 24}, []),
        ({"validity_months": 24, "renewal_window_months": 25}, [Rule.WINDOW_TOO_LONG]),
        ({"renewal_window_months": 3}, [Rule.WINDOW_WITHOUT_VALIDITY]),
        ({"validity_months": 24, "renewal_from": "last_expiry", "renewal_window_months": 3}, []),
        ({"validity_months": 24, "renewal_from": "last_expiry"}, [Rule.FROM_END_WITHOUT_WINDOW]),
        ({"renewal_from": "last_expiry"}, [Rule.RENEWAL_WITHOUT_VALIDITY]),
        ({"validity_months": 24, "renewed_by_higher": True}, []),
        ({"renewed_by_higher": True}, [Rule.RENEWAL_WITHOUT_VALIDITY]),
    ],
)
def test_a_rule_finds_what_it_is_for_and_nothing_else(guide, found):
    assert rules(form(**guide)) == found


def test_a_listed_certification_needs_neither_skills_nor_a_plan():
    assert rules(form(kind="listed", skills=[], plan=[])) == []


def test_a_step_without_minutes_is_found_where_the_database_would_not_have_refused_it():
    step = form().guide.plan[0].steps[0].model_copy(update={"minutes": 0})
    phase = form().guide.plan[0].model_copy(update={"steps": [step]})
    judged = form().model_copy(update={"guide": form().guide.model_copy(update={"plan": [phase]})})
    found = lint(judged, AROUND)
    assert [(one.rule, one.path) for one in found] == [(Rule.NO_MINUTES, ("guide", "plan", 0, "steps", 0, "minutes"))]


def test_a_finding_names_the_other_and_its_place():
    found = lint(form(prerequisites=asking(YEARS, HIDDEN_ROW)), AROUND)[0]
    assert found.path == ("guide", "prerequisites", 1, "certification")
    assert found.text.startswith("Nobody can get here: “Fine” is required")
    assert found.is_error


def test_every_rule_has_words_and_the_warnings_are_rules():
    assert set(WORDS) == set(Rule)
    assert set(Rule) > WARNINGS


def test_nobody_reaches_what_rests_on_what_is_hidden_at_any_depth():
    chain = {f"c{n}": replace(FINE, asks=(Ask(True, 1, (f"c{n - 1}",)),)) for n in range(1, 500)}
    assert beyond_reach({"c0": HIDDEN, **chain}) == set(chain)
    assert beyond_reach({"c0": FINE, **chain}) == set()


def test_a_circle_is_told_at_the_edge_that_was_drawn_and_only_there():
    edges = [("a", "b"), ("b", "a"), ("x", "y"), ("y", "x")]
    found = list(circles(edges, drawn=[("b", "a")], around=AROUND))
    assert [(edge, finding.values["way"]) for edge, finding in found] == [(("b", "a"), "a → b → a")]


def test_the_standing_of_a_form_is_what_others_see_of_it():
    judged = form(prerequisites=asking(FINE_ROW, YEARS, group="way-in", strength="recommended"))
    assert standing_of(judged) == Standing("Own", True, False, (Ask(False, 1, ("fine", None)),))
