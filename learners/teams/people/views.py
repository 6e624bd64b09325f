from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certifications.sheets.writing import csv_lines, xlsx_file
from learners.teams.access import managed_member, managed_tree
from learners.teams.log.models import Look
from learners.teams.models import Membership
from learners.teams.people.export import columns, export_rows
from learners.teams.people.member import member_page
from learners.teams.people.nudges import nudge as send_nudge
from learners.teams.people.rendered import team_page
from learners.teams.people.survey import changed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    tree = managed_tree(request, slug, Look.Page.TEAM)
    return team_page(request, tree, timezone.now())


@require_safe
def csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Sent while it is read: the first line leaves before the last is known."""
    return _file(csv_lines(columns(), _exported(request, slug)), "text/csv; charset=utf-8", f"{slug}.csv")


@require_safe
def xlsx(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _file([xlsx_file(columns(), _exported(request, slug))], XLSX, f"{slug}.xlsx")


def _exported(request: HttpRequest, slug: str) -> Iterable[tuple[str, ...]]:
    tree = managed_tree(request, slug, Look.Page.EXPORT)
    return export_rows(tree.team, tree.teams, request.GET, timezone.now())


def _file(pieces: Iterable[bytes], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _manager, membership = managed_member(request, slug, pk, Look.Page.MEMBER)
    page = member_page(membership, timezone.now())
    return render(request, "learners/teams/member.html", {"team": membership.team, "page": page})


@require_POST
def nudge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Back to the team, where the button stood."""
    manager, membership = managed_member(request, slug, pk)
    _say(request, membership, is_new=send_nudge(membership, manager, timezone.now()))
    changed()
    return redirect("teams:team", slug)


def _say(request: HttpRequest, membership: Membership, *, is_new: bool) -> None:
    words = (
        _("Nudged. %(person)s reads it on Today and on the Teams page.")
        if is_new
        else _("%(person)s was nudged within the last week already. Once a week is enough.")
    )
    messages.success(request, words % {"person": membership.learner})
