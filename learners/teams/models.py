from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models.base import slug_validator
from learners.profiles.models import Learner
from learners.teams import tree

RESERVED = frozenset(
    ["assigned", "assignments", "calendar", "guest", "guests", "help", "invitations", "looks", "mail", "new"]
)


def validate_not_reserved(slug: str) -> None:
    """These are pages beside the teams' own."""
    if slug in RESERVED:
        raise ValidationError(_("“%(slug)s” is an address of the portal's own. Choose another."), params={"slug": slug})


class TeamQuerySet(models.QuerySet["Team"]):
    def managed_by(self, learner: Learner) -> "TeamQuerySet":
        """Teams whose page this person may open: where they are a manager who accepted and has not left, and all below those."""
        return self.filter(pk__in=tree.managed(learner.pk))

    def managed_with_parents(self, learner: Learner) -> "list[Team]":
        """The same by name, each with the team that it is part of. One query, in SQL: every manager's page waits for it."""
        names = ("id", "slug", "name", "parent_id")
        with connection.cursor() as cursor:
            cursor.execute(tree.MANAGED_WITH_PARENTS, [learner.pk])
            rows = cursor.fetchall()
        teams = []
        for row in rows:
            team = Team.from_db(self.db, names, row[:4])
            team.parent = Team.from_db(self.db, names, row[4:]) if row[4] else None
            teams.append(team)
        return teams

    def below(self, team: "Team") -> "TeamQuerySet":
        """The team itself, and all inside it."""
        return self.filter(pk__in=tree.below(team.pk))

    def above(self, team: "Team") -> "TeamQuerySet":
        """The team itself, and all that it is inside of."""
        return self.filter(pk__in=tree.above(team.pk))


class Team(models.Model):
    slug = models.SlugField(_("slug"), max_length=80, unique=True, validators=[slug_validator, validate_not_reserved])
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="team_not_its_own_parent",
                violation_error_message=_("A team cannot be part of itself."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("teams:team", args=[self.slug])

    def clean(self) -> None:
        """A team is part of no team that is part of it. The path is named, as with certifications."""
        if self.pk is None or self.parent_id is None:
            return
        parents = dict(Team.objects.exclude(pk=self.pk).values_list("pk", "parent"))
        if closed := tree.ring(self.pk, self.parent_id, parents):
            names = Team.objects.in_bulk(closed)
            path = " → ".join(self.name if pk == self.pk else names[pk].name for pk in closed)
            raise ValidationError({"parent": _("That would close a ring: %(path)s.") % {"path": path}})


class MembershipQuerySet(models.QuerySet["Membership"]):
    def open(self) -> "MembershipQuerySet":
        """Invited or in force: not left, not declined."""
        return self.filter(left_at__isnull=True)

    def current(self) -> "MembershipQuerySet":
        return self.open().filter(accepted_at__isnull=False)

    def members(self) -> "MembershipQuerySet":
        """Those whom managers look at: current, and no manager of that team themselves."""
        return self.current().filter(role=Membership.Role.MEMBER)

    def managed_in(self, team: "Team") -> "MembershipQuerySet":
        """Current members, with the person: those for whom a manager of the team may act."""
        return self.members().filter(team=team).select_related("learner__user")

    def managed_below(self, team: "Team") -> "MembershipQuerySet":
        """The same for the team and all inside it, with the team of each: whom its page shows, and so whom it leads to."""
        return self.members().filter(team__in=tree.below(team.pk)).select_related("learner__user", "team")

    def of(self, learner: Learner) -> "MembershipQuerySet":
        """What the page of one's own teams shows; `learners.teams.managers` says who looks."""
        return self.open().filter(learner=learner).select_related("team__parent").order_by("team__name")

    def for_log_page(self, learner: Learner) -> "MembershipQuerySet":
        """The places that somebody has or had as a member, the newest first, with what they chose to show. Two queries."""
        places = self.filter(learner=learner, role=Membership.Role.MEMBER, accepted_at__isnull=False)
        return places.prefetch_related("visibility_changes").order_by("-pk")

    def for_members_page(self, team: "Team") -> "MembershipQuerySet":
        """Everybody who is in the team or was asked into it by an administrator, managers first, with the person."""
        return (
            self.open()
            .filter(team=team)
            .select_related("learner__user", "team")
            .order_by("role", "learner__user__name", "pk")
        )

    def managers_in(self, teams: Collection[int]) -> "MembershipQuerySet":
        """With the person and the team, in the order of names."""
        managers = self.current().filter(team__in=teams, role=Membership.Role.MANAGER)
        return managers.select_related("learner__user", "team").order_by("learner__user__name", "pk")


class Membership(models.Model):
    """Joins a learner to a team as manager or member. It counts from the moment the person accepts until they leave."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("manager")
        MEMBER = "member", _("member")

    class Visibility(models.TextChoices):
        STATUS = "status", _("status only")
        DATES = "dates", _("status and dates")
        TASKS = "tasks", _("status, dates and tasks")

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", verbose_name=_("team"))
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    visibility = models.CharField(
        _("what the manager sees"), max_length=20, choices=Visibility, default=Visibility.DATES
    )
    created_at = models.DateTimeField(_("invited"), auto_now_add=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["team", "role", "learner"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "learner"],
                condition=Q(left_at__isnull=True),
                name="one_membership_at_a_time",
                violation_error_message=_("This person is in the team already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner} in {self.team}"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None

    def accept(self, *, visibility: str, now: datetime) -> None:
        self.visibility, self.accepted_at = visibility, now
        self.save(update_fields=["role", "visibility", "accepted_at"])

    def leave(self, *, now: datetime) -> None:
        """Ends it at once: from now on no manager sees anything. Also how an invitation is declined."""
        self.left_at = now
        self.save(update_fields=["left_at"])

    def set_visibility(self, visibility: str) -> None:
        self.visibility = visibility
        self.save(update_fields=["visibility"])
