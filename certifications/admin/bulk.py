"""The same change to many certifications at once: first a page that says what will happen to how many, then the change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certifications.models import Certification, Level, Track

NAMED = 20
Chosen = QuerySet[Certification]


class NothingToAsk(forms.Form):
    def __init__(self, *arguments: Any, chosen: Chosen, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.chosen = chosen

    def values(self) -> dict[str, Any]:
        """Of the fields that were asked for, what the certifications get; what was left empty stays as it is."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class RetireForm(NothingToAsk):
    retired_note = forms.CharField(
        label=_("Note on retirement"), max_length=200, required=False, help_text=_("Shown beside the stamp.")
    )


class PlaceForm(NothingToAsk):
    level = forms.ModelChoiceField(Level.objects.all(), label=_("Level"), required=False, empty_label=_("as it is"))
    track = forms.ModelChoiceField(
        Track.objects.select_related("program"), label=_("Track"), required=False, empty_label=_("as it is")
    )
    optional = forms.TypedChoiceField(
        label=_("Optional"),
        choices=[("", _("as it is")), ("yes", _("yes, beside the recommended order")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        required=False,
    )

    def clean_track(self) -> Track | None:
        track: Track | None = self.cleaned_data["track"]
        strange = self.chosen.exclude(program=track.program_id).count() if track else 0
        if strange:
            raise forms.ValidationError(
                ngettext(
                    "%(count)d of the chosen certifications belongs to another programme than this track.",
                    "%(count)d of the chosen certifications belong to another programme than this track.",
                    strange,
                )
                % {"count": strange}
            )
        return track

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.values():
            raise forms.ValidationError(_now("Choose at least one thing to change."))
        return self.cleaned_data


@dataclass(frozen=True)
class Change:
    title: Promise
    effect: Promise
    done: Callable[[int], str]
    form: type[NothingToAsk] = NothingToAsk
    always: tuple[tuple[str, Any], ...] = ()


def _confirmed(model_admin: Any, request: HttpRequest, chosen: Chosen, change: Change) -> HttpResponse | None:
    chosen = Certification.objects.filter(pk__in=chosen.order_by().values("pk"))
    form = change.form(request.POST if "confirmed" in request.POST else None, chosen=chosen)
    if form.is_valid():
        count = _change(request, chosen, dict(change.always) | form.values())
        model_admin.message_user(request, change.done(count), messages.SUCCESS)
        return None
    differing = chosen.exclude(**dict(change.always)) if change.always else chosen
    total, affected = chosen.count(), differing.count()
    named = list(differing.in_study_order()[:NAMED])
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": change.title,
        "effect": change.effect,
        "form": form,
        "affected": affected,
        "already": total - affected,
        "named": named,
        "more": affected - len(named),
        "checkbox": ACTION_CHECKBOX_NAME,
        "action": request.POST["action"],
        "ticked": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "admin/certifications/bulk_change.html", context)


def _change(request: HttpRequest, chosen: Chosen, values: dict[str, Any]) -> int:
    """Three statements for any number: read and lock those that differ, write them, write their history."""
    changed = list(chosen.exclude(**values).select_for_update())
    Certification.objects.filter(pk__in=[one.pk for one in changed]).update(**values)
    fields = [str(Certification._meta.get_field(name).verbose_name) for name in values]  # type: ignore[union-attr]
    LogEntry.objects.log_actions(request.user.pk, changed, CHANGE, [{"changed": {"fields": fields}}])  # type: ignore[arg-type]
    return len(changed)


ARCHIVE = Change(
    title=_("Archive certifications"),
    effect=_("They leave the catalogue and its lists. Running plans, credentials and their history stay as they are."),
    done=lambda count: ngettext("%d certification is archived.", "%d certifications are archived.", count) % count,
    always=(("archived", True),),
)
RESTORE = Change(
    title=_("Take certifications out of the archive"),
    effect=_("Those with a published guide stand in the catalogue again."),
    done=lambda count: (
        ngettext("%d certification is out of the archive.", "%d certifications are out of the archive.", count) % count
    ),
    always=(("archived", False),),
)
RETIRE = Change(
    title=_("Retire certifications"),
    effect=_("They stay on the site with a stamp that the issuer no longer offers them, and no new plan is suggested."),
    done=lambda count: ngettext("%d certification is retired.", "%d certifications are retired.", count) % count,
    form=RetireForm,
    always=(("retired", True),),
)
OFFER_AGAIN = Change(
    title=_("Offer retired certifications again"),
    effect=_("The stamp, its note and the pointer to what replaced them go away."),
    done=lambda count: (
        ngettext("%d certification is offered again.", "%d certifications are offered again.", count) % count
    ),
    always=(("retired", False), ("retired_note", ""), ("replaced_by", None)),
)
PLACE = Change(
    title=_("Set level, track or order of certifications"),
    effect=_("They move to another place in the lists and on the map. What their guides say stays."),
    done=lambda count: ngettext("%d certification is changed.", "%d certifications are changed.", count) % count,
    form=PlaceForm,
)


@admin.action(permissions=["change"], description=_("Archive"))
def archive(model_admin: Any, request: HttpRequest, chosen: Chosen) -> HttpResponse | None:
    return _confirmed(model_admin, request, chosen, ARCHIVE)


@admin.action(permissions=["change"], description=_("Take out of the archive"))
def restore(model_admin: Any, request: HttpRequest, chosen: Chosen) -> HttpResponse | None:
    return _confirmed(model_admin, request, chosen, RESTORE)


@admin.action(permissions=["change"], description=_("Retire"))
def retire(model_admin: Any, request: HttpRequest, chosen: Chosen) -> HttpResponse | None:
    return _confirmed(model_admin, request, chosen, RETIRE)


@admin.action(permissions=["change"], description=_("Offer again (no longer retired)"))
def offer_again(model_admin: Any, request: HttpRequest, chosen: Chosen) -> HttpResponse | None:
    return _confirmed(model_admin, request, chosen, OFFER_AGAIN)


@admin.action(permissions=["change"], description=_("Set level, track or order"))
def place(model_admin: Any, request: HttpRequest, chosen: Chosen) -> HttpResponse | None:
    return _confirmed(model_admin, request, chosen, PLACE)


ACTIONS = (archive, restore, retire, offer_again, place)
