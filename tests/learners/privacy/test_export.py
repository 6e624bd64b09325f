"""One archive with everything of one person, and with nothing of anybody else."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from learners.credentials.exams import Evidence
from learners.plans.models import StudyPlan, Task
from learners.privacy.archive import archive
from learners.privacy.registry import KINDS
from learners.profiles.models import DayOff, Learner
from tests.factories import MONDAY, NOON, make_attempt, make_guided, make_membership, make_plan, make_team
from tests.learners.privacy.full import sign_in

pytestmark = pytest.mark.django_db
PAGE, EXPORT = reverse("privacy:my_data"), reverse("privacy:export")


def opened(learner: Learner) -> ZipFile:
    response = sign_in(learner).post(EXPORT)
    assert response.status_code == 200
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]


def data_of(learner: Learner) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(opened(learner).read("data.json"))
    return data


def table(found: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(found.read(f"csv/{name}.csv").decode("utf-8-sig"))))


def everything_in(found: ZipFile) -> str:
    return "\n".join([*found.namelist(), *(found.read(name).decode(errors="replace") for name in found.namelist())])


# The pages' cast


def test_the_pages_ask_who_is_there(db):
    for answer in (Client().get(PAGE), Client().post(EXPORT)):
        assert answer["Location"].startswith(reverse("account_login"))


def test_looking_takes_no_copy(signed_in):
    assert signed_in.get(EXPORT).status_code == 405


def test_the_page_names_what_there_is(zuleika):
    page = sign_in(zuleika).get(PAGE).content.decode()
    assert "Your study plans with their tasks" in page
    assert reverse("privacy:erase") in page


def test_the_page_names_nothing_that_there_is_not(signed_in):
    assert "Waivers that were granted to you" not in signed_in.get(PAGE).content.decode()


def test_the_settings_lead_to_it(signed_in):
    assert PAGE in signed_in.get(reverse("profiles:settings")).content.decode()


def test_it_comes_as_a_download_that_nobody_keeps(noon, signed_in):
    answer = signed_in.post(EXPORT)
    answer.close()
    assert answer["Content-Disposition"] == 'attachment; filename="cairn-my-data-2026-03-02.zip"'
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "private, no-store")


# What is in it


def test_it_opens_and_is_whole(zuleika):
    found = opened(zuleika)
    assert found.testzip() is None
    assert {"data.json", "calendar.ics", "README.txt"} <= set(found.namelist())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_there_with_a_row(kind, zuleika):
    found = opened(zuleika)
    rows = json.loads(found.read("data.json"))[kind.name]
    assert rows
    assert list(rows[0]) == list(kind.columns)
    assert len(table(found, kind.name)) == len(rows)
    assert f"- {kind.name}: {kind.title}" in found.read("README.txt").decode()


def test_the_readme_says_of_what_there_is_nothing(ada):
    text = opened(ada).read("README.txt").decode()
    assert "- plans:" not in text
    assert "plans" in text.partition("Of these there is nothing: ")[2]


def test_somebody_new_has_an_archive_too(ada):
    found = opened(ada)
    data = json.loads(found.read("data.json"))
    assert data["account"][0]["email"] == "ada@example.org"
    assert data["plans"] == table(found, "plans") == []


def test_a_plan_is_there_with_its_tasks_and_notes(zuleika):
    data = data_of(zuleika)
    tasks = {row["key"]: row for row in data["tasks"]}
    assert tasks["task-1"]["note"] == "zuleika thinks: =1+1"
    assert tasks["task-1"]["plan"] == data["plans"][0]["id"]
    assert data["minutes"][0]["task"] == tasks["task-1"]["id"]


def test_days_and_moments_are_written_as_iso_has_them(zuleika):
    data = data_of(zuleika)
    task = data["tasks"][0]
    assert date.fromisoformat(task["due"]) == MONDAY
    assert (data["exported_at"], datetime.fromisoformat(task["done_at"])) == ("2026-03-02T12:00:00+00:00", NOON)
    assert data["experience"][0]["years"] == "2.5"


def test_the_files_of_evidence_are_there(zuleika):
    found = opened(zuleika)
    kept = {f"evidence/{row['id']}-{row['name']}" for row in json.loads(found.read("data.json"))["evidence"]}
    assert kept == {name for name in found.namelist() if name.startswith("evidence/")}
    assert {found.read(name) for name in kept} == {b"file 0 of zuleika", b"file 1 of zuleika"}


def test_a_file_that_is_gone_is_said_to_be(zuleika, shelf_at: Path):
    evidence = Evidence.objects.of(zuleika).first()
    assert evidence is not None
    (shelf_at / evidence.stored_as).unlink()
    readme = opened(zuleika).read("README.txt").decode()
    assert f"- evidence/{evidence.pk}-{evidence.name}" in readme


def test_the_calendar_can_be_read(zuleika):
    make_attempt(zuleika, exam_on=date(2026, 5, 4))
    events = Calendar.from_ical(opened(zuleika).read("calendar.ics")).walk("VEVENT")
    assert date(2026, 5, 4) in [event.decoded("DTSTART") for event in events]


# What is not in it


@pytest.mark.parametrize("word", ["seed of zuleika", "key of zuleika", "hash of zuleika"])
def test_no_secret_is_in_it(word, zuleika):
    assert word not in everything_in(opened(zuleika))


def test_no_password_and_no_session_is_in_it(zuleika):
    client = sign_in(zuleika)
    text = everything_in(opened(zuleika))
    assert zuleika.user.password not in text
    assert str(client.session.session_key) not in text


@pytest.mark.parametrize("fields", [{}, {"name": ""}], ids=["with a name", "without a name"])
def test_nothing_of_a_neighbour_is_in_it(fields, zuleika, neighbour):
    for name, value in fields.items():
        setattr(neighbour.user, name, value)
        neighbour.user.save()
    text = everything_in(opened(zuleika)).lower()
    seen = neighbour.user.name.lower()
    assert "neighbourly@" not in text
    rest = text.replace(seen, "") if seen else text  # who granted the waiver, as its page says
    assert "neighbourly" not in rest


def test_of_others_only_a_name_is_there_that_the_person_sees_anyway(zuleika, neighbour):
    data = data_of(zuleika)
    named = [name for name, rows in data.items() if neighbour.user.name in json.dumps(rows)]
    assert named == ["waivers", "assignments", "assignment-steps", "looks-at-you", "nudges", "invitations-to-you"]
    assert data["waivers"][0]["granted_by"] == neighbour.user.name


def test_what_was_done_for_others_does_not_say_for_whom(zuleika):
    data = data_of(zuleika)
    assert set(data["waivers-granted"][0]) == {
        "id",
        "certification",
        "key",
        "reason",
        "until",
        "granted_at",
        "revoked_at",
    }
    assert set(data["plan-changes-for-others"][0]) == {"id", "at", "why"}
    assert [row["by"] for row in data["plan-changes"]] == ["Zuleika Quartermaine"]


# A spreadsheet must not run what somebody wrote


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'"])
def test_no_cell_is_a_live_formula(start, ada):
    note = f"{start}HYPERLINK(1)"
    DayOff.objects.create(learner=ada, first=MONDAY, last=MONDAY, note=note)
    found = opened(ada)
    assert table(found, "days-off")[0]["note"] == f"'{note}"
    assert json.loads(found.read("data.json"))["days-off"][0]["note"] == note


def test_a_cell_with_quotes_commas_and_lines_stays_one_cell(ada):
    note = 'a "b", c\nd; € 雪'
    DayOff.objects.create(learner=ada, first=MONDAY, last=MONDAY, note=note)
    assert [row["note"] for row in table(opened(ada), "days-off")] == [note]


# Much of it


@pytest.mark.parametrize("address", [PAGE, reverse("privacy:erase")])
def test_a_page_asks_as_often_for_much_as_for_little(address, ada, signed_in, noon, team):
    make_plan(ada, tasks=({},))
    make_membership(team, ada)
    signed_in.get(address)  # the first one asks for content types too, which the process then keeps
    with CaptureQueriesContext(connection) as little:
        signed_in.get(address)
    for _number in range(5):
        make_plan(ada, tasks=({},) * 5)
        make_membership(make_team(), ada)
        DayOff.objects.create(learner=ada, first=MONDAY, last=MONDAY)
    with CaptureQueriesContext(connection) as much:
        signed_in.get(address)
    assert len(much) == len(little) < len(KINDS) + 12


@pytest.mark.parametrize("tasks", [5, 500])
def test_a_long_plan_asks_as_often_as_a_short_one(tasks, ada, shelf_at, noon, django_assert_num_queries):
    plan: StudyPlan = make_plan(ada, make_guided())
    Task.objects.bulk_create(
        Task(plan=plan, key=f"t{number}", title="A task", phase_key="one", minutes=30, starts=MONDAY, due=MONDAY)
        for number in range(tasks)
    )
    plan.refresh_summary()
    archive(ada, now=NOON).close()  # from the second time on the calendar has nothing new to write
    # one for each kind (of sessions, the one that reads them all: nobody is signed in here), the files of evidence, five for
    # the calendar
    with django_assert_num_queries(len(KINDS) + 6):
        archive(ada, now=NOON).close()
