from datetime import UTC, date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certifications.models import Skill
from learners.profiles.quiet import Quiet


def validate_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone, e.g. Europe/Berlin."), params={"value": value})


class WeekMinutes(models.Model):
    """Minutes of study for each weekday."""

    WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

    monday = models.PositiveSmallIntegerField(_("Monday"), default=60)
    tuesday = models.PositiveSmallIntegerField(_("Tuesday"), default=60)
    wednesday = models.PositiveSmallIntegerField(_("Wednesday"), default=60)
    thursday = models.PositiveSmallIntegerField(_("Thursday"), default=60)
    friday = models.PositiveSmallIntegerField(_("Friday"), default=0)
    saturday = models.PositiveSmallIntegerField(_("Saturday"), default=120)
    sunday = models.PositiveSmallIntegerField(_("Sunday"), default=0)

    class Meta:
        abstract = True

    @property
    def minutes_by_weekday(self) -> tuple[int, ...]:
        """Seven numbers, Monday first, as `date.weekday()` counts."""
        return tuple(getattr(self, day) for day in self.WEEKDAYS)


def day_within_1440_minutes(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{day}__lte": 1440 for day in WeekMinutes.WEEKDAYS}),
        name=name,
        violation_error_message=_("A day has 1440 minutes."),
    )


AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


class LearnerQuerySet(models.QuerySet["Learner"]):
    def look_again(self) -> int:
        """What a change of plans or preferences ends with: the next tick of the reminders looks at these learners."""
        return self.update(next_look_at=AT_ONCE)

    def to_look_at(self, now: datetime) -> Self:
        """Who has waited longest first."""
        return self.filter(next_look_at__lte=now).order_by("next_look_at", "pk")


class Learner(WeekMinutes):
    """A person who studies. Every user is one; made on sign-up or on the first visit."""

    class Rhythm(models.TextChoices):
        """How often the digest comes, where reminders are on."""

        STUDY_DAYS = "study_days", _("on each study day")
        WEEKLY = "weekly", _("once a week, on Monday")
        DEADLINES = "deadlines", _("only before an exam or a renewal")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="learner", verbose_name=_("user")
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_time_zone])
    reminders_on = models.BooleanField(
        _("send me a reminder by mail"),
        default=True,
        help_text=_("One mail a day at most, and none when nothing is due."),
    )
    reminder_rhythm = models.CharField(
        _("how often"),
        max_length=20,
        choices=Rhythm,
        default=Rhythm.STUDY_DAYS,
        help_text=_(
            "Before an exam: 30, 14, 7 and 3 days ahead, and the day before. “Only before an exam or a renewal” never "
            "reminds of the tasks of a plan without an exam date."
        ),
    )
    team_mail_on = models.BooleanField(
        _("weekly mail about my teams"),
        default=True,
        help_text=_("For managers: on Mondays, and only when something has changed."),
    )
    reminder_time = models.TimeField(_("at"), default=time(7, 0), help_text=_("On your own clock."))
    quiet_from = models.TimeField(
        _("quiet from"), null=True, blank=True, help_text=_("From then on no mail is sent, not even a late one.")
    )
    quiet_until = models.TimeField(
        _("quiet until"),
        null=True,
        blank=True,
        help_text=_("It may be on the next morning. Leave both empty for none."),
    )
    snoozed_until = models.DateField(
        _("no mail until"), null=True, blank=True, help_text=_("The last day without a reminder.")
    )
    holidays_of = models.CharField(
        _("public holidays"),
        max_length=30,
        blank=True,
        help_text=_("The public holidays of this place count as days off."),
    )
    celebrations = models.BooleanField(
        _("celebrate a finished plan"), default=True, help_text=_("Once, and quietly, when the last task is done.")
    )
    next_look_at = models.DateTimeField(
        _("next looked at"),
        default=AT_ONCE,
        editable=False,
        help_text=_("When the reminders next ask whether this person is to get mail."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")
        indexes = [models.Index(fields=["next_look_at"], name="learner_by_next_look")]
        constraints = [
            day_within_1440_minutes("learner_day_within_1440_minutes"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="learner_quiet_hours_have_both_ends",
                violation_error_message=_("Quiet hours need a beginning and another hour as their end."),
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True)
                | Q(quiet_from__lt=F("quiet_until"))
                & (Q(reminder_time__lt=F("quiet_from")) | Q(reminder_time__gte=F("quiet_until")))
                | Q(quiet_from__gt=F("quiet_until"), reminder_time__gte=F("quiet_until"))
                & Q(reminder_time__lt=F("quiet_from")),
                name="learner_reminder_outside_quiet_hours",
                violation_error_message=_("The reminder hour must lie outside the quiet hours."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def quiet(self) -> Quiet | None:
        return None if self.quiet_from is None or self.quiet_until is None else (self.quiet_from, self.quiet_until)

    def local_date(self, now: datetime) -> date:
        """The date on this learner's calendar at the instant `now` (aware)."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def stop_reminders(self) -> None:
        self.reminders_on = False
        self.save(update_fields=["reminders_on"])

    def stop_team_mail(self) -> None:
        self.team_mail_on = False
        self.save(update_fields=["team_mail_on"])

    def start_reminders(self) -> None:
        self.reminders_on, self.next_look_at = True, AT_ONCE
        self.save(update_fields=["reminders_on", "next_look_at"])

    def snooze(self, until: date) -> None:
        """No reminder up to that day, itself included."""
        self.snoozed_until = until
        self.save(update_fields=["snoozed_until"])

    def end_snooze(self) -> None:
        self.snoozed_until = None
        self.save(update_fields=["snoozed_until"])

    def is_snoozed(self, today: date) -> bool:
        return self.snoozed_until is not None and today <= self.snoozed_until


class DayOff(models.Model):
    """Days without study, both ends included. For all plans of the learner."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="days_off")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    note = models.CharField(_("note"), max_length=80, blank=True)

    class Meta:
        ordering = ["first"]
        verbose_name = _("days off")
        verbose_name_plural = _("days off")
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="days_off_in_order",
                violation_error_message=_("The last day must not be before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


class SkillStatement(models.Model):
    """That a learner says they have a skill. Their word counts; nobody tests it here."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="skill_statements")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name=_("skill"))

    class Meta:
        ordering = ["learner", "skill"]
        verbose_name = _("stated skill")
        verbose_name_plural = _("stated skills")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "skill"],
                name="skill_stated_once",
                violation_error_message=_("This skill is stated already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.skill)


class Experience(models.Model):
    """Years of experience as a learner states them, all in all (no label) or in what the catalogue asks for by that label."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="experience")
    label = models.CharField(_("in what"), max_length=200, blank=True)
    years = models.DecimalField(_("years"), max_digits=3, decimal_places=1)

    class Meta:
        ordering = ["learner", "label"]
        verbose_name = _("experience")
        verbose_name_plural = _("experience")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "label"],
                name="experience_stated_once",
                violation_error_message=_("These years are stated already."),
            ),
            models.CheckConstraint(
                condition=Q(years__gt=0),
                name="experience_years_positive",
                violation_error_message=_("More than no years."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.years}"
