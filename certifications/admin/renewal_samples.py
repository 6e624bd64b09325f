"""Sample people under a rule of renewal as it is typed, before it is saved: who is early, in time, late, lapsed, and what each gets."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from certifications.admin.version_moves import found_by_owner
from certifications.models import CurriculumVersion
from certifications.validity import USUAL_WINDOW_DAYS, Case, Rule, Sample, samples

FIELDS = ("validity_months", "renewal_window_months", "renewal_from", "renewed_by_higher")
MOST_MONTHS = 600
NAMES_OF_FIELDS = {field.name: field.verbose_name for field in CurriculumVersion._meta.fields}
NAMES = {
    Case.EARLY: gettext_lazy("Early"),
    Case.ON_TIME: gettext_lazy("On time"),
    Case.LATE: gettext_lazy("Late, on the last valid day"),
    Case.LAPSED: gettext_lazy("Lapsed"),
    Case.LEAP_DAY: gettext_lazy("Awarded on 29 February, renewed on the last valid day"),
    Case.BY_HIGHER: gettext_lazy("Renewed by passing a higher level"),
}


class RuleForm(forms.Form):
    """The four fields of the version's form that make the rule, by the same names."""

    validity_months = forms.IntegerField(min_value=1, max_value=MOST_MONTHS, required=False)
    renewal_window_months = forms.IntegerField(min_value=1, max_value=MOST_MONTHS, required=False)
    renewal_from = forms.ChoiceField(choices=CurriculumVersion.RenewalFrom.choices, required=False)
    renewed_by_higher = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, field in self.fields.items():
            field.label = capfirst(str(NAMES_OF_FIELDS[name]))

    def rule(self) -> Rule:
        said = self.cleaned_data
        counts_from = said["renewal_from"] or CurriculumVersion.RenewalFrom.AWARD
        return Rule(said["validity_months"], said["renewal_window_months"], counts_from, said["renewed_by_higher"])

    def problems(self) -> list[str]:
        return [f"{self.fields[name].label}: {text}" for name, texts in self.errors.items() for text in texts]


@dataclass(frozen=True, slots=True)
class SampleRow:
    name: str
    awarded: str
    end: str
    renewed_on: str
    valid_from: str
    valid_until: str
    words: str


def rows_of(rule: Rule, today: date) -> list[SampleRow]:
    return [_row(sample) for sample in samples(rule, today)]


def sample_table(version: CurriculumVersion, today: date) -> SafeString:
    """In the version's own form, of what is saved; the page asks anew for what is typed."""
    is_draft = version.state == CurriculumVersion.State.DRAFT
    context = {**_context(version.rule, today), "version": version, "is_live": is_draft, "fields": FIELDS}
    return render_to_string("admin/certifications/_samples_live.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sample_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Saves nothing. Without JavaScript the whole form is sent here by a button, hence POST."""
    version = found_by_owner(request, pk)
    form = RuleForm(request.POST if request.method == "POST" else request.GET)
    today = timezone.localdate()
    context = _context(form.rule(), today) if form.is_valid() else {"problems": form.problems()}
    if request.headers.get("HX-Request") == "true":
        response = render(request, "admin/certifications/_samples.html", context)
    else:
        page = {**admin.site.each_context(request), "title": _("Sample people"), "version": version, **context}
        response = render(request, "admin/certifications/curriculumversion/samples.html", page)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(rule: Rule, today: date) -> dict[str, object]:
    is_usual = rule.months and rule.window_months is None
    note = _("No window is named, so nothing is locked; the last %d days are taken for the window.")
    return {"rows": rows_of(rule, today), "note": note % USUAL_WINDOW_DAYS if is_usual else ""}


def _row(sample: Sample) -> SampleRow:
    period = sample.period
    return SampleRow(
        name=str(NAMES[sample.case]),
        awarded=date_format(sample.awarded),
        end=date_format(sample.end),
        renewed_on=date_format(sample.on),
        valid_from=date_format(period.valid_from),
        valid_until=date_format(period.valid_until) if period.valid_until else _("no end"),
        words=" ".join((_place(sample), _effect(sample))),
    )


def _place(sample: Sample) -> str:
    if sample.on > sample.window.last:
        return _("After the end.")
    if sample.on < sample.window.opens:
        return _("Before the window opens on %s.") % date_format(sample.window.opens)
    return _("Inside the window, open from %s.") % date_format(sample.window.opens)


def _effect(sample: Sample) -> str:
    if sample.is_from_end and sample.on <= sample.end:
        return _("Counts from the old end: no day is lost.")
    if sample.gap_days:
        words = ngettext(
            "Counts from the day of the renewal, after %(days)d day without cover.",
            "Counts from the day of the renewal, after %(days)d days without cover.",
            sample.gap_days,
        )
        return words % {"days": sample.gap_days}
    lost = (sample.end - sample.on).days
    if lost < 1:
        return _("Counts from the day of the renewal.")
    words = ngettext(
        "Counts from the day of the renewal: %(days)d day of the old period is not added.",
        "Counts from the day of the renewal: %(days)d days of the old period are not added.",
        lost,
    )
    return words % {"days": lost}
