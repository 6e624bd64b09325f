import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner

KEY = re.compile(r"\b(\d{1,15})\.(\d{4}-\d\d-\d\d)\.([a-z]+)")
PEOPLE_FOUND = 100  # by one search
COUNTED = 1000  # of one state, for the desk


def is_due(now: datetime) -> Q:
    """What may be sent at `now`: late counts, expired does not, and a mail that failed waits its turn."""
    waited = Q(not_before__isnull=True) | Q(not_before__lte=now)
    return waited & Q(state=Reminder.State.PENDING, due_at__lte=now, expires_at__gt=now)


@dataclass(frozen=True, slots=True)
class LastMail:
    day: date
    at: datetime | None


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, now: datetime) -> Self:
        return self.filter(is_due(now))

    def for_person_page(self, learner: Learner) -> Self:
        """One query: what became of every past mail, newest first."""
        return self.filter(learner=learner, state__in=Reminder.FINAL).order_by("-local_date", "kind")

    def days_over(self, learner: Learner, since: date) -> frozenset[date]:
        """From `since` on: whatever clock comes to be chosen, no second digest comes for them. One query."""
        over = self.filter(learner=learner, local_date__gte=since, kind=Reminder.Kind.DIGEST, state__in=Reminder.FINAL)
        return frozenset(over.values_list("local_date", flat=True))

    def digests_sent(self) -> Self:
        """The last one first."""
        return self.filter(kind=Reminder.Kind.DIGEST, state=Reminder.State.SENT).order_by("-local_date")

    def last_team_mail(self, learner: Learner) -> str:
        """The fingerprint of the last weekly mail that went out; empty where none did. One query."""
        sent = self.filter(learner=learner, kind=Reminder.Kind.TEAM, state=Reminder.State.SENT).order_by("-local_date")
        return sent.values_list("fingerprint", flat=True).first() or ""

    def last_mails(self, learners: Sequence[Learner]) -> dict[int, LastMail]:
        """By learner, one query: for which local date the last digest went out, and when. Who got none is left out."""
        sent = self.digests_sent().filter(learner=OuterRef("pk")).values("pk")[:1]
        last = Learner.objects.filter(pk__in=[one.pk for one in learners]).values(last=Subquery(sent))
        return {row.learner_id: LastMail(row.local_date, row.sent_at) for row in self.filter(pk__in=last)}

    def oldest_unsent_due_at(self, now: datetime) -> datetime | None:
        unsent = self.filter(state__in=Reminder.OPEN, due_at__lte=now)
        return unsent.order_by("due_at").values_list("due_at", flat=True).first()

    def uncertain_since(self, then: datetime) -> Self:
        """Nothing is on its way for a day after it was due, so the index on state and due time leads to the few asked for."""
        became = Q(transitions__to_state=Reminder.State.UNCERTAIN, transitions__at__gte=then)
        return self.filter(became, state=Reminder.State.UNCERTAIN, due_at__gte=then - timedelta(days=1)).distinct()

    def on_local_days(self, first: date, last: date) -> Self:
        """Both included. No clock on earth is a day away from UTC, so the index on state and due time narrows it down."""
        begin = datetime.combine(first, time(0), UTC) - timedelta(days=1)
        end = datetime.combine(last, time(0), UTC) + timedelta(days=2)
        return self.filter(state__in=Reminder.State.values, due_at__range=(begin, end), local_date__range=(first, last))

    def named(self, *, message_id: str, key: str) -> Self:
        """By the headers of a mail; a relay may have put a Message-ID of its own."""
        wanted = Q(message_id=message_id) if message_id else Q(pk__in=[])
        if found := _key_in(key):
            wanted |= Q(learner=found[0], local_date=found[1], kind=found[2])
        return self.filter(wanted)

    def for_desk_search(self, term: str) -> Self:
        """By the key of a mail, else by name or address: a query for the people first, so that the ledger is asked by learner."""
        if key := _key_in(term):
            return self.filter(learner=key[0], local_date=key[1], kind=key[2])
        named = Learner.objects.filter(Q(user__email__icontains=term) | Q(user__name__icontains=term))
        return self.filter(learner__in=list(named.order_by("pk").values_list("pk", flat=True)[:PEOPLE_FOUND]))

    def counts_up_to(self, most: int) -> dict[str, int]:
        """For every state, how many, and `most` + 1 where there are more. A query for each state, from its index."""
        return {state: self.filter(state=state).order_by()[: most + 1].count() for state in Reminder.State.values}

    def counts(self) -> dict[str, int]:
        """For every state, how many; states without a row count 0."""
        found = dict(self.order_by().values_list("state").annotate(Count("pk")))
        return {state: found.get(state, 0) for state in Reminder.State.values}


