from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models.base import CatalogueRecord
from certifications.models.programs import Level, Program, Track
from certifications.validity import CountsFrom, Rule


class CertificationQuerySet(models.QuerySet["Certification"]):
    def offered(self) -> "CertificationQuerySet":
        """Those the public sees: published and not archived. Retired ones stay visible, stamped."""
        return self.filter(current_version__isnull=False, archived=False)

    def in_study_order(self) -> "CertificationQuerySet":
        return self.order_by("program__position", "program__name", "position", "level__rank", "name")

    def for_catalogue(self) -> "CertificationQuerySet":
        """One query: all that a row of the catalogue or a programme's table shows of the certification itself."""
        return self.offered().select_related("program__issuer", "track", "level", "current_version").in_study_order()

    def for_skill_page(self) -> "CertificationQuerySet":
        """One query: those that the public sees, each with its level."""
        return self.offered().select_related("level").order_by("program__position", "position")

    def with_plan_minutes(self) -> "CertificationQuerySet":
        """Annotates `plan_minutes`, the minutes of the current plan template without its optional steps."""
        minutes = (
            CurriculumVersion.objects.filter(pk=OuterRef("current_version"))
            .order_by()
            .values("pk")
            .values(total=Sum("steps__minutes", filter=Q(steps__optional=False)))
        )
        return self.annotate(plan_minutes=Subquery(minutes))

    def for_graph_page(self) -> models.QuerySet["Certification", tuple[Any, ...]]:
        """One query, in study order: what a box of the graph says."""
        columns = (
            "pk",
            "slug",
            "name",
            "program__slug",
            "program__name",
            "level__rank",
            "level__name",
            "kind",
            "retired",
        )
        return self.offered().in_study_order().values_list(*columns)

    def for_certification_page(self) -> "CertificationQuerySet":
        """One query for the identity; the rows of its guide come through `current_version`."""
        return self.for_catalogue().select_related("replaced_by")

    def for_preview(self) -> "CertificationQuerySet":
        """The same of any, whether the public sees it or not."""
        return self.select_related("program__issuer", "track", "level", "replaced_by")


