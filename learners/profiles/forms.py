from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.core.validators import MaxValueValidator
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from learners.profiles.holidays import countries, is_place, regions
from learners.profiles.models import AT_ONCE, DayOff, Learner, WeekMinutes
from learners.profiles.quiet import is_quiet

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

MINUTES_A_DAY = 1440
# Without the names of the zone database that are no place anybody means.
ZONES = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As team-mates and managers see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def time_zone_field(widget: forms.Select) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone) for zone in ZONES],
        initial="UTC",
        help_text=_("Your study days and reminders follow this clock."),
        widget=widget,
    )


class SignupForm(forms.Form):
    """What sign-up asks beyond address and password. allauth mixes it into its own form."""

    field_order = ["name", "email", "password1", "password2", "time_zone"]

    name = name_field()
    time_zone = time_zone_field(widget=forms.Select(attrs={"data-guess-time-zone": ""}))

    def signup(self, _request: HttpRequest, user: "AbstractBaseUser") -> None:
        learner, _made = Learner.objects.get_or_create(user_id=user.pk)
        _save_person(learner, name=self.cleaned_data["name"])
        learner.time_zone = self.cleaned_data["time_zone"]
        learner.save(update_fields=["time_zone"])


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    name = name_field()
    time_zone = time_zone_field(widget=forms.Select())
    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    region = forms.CharField(label=_("Part of that country"), required=False, widget=forms.Select())

    class Meta:
        model = Learner
        fields = [
            "time_zone",
            "celebrations",
            *WeekMinutes.WEEKDAYS,
            "reminders_on",
            "reminder_rhythm",
            "reminder_time",
            "team_mail_on",
            "quiet_from",
            "quiet_until",
        ]
        labels = {
            "celebrations": _("Celebrate when the last task of a plan is done"),
            "reminders_on": _("Send me a reminder by mail"),
            "reminder_rhythm": _("How often"),
            "reminder_time": _("At this hour"),
            "team_mail_on": _("Send me a weekly mail about the teams that I manage"),
            "quiet_from": _("Quiet from"),
            "quiet_until": _("Quiet until"),
        }
        widgets = {
            **{
                day: forms.NumberInput(attrs={"min": 0, "max": MINUTES_A_DAY, "step": 5})
                for day in WeekMinutes.WEEKDAYS
            },
            **{
                name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                for name in ("reminder_time", "quiet_from", "quiet_until")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.instance.user.name
        self._offer_places()
        self.fields["reminder_rhythm"].required = False
        for day in WeekMinutes.WEEKDAYS:
            self.fields[day].validators.append(MaxValueValidator(MINUTES_A_DAY))

    def _offer_places(self) -> None:
        """The parts are those of the country that is chosen here, else of the one that is stored."""
        stored, _dash, part = self.instance.holidays_of.partition("-")
        parts = regions(self.data.get("country", "") if self.is_bound else stored)
        country, region = self.fields["country"], self.fields["region"]
        country.initial, region.initial = stored, part
        country.choices = [("", _("nowhere: no holidays")), *countries(get_language() or "en")]  # type: ignore[attr-defined]
        region.widget.choices = [("", _("all of it")), *parts]

    def clean_region(self) -> str:
        """A part of the country that was chosen before says nothing of another one."""
        country, region = self.cleaned_data.get("country", ""), self.cleaned_data["region"]
        return region if is_place(f"{country}-{region}") else ""

    def clean_reminder_rhythm(self) -> str:
        """Left out, it stays as it is."""
        return str(self.cleaned_data["reminder_rhythm"] or self.instance.reminder_rhythm)

    def clean(self) -> dict[str, Any]:
        """Quiet hours of which nothing is sent stay as they are; sent empty, they are given up."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if {"quiet_from", "quiet_until"} & self.errors.keys():
            return given
        for name in ("quiet_from", "quiet_until"):
            if name not in self.data:
                given[name] = getattr(self.instance, name)
        start, end = given["quiet_from"], given["quiet_until"]
        if start is None and end is None:
            return given
        if start is None or end is None:
            self.add_error("quiet_from" if start is None else "quiet_until", _("Quiet hours need both, or neither."))
        elif start == end:
            self.add_error("quiet_until", _("The end must be another hour than the beginning."))
        elif (at := given.get("reminder_time")) and is_quiet(at, (start, end)):
            text = _("This lies in your quiet hours. From %(end)s on it could be.") % {"end": f"{end:%H:%M}"}
            self.add_error("reminder_time", text)
        return given

    def weekday_fields(self) -> list[forms.BoundField]:
        return [self[day] for day in WeekMinutes.WEEKDAYS]

    @transaction.atomic
    def save(self, commit: bool = True) -> Learner:
        place = [self.cleaned_data["country"], self.cleaned_data["region"]]
        self.instance.next_look_at = AT_ONCE
        self.instance.holidays_of = "-".join(filter(None, place)) if place[0] else ""
        learner: Learner = super().save(commit=commit)
        _save_person(learner, name=self.cleaned_data["name"])
        return learner


class DayOffForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DayOff
        fields = ["first", "last", "note"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("first", "last")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last"].required = False
        self.fields["last"].help_text = _("Left empty: one day.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and not last and "last" not in self.errors:
            given["last"] = first
        if first and last and last < first:
            self.add_error("last", _("The last day must not be before the first."))
        return given


def _save_person(learner: Learner, *, name: str) -> None:
    learner.user.name = name
    learner.user.save(update_fields=["name"])
