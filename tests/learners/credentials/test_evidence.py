"""Handing in files, who may fetch them, and what becomes of them."""

import stat
from http import HTTPStatus
from typing import IO, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from learners.credentials import evidence
from learners.credentials.evidence import Upload, keep
from learners.credentials.exams import CredentialClaim, Evidence, ExamAttempt
from learners.credentials.file_kinds import Examined, Kind
from learners.profiles.models import Learner
from tests.certifications.desk import client_of, make_owner
from tests.factories import NOON, make_attempt, make_claim, make_learner, make_membership, make_team, make_user
from tests.learners.credentials.files import lying, pdf, picture, png_of_stated_size, shelf_at, upload

__all__ = ["shelf_at"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon", "shelf_at")]
PASSED = ExamAttempt.State.PASSED


@pytest.fixture
def attempt(ada: Learner) -> ExamAttempt:
    return make_attempt(ada, state=PASSED)


def page_of(thing: ExamAttempt | CredentialClaim) -> str:
    kind = "attempt" if isinstance(thing, ExamAttempt) else "claim"
    return reverse(f"credentials:{kind}-evidence", args=[thing.pk])


def kept(thing: ExamAttempt | CredentialClaim, data: bytes = b"%PDF- as good as one", name: str = "a.pdf") -> Evidence:
    keep(thing, [Upload(name, Examined(Kind.PDF, data))], now=NOON)
    return thing.evidence.latest("pk")


def errors_of(response) -> list[str]:
    return list(response.context["form"].errors["evidence"])


def test_a_file_is_kept_under_a_random_name_that_only_the_server_may_read(signed_in: Client, attempt, shelf_at) -> None:
    given = [upload(picture(), "../../evil.php"), upload(pdf(), "score.pdf", "text/html")]
    answer = signed_in.post(page_of(attempt), {"evidence": given})
    assert answer["Location"] == page_of(attempt)
    rows = list(attempt.evidence.values_list("name", "kind", "uploaded_at"))
    assert rows == [("evil.php.png", "png", NOON), ("score.pdf", "pdf", NOON)]
    names = lying(shelf_at)
    assert sorted(attempt.evidence.values_list("stored_as", flat=True)) == names
    assert {(len(name.partition(".")[0]), name.partition(".")[2]) for name in names} == {(40, "png"), (40, "pdf")}
    assert {stat.S_IMODE((shelf_at / name).stat().st_mode) for name in names} == {0o600}
    assert stat.S_IMODE(shelf_at.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"<html><script>alert(1)</script>", "a.png", "“a.png” is neither a PDF nor a PNG or JPEG picture"),
        (b"<svg onload='alert(1)'/>", "a.svg", "is neither a PDF nor"),
        (b"", "a.png", "“a.png” is empty."),
        (b"%PDF-" + b"0" * 1001, "a.pdf", "“a.pdf” is larger than 1000"),
        (picture()[:-20], "a.png", "is damaged"),
        (png_of_stated_size(60_000, 60_000), "a.png", "has more than 40 megapixels"),
        (pdf() + b"PK", "a.pdf", "goes on behind the end"),
    ],
)
def test_a_bad_file_is_told_by_name_at_its_field_and_nothing_is_kept(
    signed_in: Client, attempt, shelf_at, settings, data: bytes, name: str, message: str
) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000
    answer = signed_in.post(page_of(attempt), {"evidence": [upload(pdf(), "good.pdf"), upload(data, name)]})
    (error,) = errors_of(answer)
    assert message in error.replace("\xa0", " ")
    assert lying(shelf_at) == []
    assert not Evidence.objects.exists()


def test_each_of_several_bad_files_is_told(signed_in: Client, attempt) -> None:
    answer = signed_in.post(page_of(attempt), {"evidence": [upload(b"x", "one.png"), upload(b"y", "two.png")]})
    assert ["one.png" in errors_of(answer)[0], "two.png" in errors_of(answer)[1]] == [True, True]


def test_six_files_are_too_many_at_once_and_one_after_another(signed_in: Client, attempt, shelf_at) -> None:
    answer = signed_in.post(page_of(attempt), {"evidence": [upload(picture()) for _number in range(6)]})
    assert errors_of(answer) == ["No more than 5 files."]
    signed_in.post(page_of(attempt), {"evidence": [upload(picture()) for _number in range(4)]})
    answer = signed_in.post(page_of(attempt), {"evidence": [upload(picture()) for _number in range(2)]})
    assert errors_of(answer) == ["It may have 5 files at most."]
    assert len(lying(shelf_at)) == attempt.evidence.count() == 4


