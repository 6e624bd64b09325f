"""The desk's side of credentials earned elsewhere: a list of what waits, and one page on which each is accepted or not.

Every move is made in `learners.credentials.claims`.
"""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from learners.credentials import claims
from learners.credentials.evidence import may_review
from learners.credentials.exams import CredentialClaim
from learners.credentials.models import Credential

REVIEW = "admin:learners_credentialclaim_review"


@admin.register(CredentialClaim)
class CredentialClaimAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nobody makes, edits or deletes one here: it is the learner's word, and the review is a record."""

    list_display = ["certification", "who", "valid_from", "valid_until", "state", "made_at", "reviewed_by"]
    list_filter = ["state", "certification__program"]
    list_select_related = ["learner__user", "certification", "reviewed_by"]
    search_fields = ["learner__user__email", "learner__user__name", "certification__name"]
    ordering = ["made_at"]
    actions = None

    @admin.display(description=gettext_lazy("learner"), ordering="learner__user__name")
    def who(self, claim: CredentialClaim) -> str:
        return str(claim.learner)

    def get_urls(self) -> list[URLPattern]:
        views = {"review": review, "accept": accept, "reject": reject}
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"learners_credentialclaim_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect(REVIEW, object_id) if object_id.isdecimal() else redirect("admin:index")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_review(request.user)

    def has_view_permission(self, request: HttpRequest, obj: CredentialClaim | None = None) -> bool:
        return may_review(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CredentialClaim | None = None) -> bool:
        return may_review(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: CredentialClaim | None = None) -> bool:
        """Not from the record; with the person whom it is about, it goes."""
        at = request.resolver_match.view_name if request.resolver_match else ""
        return "credentialclaim" not in at and request.user.has_perm("learners.delete_learner")


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Reads only: what the learner says, their files, what accepting would do."""
    return _page(request, _found(request, pk))


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    def move(claim: CredentialClaim, by: AbstractBaseUser, note: str) -> None:
        claims.accept(claim, by=by, now=timezone.now(), note=note)

    return _reviewed(request, pk, move, _("Accepted. The learner holds this credential now."))


@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    def move(claim: CredentialClaim, by: AbstractBaseUser, note: str) -> None:
        claims.reject(claim, by=by, now=timezone.now(), note=note)

    return _reviewed(request, pk, move, _("Not accepted. The learner reads your words and can hand it in again."))


def _found(request: HttpRequest, pk: int) -> CredentialClaim:
    if not may_review(request.user):
        raise PermissionDenied
    known = CredentialClaim.objects.select_related(
        "learner__user", "certification__program__issuer", "certification__current_version", "reviewed_by"
    )
    return get_object_or_404(known, pk=pk)


def _page(request: HttpRequest, claim: CredentialClaim, *, typed: str = "") -> HttpResponse:
    held = Credential.objects.filter(learner=claim.learner_id, certification=claim.certification_id)
    context = {
        **admin.site.each_context(request),
        "title": _("Review: %s") % claim.certification,
        "opts": CredentialClaim._meta,
        "claim": claim,
        "evidence": claim.evidence.all(),
        "is_own": claim.learner.user_id == request.user.pk,
        "is_on_record": claim.is_waiting and claims.on_record(claim),
        "held": held.prefetch_related("periods").first(),
        "typed": typed,
        "length": claims.NOTE_LENGTH,
    }
    return render(request, "admin/learners/credentialclaim/review.html", context)


def _reviewed(
    request: HttpRequest, pk: int, move: Callable[[CredentialClaim, AbstractBaseUser, str], None], done: str
) -> HttpResponse:
    claim = _found(request, pk)
    if not isinstance(request.user, AbstractBaseUser):
        raise PermissionDenied
    note = request.POST.get("note", "")
    try:
        ProhibitNullCharactersValidator()(note)
        move(claim, request.user, note)
    except ValidationError as reason:
        messages.error(request, " ".join(reason.messages))
        return _page(request, _found(request, pk), typed=note)
    changed = [{"changed": {"fields": [str(claim.get_state_display())]}}]
    LogEntry.objects.log_actions(request.user.pk or 0, [claim], CHANGE, change_message=changed, single_object=True)
    messages.success(request, done)
    return redirect("admin:learners_credentialclaim_changelist")
