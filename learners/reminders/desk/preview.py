"""The desk's preview of a mail: a form, the mail, and its HTML at an address of its own, under a policy of its own.

A look at a person's mail is put on the desk's log before it is shown. The pages behind the form open with a ticket that says so;
it is the asker's alone and lasts an hour.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from learners.profiles.models import Learner
from learners.reminders.desk.previews import (
    SAMPLE_WORDS,
    WRITERS,
    Preview,
    preview_of_learner,
    preview_of_sample,
)
from learners.reminders.models import Reminder
from learners.reminders.samples import Sample, usual_day

FORM, SHOWN = "admin:learners_reminder_preview", "admin:learners_reminder_preview_shown"
SALT = "learners.reminders.desk.preview"
AN_HOUR = timedelta(hours=1)
BACK, AHEAD = timedelta(days=31), timedelta(days=366)
SOMEBODY = "learner"
SAMPLES = frozenset(sample.value for sample in Sample)
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)


def may_see(request: HttpRequest) -> bool:
    """The page and its samples, in which there is nobody's data."""
    return request.user.has_perm("learners.view_reminder")


def may_see_learners(request: HttpRequest) -> bool:
    """A mail names a person's tasks, exams and credentials: that takes a permission of its own."""
    return may_see(request) and request.user.has_perm("learners.preview_mail")


class PreviewForm(forms.Form):
    who = forms.ChoiceField(label=_("Whose mail"))
    email = forms.EmailField(
        label=_("Learner's e-mail address"), required=False, help_text=_("The look is put on the desk's log.")
    )
    kind = forms.ChoiceField(
        label=_("Which mail"), choices=[(kind.value, kind.label) for kind in Reminder.Kind if kind.value in WRITERS]
    )
    day = forms.DateField(
        label=_("Local date"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Left empty: today, where the learner is. For the weekly sample, the next Monday."),
    )

    def __init__(self, *args: Any, with_learners: bool, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.learner: Learner | None = None
        samples: list[tuple[str, Any]] = [(sample.value, words) for sample, words in SAMPLE_WORDS.items()]
        choices = [*samples, (SOMEBODY, _("A learner of this portal"))] if with_learners else samples
        self.fields["who"] = forms.ChoiceField(label=_("Whose mail"), choices=choices)
        if not with_learners:
            del self.fields["email"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if self.cleaned_data.get("who") != SOMEBODY:
            return email
        if not email:
            raise ValidationError(_("Whose mail? Give the address."))
        self.learner = Learner.objects.filter(user__email__iexact=email).first()
        if self.learner is None:
            raise ValidationError(_("Nobody here has this address."))
        return email

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not self.now.date() - BACK <= day <= self.now.date() + AHEAD:
            raise ValidationError(_("Choose a day from a month ago to a year ahead."))
        return day

    @property
    def asked_day(self) -> date:
        given: date | None = self.cleaned_data["day"]
        if given:
            return given
        if self.learner:
            return self.learner.local_date(self.now)
        return usual_day(Sample(self.cleaned_data["who"]), self.now.date())


@dataclass(frozen=True, slots=True)
class Ticket:
    """What somebody may look at. `who`: a sample's name, or a learner's number."""

    user: int
    who: str
    kind: str
    day: date

    def sealed(self) -> str:
        return signing.dumps([self.user, self.who, self.kind, self.day.isoformat()], salt=SALT)

    @classmethod
    def opened(cls, sealed: str) -> Self:
        """Raises BadSignature, also where it is too old."""
        user, who, kind, day = signing.loads(sealed, salt=SALT, max_age=AN_HOUR)
        return cls(user, who, kind, date.fromisoformat(day))


@require_safe
def preview_form(request: HttpRequest) -> HttpResponse:
    if not may_see(request):
        raise PermissionDenied
    return _form_page(request, _form(request, initial=_initial(request)))


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    if not may_see(request):
        raise PermissionDenied
    form = _form(request, data=request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    kind = form.cleaned_data["kind"]
    if form.learner:
        _log(request, form.learner, kind, form.asked_day)
    who = str(form.learner.pk) if form.learner else form.cleaned_data["who"]
    return redirect(SHOWN, Ticket(request.user.pk or 0, who, kind, form.asked_day).sealed())


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def shown(request: HttpRequest, sealed: str) -> HttpResponse:
    ticket = _ticket(request, sealed)
    if ticket is None:
        return redirect(FORM)
    learner, preview = _looked_at(ticket)
    context = _context(request, _now("Preview of a mail")) | {
        "preview": preview,
        "sealed": sealed,
        "who": str(learner) if learner else SAMPLE_WORDS[Sample(ticket.who)],
        "learner": learner,
        "day": ticket.day,
        "kind": Reminder.Kind(ticket.kind).label,
    }
    return render(request, "admin/learners/reminder/preview.html", context)


@require_safe
@xframe_options_sameorigin
def mail(request: HttpRequest, sealed: str) -> HttpResponse:
    """The HTML part as a mail program gets it. Nothing in it can run, load, send or reach the page around it."""
    ticket = _ticket(request, sealed)
    if ticket is None:
        raise Http404
    _learner, preview = _looked_at(ticket)
    if preview.silence:
        raise Http404
    return HttpResponse(preview.html, headers={"Content-Security-Policy": MAIL_POLICY})


def _ticket(request: HttpRequest, sealed: str) -> Ticket | None:
    """None where it is too old. Forged ones, and other people's, lead nowhere."""
    try:
        ticket = Ticket.opened(sealed)
    except signing.SignatureExpired:
        return None
    except signing.BadSignature as error:
        raise Http404 from error
    if ticket.user != request.user.pk:
        raise Http404
    if not (may_see(request) if ticket.who in SAMPLES else may_see_learners(request)):
        raise PermissionDenied
    return ticket


def _looked_at(ticket: Ticket) -> tuple[Learner | None, Preview]:
    if ticket.who in SAMPLES:
        return None, preview_of_sample(Sample(ticket.who), ticket.kind, ticket.day)
    learner = get_object_or_404(Learner.objects.select_related("user"), pk=int(ticket.who))
    return learner, preview_of_learner(learner, ticket.kind, ticket.day)


def _form(request: HttpRequest, **given: Any) -> PreviewForm:
    return PreviewForm(with_learners=may_see_learners(request), now=timezone.now(), **given)


def _initial(request: HttpRequest) -> dict[str, object]:
    """From the page of a row: its learner and its day."""
    reminder = request.GET.get("reminder", "")
    if not (reminder.isdecimal() and len(reminder) < 16 and may_see_learners(request)):
        return {}
    found = Reminder.objects.filter(pk=int(reminder)).select_related("learner__user").first()
    return {"who": SOMEBODY, "email": found.learner.user.email, "day": found.local_date} if found else {}


def _form_page(request: HttpRequest, form: PreviewForm) -> HttpResponse:
    context = _context(request, _now("Preview a mail")) | {"form": form, "with_learners": may_see_learners(request)}
    return render(request, "admin/learners/reminder/preview_form.html", context)


def _context(request: HttpRequest, title: str) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, "opts": Reminder._meta}


def _log(request: HttpRequest, learner: Learner, kind: str, day: date) -> None:
    """On the learner's own record, which their copy of their data shows them."""
    said = f"Looked at a preview of the {kind} mail for {day.isoformat()}."
    LogEntry.objects.log_actions(request.user.pk or 0, [learner], CHANGE, change_message=said, single_object=True)
