"""What is kept of a public page belongs to nobody, and never outlives a change of the catalogue."""

import re

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from certifications.models import CatalogueRevision, Role
from certifications.publishing import make_current
from certifications.views.programs import providers
from learners.profiles.models import Learner
from tests.certifications.desk import as_shown, client_of, edit_guide_url, make_complete, make_owner
from tests.certifications.test_page_queries import PAGES, SEARCH, SEARCH_ALL
from tests.certifications.wide import make_wide
from tests.factories import NOON, make_certification, make_skill

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SAME_FOR_ALL = [page for page in PAGES if "/graph/" not in page]  # that one shows learners their own states
KEPT_PAGES = [page for page in PAGES if page not in {SEARCH, SEARCH_ALL}]
ASKED = re.compile(r'(?<=<section id="prerequisites">).*?(?=</section>)', re.DOTALL)
STATE = re.compile(r'<dt class="own-standing">.*?</dd>\n', re.DOTALL)
LIVE = re.compile(r'<header class="site-header">.*?</header>', re.DOTALL)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that is put into the cache."""
    texts: list[str] = []
    put = caches["pages"].set

    def remember(key: str, page: list[bytes]) -> None:
        texts.append(b"".join(page).decode())
        put(key, page)

    monkeypatch.setattr(caches["pages"], "set", remember)
    return texts


def html_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def without_own_pieces(html: str) -> str:
    """What is left when the header and, on a certification's page, the reader's own prerequisites are taken away."""
    assert len(LIVE.findall(html)) == 1
    return STATE.sub("", ASKED.sub("", LIVE.sub("", html)))


# Whose it is


@pytest.mark.parametrize("first", ["visitor", "ada"])
def test_everybody_gets_the_same_page_under_a_header_of_their_own(
    signed_in: Client, as_stranger: Client, first: str
) -> None:
    make_wide(2)
    everybody = [signed_in, as_stranger, Client()] if first == "ada" else [Client(), as_stranger, signed_in]
    for address in SAME_FOR_ALL:
        assert len({without_own_pieces(html_of(client, address)) for client in everybody}) == 1, address


def test_each_header_is_its_reader_s_own(signed_in: Client) -> None:
    ours, theirs = html_of(signed_in, "/roles/"), html_of(Client(), "/roles/")
    assert reverse("account_logout") in ours
    assert reverse("account_logout") not in theirs
    assert reverse("account_login") in theirs


def test_nothing_of_a_person_is_kept(kept: list[str], signed_in: Client, ada: Learner) -> None:
    make_wide(2)
    for address in KEPT_PAGES:
        signed_in.get(address)
    assert len(kept) == len(KEPT_PAGES)
    for html in kept:
        assert not re.search(f"csrf|{ada.user.email}|Ada|{reverse('account_logout')}|site-header", html)


def test_a_message_is_shown_to_whom_it_is_for_and_is_not_kept(kept: list[str], ada: Learner) -> None:
    request = RequestFactory().get("/providers/")
    request.user, request.session = ada.user, SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    messages.success(request, "For Ada alone")
    assert "For Ada alone" in providers(request).content.decode()
    assert "For Ada alone" not in kept[0]
    assert "For Ada alone" not in html_of(Client(), "/providers/")


def test_the_log_out_button_of_a_kept_page_works(ada: Learner) -> None:
    Client().get("/roles/")
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada.user, backend="django.contrib.auth.backends.ModelBackend")
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html_of(client, "/roles/"))
    assert found
    client.post(reverse("account_logout"), {"csrfmiddlewaretoken": found[1]})
    assert reverse("account_login") in html_of(client, "/roles/")


def test_the_header_marks_the_page_one_is_on(client: Client) -> None:
    marked = f'<a href="{reverse("certifications:roles")}" aria-current="page">'
    pages = ("/roles/", "/roles/", "/paths/", "/roles/")
    assert [marked in html_of(client, page) for page in pages] == [True, True, False, True]


# How long it lives


@pytest.mark.ignore_template_errors
def test_what_is_published_at_the_desk_is_on_the_next_page() -> None:
    certification = make_certification("alpha", name="Alpha", published=False, guide={"summary": "As it was."})
    version = certification.versions.get()
    make_complete(version)
    make_current(version, now=NOON)
    pages = [certification.get_absolute_url(), reverse("certifications:catalogue")]
    assert all("As it was." in html_of(Client(), page) for page in pages)

    owner = client_of(make_owner())
    form = owner.post(edit_guide_url(certification), follow=True)
    data = as_shown(form) | {"summary": "As it is.", "_publish": "Save and go to publish"}
    saved = owner.post(form.redirect_chain[-1][0], data)
    owner.post(saved["Location"])

    assert all("As it is." in html_of(Client(), page) for page in pages)


def test_what_another_program_writes_is_on_the_next_page(client: Client) -> None:
    Role.objects.create(slug="boss", name="Boss")
    assert "Boss" in html_of(client, "/roles/")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE certifications_role SET name = 'Chief'")
    assert "Chief" in html_of(client, "/roles/")


def test_a_page_that_was_not_there_is_found_once_it_is(client: Client) -> None:
    assert client.get("/skills/git/").status_code == 404
    make_skill("git")
    assert client.get("/skills/git/").status_code == 200


def test_a_page_that_is_gone_is_not_found(client: Client) -> None:
    skill = make_skill("git")
    assert client.get("/skills/git/").status_code == 200
    skill.delete()
    assert client.get("/skills/git/").status_code == 404


def test_without_a_revision_nothing_is_kept(kept: list[str], client: Client) -> None:
    CatalogueRevision.objects.all().delete()
    assert client.get("/roles/").status_code == 200
    assert kept == []


# Under which name


def test_what_people_search_for_is_not_kept(kept: list[str], client: Client) -> None:
    client.get("/certifications/?q=secret+wish")
    client.get("/certifications/?q=secret+wish&level=expert", headers=HTMX)
    assert kept == []


@pytest.mark.parametrize(
    "address", ["/certifications/?utm_source=mail", "/certifications/?level=&page=", "/roles/?x=1"]
)
def test_what_the_page_does_not_depend_on_makes_no_other_page(kept: list[str], client: Client, address: str) -> None:
    assert html_of(client, address.partition("?")[0]) == html_of(client, address)
    assert len(kept) == 1


def test_each_filter_is_a_page_of_its_own(kept: list[str], client: Client) -> None:
    make_certification("alpha", name="Alpha")
    addresses = ["/certifications/", "/certifications/?level=foundation", "/certifications/?page=2"]
    assert len({html_of(client, address) for address in [*addresses, *addresses]}) == 2  # there is no second page
    assert len(kept) == 3


def test_the_fragment_and_the_page_do_not_stand_in_for_each_other(kept: list[str], client: Client) -> None:
    for _twice in range(2):
        assert "<html" not in client.get("/certifications/", headers=HTMX).content.decode()
        assert "<html" in html_of(client, "/certifications/")
    assert len(kept) == 2


def test_a_kept_fragment_still_cleans_the_address(client: Client) -> None:
    for _twice in range(2):
        answer = client.get("/certifications/?level=foundation&role=&page=1", headers=HTMX)
        assert answer["HX-Push-Url"] == "/certifications/?level=foundation"