class Reminder(models.Model):
    """One row of the ledger: at most one mail of a kind for a learner on a local date.

    The database is the ledger, Celery only rings the bell. All changes of state go through `learners.reminders.ledger`.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", _("daily digest")
        TEAM = "team", _("weekly team mail")

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        LEASED = "leased", _("leased")
        TRANSMITTING = "transmitting", _("transmitting")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("skipped")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("expired")
        UNCERTAIN = "uncertain", _("uncertain")

    OPEN = (State.PENDING, State.LEASED, State.TRANSMITTING)
    FINAL = (State.SENT, State.SKIPPED, State.FAILED, State.EXPIRED, State.UNCERTAIN)

    # No index of its own: the one of the constraint begins with it.
    learner = models.ForeignKey(
        Learner, models.CASCADE, related_name="reminders", db_index=False, verbose_name=_("learner")
    )
    local_date = models.DateField(_("local date"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DIGEST)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PENDING)
    due_at = models.DateTimeField(_("due (UTC)"))
    expires_at = models.DateTimeField(_("expires (UTC)"))
    tz_name = models.CharField(_("time zone"), max_length=60)
    local_time = models.TimeField(_("local time"))
    lease_token = models.UUIDField(_("lease"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200)
    smtp_reply = models.TextField(_("reply of the mail server"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    fingerprint = models.CharField(
        _("fingerprint"),
        max_length=64,
        blank=True,
        help_text=_("Of what a weekly mail says: the same is not said twice."),
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-local_date", "learner"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        permissions = [("preview_mail", _("Can see the mail that a learner would get"))]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "local_date", "kind"],
                name="one_reminder_a_day_and_kind",
                violation_error_message=_("There is a reminder of this kind for that day already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["leased", "transmitting"], lease_token__isnull=False, lease_until__isnull=False)
                | ~Q(state__in=["leased", "transmitting"]),
                name="reminder_lease_has_token",
                violation_error_message=_("A leased reminder has a token and an end."),
            ),
        ]
        # With the key: at full hours thousands are due at the same moment, and a claim is to read no more than it takes.
        indexes = [models.Index(fields=["state", "due_at", "id"], name="reminder_by_state_due_and_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.local_date} {self.state}"

    @property
    def key(self) -> str:
        """The same on every attempt, in the mail's X-Reminder-Key and in `reminders audit`."""
        return reminder_key(self.learner_id, self.local_date, self.kind)


def reminder_key(learner_id: int, local_date: date, kind: str) -> str:
    return f"{learner_id}.{local_date.isoformat()}.{kind}"


def _key_in(text: str) -> tuple[int, date, str] | None:
    """Of a reminder, also where it stands in a Message-ID."""
    try:
        return (int(found[1]), date.fromisoformat(found[2]), found[3]) if (found := KEY.search(text)) else None
    except ValueError:
        return None


class ReminderTransition(models.Model):
    """The history of a reminder: one row for each change of state."""

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="transitions")
    from_state = models.CharField(_("from"), max_length=20, choices=Reminder.State, blank=True)
    to_state = models.CharField(_("to"), max_length=20, choices=Reminder.State)
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["reminder", "id"]
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class TickRecordQuerySet(models.QuerySet["TickRecord"]):
    def record(self, now: datetime) -> None:
        """One statement, so that ticks that meet do not trip over each other."""
        self.bulk_create([TickRecord(pk=1, at=now)], update_conflicts=True, unique_fields=["pk"], update_fields=["at"])

    def ring(self, now: datetime) -> None:
        """Mail is due and the bell rings; since when counts from the first ring that no worker heard."""
        self.filter(unanswered_since__isnull=True).update(unanswered_since=now)

    def answer(self) -> None:
        """A worker asks for mail."""
        self.filter(unanswered_since__isnull=False).update(unanswered_since=None)


class TickRecord(models.Model):
    """When the ledger was last gone through: a single row, for the health page. A cache could forget it."""

    at = models.DateTimeField(_("at"))
    ledger = models.UUIDField(_("ledger"), default=uuid4, editable=False)  # tells this database from another
    unanswered_since = models.DateTimeField(_("mail is due and no worker asks for it since"), null=True, editable=False)

    objects = TickRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("last tick")
        verbose_name_plural = _("last tick")
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1), name="one_tick_record", violation_error_message=_("There is one row only.")
            )
        ]

    def __str__(self) -> str:
        return self.at.isoformat()


class SuppressedAddressQuerySet(models.QuerySet["SuppressedAddress"]):
    def suppress(self, learner: Learner, address: str, *, reason: str, at: datetime, cause: str = "bounce") -> None:
        """Twice is once; the first reason stays, but a complaint weighs more than a bounce."""
        why = {"cause": cause, "reason": reason}
        held, made = self.get_or_create(address=address.casefold(), defaults={"learner": learner, "at": at, **why})
        if not made and cause == SuppressedAddress.Cause.COMPLAINT:
            self.filter(pk=held.pk).exclude(cause=cause).update(**why)

    def of(self, address: str) -> Self:
        return self.filter(address=address.casefold())

    def among(self, addresses: Iterable[str]) -> frozenset[str]:
        """Which of them are suppressed, case-folded. One query."""
        folded = [address.casefold() for address in addresses]
        return frozenset(self.filter(address__in=folded).values_list("address", flat=True))


class SuppressedAddress(models.Model):
    """An address to which no mail goes any more: it bounced, or its reader complained. Nothing of ours undoes that by itself.

    `learner` had it then; whoever has it now gets nothing at it either, and may ask for another try.
    """

    class Cause(models.TextChoices):
        BOUNCE = "bounce", _("mail came back")
        COMPLAINT = "complaint", _("mail was reported as unwanted")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="suppressed_addresses", verbose_name=_("learner"))
    address = models.EmailField(_("address"), unique=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, default=Cause.BOUNCE)
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("since"))

    objects = SuppressedAddressQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")

    def __str__(self) -> str:
        return self.address