def test_a_learner_keeps_no_more_than_so_many_files_in_all(signed_in: Client, ada, attempt, settings) -> None:
    settings.EVIDENCE_MAX_KEPT = 3
    make_claim(ada, evidence=3)
    answer = signed_in.post(page_of(attempt), {"evidence": [upload(picture())]})
    assert "You have 3 files here" in errors_of(answer)[0]


def test_without_a_file_the_form_says_so(signed_in: Client, attempt) -> None:
    assert errors_of(signed_in.post(page_of(attempt))) == ["Choose at least one file."]


def test_when_one_of_several_cannot_be_written_none_is_kept(attempt, shelf_at, monkeypatch) -> None:
    shelf, once = evidence.shelf(), []

    def save(name: str, content: IO[Any]) -> str:
        once.append(name)
        if len(once) == 2:
            raise OSError("no space left")
        return type(shelf).save(shelf, name, content)

    monkeypatch.setattr(shelf, "save", save)
    two = [Upload("a.pdf", Examined(Kind.PDF, b"a")), Upload("b.pdf", Examined(Kind.PDF, b"b"))]
    with pytest.raises(OSError, match="no space left"):
        keep(attempt, two, now=NOON)
    assert lying(shelf_at) == []
    assert not Evidence.objects.exists()


def test_a_request_of_too_many_bytes_is_not_even_read(signed_in: Client, attempt, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    answer = signed_in.post(page_of(attempt), {"evidence": [upload(b"0" * 3000)]})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not Evidence.objects.exists()


def test_a_file_is_fetched_as_a_download_that_no_browser_runs(signed_in: Client, attempt) -> None:
    found = kept(attempt, name='sco"re.pdf')
    answer = signed_in.get(reverse("credentials:evidence", args=[found.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF- as good as one"  # type: ignore[attr-defined]
    headers = {name: answer[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")}
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="sco\\"re.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def manager_of(learner: Learner) -> Client:
    team, manager = make_team(), make_learner()
    make_membership(team, manager, role="manager")
    make_membership(team, learner, visibility="tasks")
    return client_of(manager.user)


def status_of(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer)  # read to its end: closed unread, the test client closes the database's connection with it
    return answer.status_code


@pytest.mark.parametrize("of_a_claim", [True, False], ids=["claim", "attempt"])
def test_only_the_owner_and_a_reviewer_may_fetch(ada, attempt, signed_in, as_stranger, of_a_claim: bool) -> None:
    found = kept(make_claim(ada) if of_a_claim else attempt)
    address = reverse("credentials:evidence", args=[found.pk])
    not_staff = make_owner(is_staff=False)
    answers = {
        "owner": status_of(signed_in, address),
        "reviewer": status_of(client_of(make_owner()), address),
        "stranger": status_of(as_stranger, address),
        "manager": status_of(manager_of(ada), address),
        "staff without the right": status_of(client_of(make_user(is_staff=True)), address),
        "the right without being staff": status_of(client_of(not_staff), address),
        "signed out": status_of(Client(), address),
    }
    assert answers == {
        "owner": 200,
        "reviewer": 200,
        "stranger": 404,
        "manager": 404,
        "staff without the right": 404,
        "the right without being staff": 404,
        "signed out": 302,
    }


def test_nobody_adds_to_or_removes_what_is_anothers(ada, attempt, as_stranger, shelf_at) -> None:
    found = kept(attempt)
    for client in (as_stranger, client_of(make_owner())):
        assert client.get(page_of(attempt)).status_code == HTTPStatus.NOT_FOUND
        assert client.post(page_of(attempt), {"evidence": upload(picture())}).status_code == HTTPStatus.NOT_FOUND
        assert client.post(reverse("credentials:remove-evidence", args=[found.pk])).status_code == HTTPStatus.NOT_FOUND
    assert lying(shelf_at) == [found.stored_as]


@pytest.mark.parametrize("state", ["booked", "failed", "cancelled"])
def test_only_a_passed_attempt_takes_evidence(signed_in: Client, ada, state: str) -> None:
    assert signed_in.get(page_of(make_attempt(ada, state=state))).status_code == HTTPStatus.NOT_FOUND


def test_removed_evidence_leaves_no_file(
    signed_in: Client, attempt, shelf_at, django_capture_on_commit_callbacks
) -> None:
    found = kept(attempt)
    with django_capture_on_commit_callbacks() as callbacks:
        signed_in.post(reverse("credentials:remove-evidence", args=[found.pk]))
    assert not Evidence.objects.exists()
    assert lying(shelf_at) == [found.stored_as]  # until it is sure that the row is gone
    callbacks[0]()
    assert lying(shelf_at) == []


def test_a_file_is_not_removed_by_a_link(signed_in: Client, attempt) -> None:
    found = kept(attempt)
    answer = signed_in.get(reverse("credentials:remove-evidence", args=[found.pk]))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_what_waits_for_review_keeps_one_file(signed_in: Client, ada) -> None:
    claim = make_claim(ada)
    first, second = kept(claim), kept(claim)
    for found in (first, second):
        signed_in.post(reverse("credentials:remove-evidence", args=[found.pk]))
    assert list(claim.evidence.all()) == [second]


def test_the_files_by_which_a_claim_was_accepted_stay(signed_in: Client, ada) -> None:
    found = kept(make_claim(ada, state=CredentialClaim.State.ACCEPTED))
    answer = signed_in.post(reverse("credentials:remove-evidence", args=[found.pk]))
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("many", [True, False])
def test_a_person_deleted_at_the_desk_leaves_no_file(
    ada, stranger, attempt, shelf_at, django_capture_on_commit_callbacks, many: bool
) -> None:
    kept(attempt), kept(make_claim(ada))
    stays = kept(make_claim(stranger))
    client = client_of(make_user(is_staff=True, is_superuser=True))
    where = reverse("admin:portal_user_changelist") if many else reverse("admin:portal_user_delete", args=[ada.user.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(where, {"post": "yes", "action": "delete_selected", "_selected_action": [ada.user.pk]})
    assert lying(shelf_at) == [stays.stored_as]
    assert list(Evidence.objects.all()) == [stays]


def test_evidence_whose_file_is_gone_is_not_found(signed_in: Client, attempt, shelf_at) -> None:
    found = kept(attempt)
    (shelf_at / found.stored_as).unlink()
    assert signed_in.get(reverse("credentials:evidence", args=[found.pk])).status_code == HTTPStatus.NOT_FOUND
    assert signed_in.get(page_of(attempt)).status_code == HTTPStatus.OK


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_asks_the_same_number_of_queries_for_any_number_of_files(
    signed_in: Client, attempt, django_assert_num_queries, count: int
) -> None:
    for _number in range(count):
        kept(attempt)
    # session, user, learner, attempt, its files, their number
    with django_assert_num_queries(6):
        signed_in.get(page_of(attempt))


def test_the_limit_is_kept_by_the_writer_too(attempt) -> None:
    files = [Upload("a.pdf", Examined(Kind.PDF, b"a")) for _number in range(6)]
    with pytest.raises(ValidationError, match="5 files at most"):
        keep(attempt, files, now=NOON)


def test_the_check_finds_rows_without_a_file_and_files_without_a_row(attempt, shelf_at, capsys, noon) -> None:
    call_command("check_evidence")
    assert capsys.readouterr().out == "0 rows, 0 without a file; 0 stray files\n"
    gone, stays = kept(attempt), kept(attempt)
    (shelf_at / gone.stored_as).unlink()
    (shelf_at / "stray.pdf").write_bytes(b"stray")
    with pytest.raises(SystemExit):
        call_command("check_evidence")
    assert capsys.readouterr().out.splitlines() == [
        f"evidence {gone.pk}: its file {gone.stored_as} is gone",
        "stray.pdf: belongs to no evidence",
        "2 rows, 1 without a file; 1 stray files",
    ]
    gone.delete()
    noon.move_to("2036-01-01T00:00:00+00:00")
    call_command("check_evidence", "--delete")
    assert lying(shelf_at) == [stays.stored_as]


def test_the_check_does_not_delete_what_may_be_on_its_way(attempt, shelf_at, noon) -> None:
    kept(attempt)
    (shelf_at / "stray.pdf").write_bytes(b"stray")
    noon.move_to("2020-01-01T00:00:00+00:00")
    with pytest.raises(SystemExit):
        call_command("check_evidence", "--delete")
    assert "stray.pdf" in lying(shelf_at)