class Certification(CatalogueRecord):
    """What one earns: programme × track × level. An identity; what it says hangs on its curriculum versions."""

    class Kind(models.TextChoices):
        GUIDED = "guided", _("guided")
        LISTED = "listed", _("listed")

    name = models.CharField(_("name"), max_length=200)
    program = models.ForeignKey(Program, models.PROTECT, related_name="certifications", verbose_name=_("programme"))
    track = models.ForeignKey(
        Track, models.PROTECT, null=True, blank=True, related_name="certifications", verbose_name=_("track")
    )
    level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, related_name="certifications", verbose_name=_("level")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Recommended study order inside the programme; lower comes first.")
    )
    optional = models.BooleanField(_("optional"), default=False, help_text=_("Beside the recommended order."))
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind,
        default=Kind.LISTED,
        help_text=_("Guided: with a guide and a study plan of ours. Listed: only named."),
    )
    retired = models.BooleanField(
        _("retired"), default=False, help_text=_("The issuer no longer offers it. It stays visible, stamped.")
    )
    retired_note = models.CharField(_("note on retirement"), max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    archived = models.BooleanField(
        _("archived"), default=False, help_text=_("Hidden from the catalogue. Plans and credentials keep it.")
    )
    current_version = models.OneToOneField(
        "CurriculumVersion",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="current_for",
        verbose_name=_("current version"),
    )

    objects = CertificationQuerySet.as_manager()

    class Meta:
        ordering = ["program__position", "position", "name"]
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="listed") | Q(track__isnull=False, level__isnull=False),
                name="guided_has_track_and_level",
                violation_error_message=_("A guided certification needs a track and a level."),
            ),
            models.CheckConstraint(
                condition=~Q(replaced_by=F("id")),
                name="not_replaced_by_itself",
                violation_error_message=_("A certification cannot replace itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("certifications:certification", args=[self.slug])

    @property
    def is_offered(self) -> bool:
        """Whether it has a public page; the same rule as `offered()`."""
        return self.current_version_id is not None and not self.archived


class CurriculumVersion(models.Model):
    """What a certification's guide and plan said when it was published: numbered, and immutable from then on.

    Drafts may change. Of a published or retired version only `state` may move (published → retired); the database
    refuses anything else by triggers, see `certifications.frozen`. A version is loading while `load_catalogue` writes its
    rows, beside the owner's draft if there is one; outside that transaction nobody sees the state.
    `content_hash` is the fingerprint of the file's guide that the version came from; empty where it was written here.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")
        LOADING = "loading", _("being loaded")

    class RenewalFrom(models.TextChoices):
        AWARD = CountsFrom.AWARD.value, _("the day of the renewal")
        LAST_EXPIRY = CountsFrom.LAST_EXPIRY.value, _("the old end, when renewed inside the window")

    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="versions", verbose_name=_("certification")
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences for lists and search."))
    audience = models.TextField(_("who it is for"), blank=True)
    proves = models.TextField(_("what it proves"), blank=True)
    preparation = models.TextField(_("preparation"), blank=True, help_text=_("How long people take; what helps."))
    exam = models.TextField(_("exam"), blank=True, help_text=_("The form of the exam; what happens on failing."))
    validity_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), null=True, blank=True, help_text=_("The shortest validity. Empty: no expiry is known.")
    )
    validity_months_max = models.PositiveSmallIntegerField(_("valid for up to (months)"), null=True, blank=True)
    renewal = models.TextField(_("renewal"), blank=True)
    renewal_window_months = models.PositiveSmallIntegerField(
        _("renewal opens (months before the end)"),
        null=True,
        blank=True,
        help_text=_("How long before the end of validity it may be renewed. Empty: no window is known."),
    )
    renewal_from = models.CharField(
        _("a renewed period counts from"),
        max_length=20,
        choices=RenewalFrom,
        default=RenewalFrom.AWARD,
        help_text=_("Renewed before the window opens or after the end, it counts from the day of the renewal."),
    )
    renewed_by_higher = models.BooleanField(
        _("renewed by a higher one"),
        default=False,
        help_text=_("Passing a certification of a higher level of the same programme, in any track, renews this one."),
    )
    retake_wait_days = models.PositiveSmallIntegerField(_("wait before a retake (days)"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    based_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("based on"),
        help_text=_("The version that was current when the draft began, or that its author has taken in since."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["certification", "-number"]
        verbose_name = _("curriculum version")
        verbose_name_plural = _("curriculum versions")
        constraints = [
            models.UniqueConstraint(
                fields=["certification", "number"],
                name="version_number_unique",
                violation_error_message=_("This certification has a version of that number already."),
            ),
            models.UniqueConstraint(
                fields=["certification"],
                condition=Q(state__in=["draft", "in_review"]),
                name="one_draft_a_certification",
                violation_error_message=_("This certification has a draft already: go on with that one."),
            ),
            models.UniqueConstraint(
                fields=["certification"],
                condition=Q(state="published"),
                name="one_published_a_certification",
                violation_error_message=_("This certification has a published version already."),
            ),
            models.CheckConstraint(
                condition=Q(validity_months_max__isnull=True) | Q(validity_months_max__gte=F("validity_months")),
                name="validity_range_in_order",
                violation_error_message=_("The longest validity must not be below the shortest."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(certification)s, version %(number)d") % {
            "certification": self.certification.name,
            "number": self.number,
        }

    @property
    def is_frozen(self) -> bool:
        return self.state in {self.State.PUBLISHED, self.State.RETIRED}

    @property
    def rule(self) -> Rule:
        """Of validity and renewal, for `certifications.validity`."""
        return Rule(self.validity_months, self.renewal_window_months, self.renewal_from, self.renewed_by_higher)

    @property
    def is_stale(self) -> bool:
        """Another version was published since this one began."""
        return self.based_on_id != self.certification.current_version_id
