"""A roster: upload, what would happen line by line, and yes. Nothing is written before that but the file itself."""

from collections import Counter
from dataclasses import astuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.teams.access import managed_team
from learners.teams.invitations.addresses import Judged, Outcome, judged
from learners.teams.invitations.inviting import invite, is_good, taken_in
from learners.teams.roster.forms import RosterForm
from learners.teams.roster.models import RosterUpload

ON_A_PAGE = 100
WORDS = {
    Outcome.NEW: gettext_lazy("a new invitation"),
    Outcome.MEMBER: gettext_lazy("in the team already"),
    Outcome.INVITED: gettext_lazy("invited already"),
    Outcome.DUPLICATE: gettext_lazy("the same address again"),
    Outcome.MALFORMED: gettext_lazy("no e-mail address, or no role"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    (manager, team), now = managed_team(request, slug), timezone.now()
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if form.is_valid():
        RosterUpload.objects.drop_old(now)
        RosterUpload.objects.of(manager, team).delete()
        upload = RosterUpload.objects.create(
            manager=manager,
            team=team,
            name=form.cleaned_data["file"].name[:200],
            lines=[astuple(line) for line in form.lines],
            created_at=now,
        )
        return redirect("teams:roster-check", slug, upload.pk)
    return render(request, "learners/teams/roster.html", {"team": team, "form": form})


@require_safe
def roster_check(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The dry run, in pages. `only` is the outcome to which the list is cut."""
    upload = _upload(request, slug, pk)
    found = _judged(upload)
    counts = Counter(one.outcome for one in found)
    only = request.GET.get("only", "")
    rows = [one for one in found if one.outcome == only] if only in WORDS else found
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": upload.team,
        "upload": upload,
        "new": counts[Outcome.NEW],
        "counts": [(outcome, WORDS[outcome], counts[outcome]) for outcome in Outcome if counts[outcome]],
        "only": only,
        "page": page,
        "rows": [(one, WORDS[one.outcome]) for one in page],
    }
    return render(request, "learners/teams/roster_check.html", context)


@require_POST
def roster_confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Judged again, since others may have invited or joined meanwhile; what is not new is passed over."""
    upload = _upload(request, slug, pk)
    count = invite(upload.team, _judged(upload), by=upload.manager, now=timezone.now())
    upload.delete()
    messages.success(
        request, ngettext("%(count)s invitation goes out.", "%(count)s invitations go out.", count) % {"count": count}
    )
    return redirect("teams:members", slug)


@require_POST
def roster_drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _upload(request, slug, pk).delete()
    messages.success(request, _("The roster is thrown away. Nobody was invited."))
    return redirect("teams:members", slug)


def _upload(request: HttpRequest, slug: str, pk: int) -> RosterUpload:
    manager, team = managed_team(request, slug)
    upload = get_object_or_404(RosterUpload.objects.of(manager, team), pk=pk)
    upload.manager, upload.team = manager, team
    return upload


def _judged(upload: RosterUpload) -> list[Judged]:
    return list(judged(upload.as_lines(), taken_in(upload.team), is_good))
