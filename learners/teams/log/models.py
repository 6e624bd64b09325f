"""Who looked at what of whom: written where a manager's page is opened, read by the members."""

from datetime import datetime

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner
from learners.teams import tree
from learners.teams.models import Membership, Team

NOTE = """
    INSERT INTO learners_look (manager_id, team_id, member_id, page, day, first_at, last_at, times)
    VALUES (%s, %s, %s, %s, %s, %s, %s, 1)
    ON CONFLICT ({same}) WHERE member_id IS {where}
    DO UPDATE SET times = learners_look.times + 1, last_at = excluded.last_at"""
NOTE_BELOW = f"""
    INSERT INTO learners_look (manager_id, team_id, page, day, first_at, last_at, times)
    SELECT %s, id, %s, %s, %s, %s, 1 FROM learners_team WHERE id IN ({tree.BELOW})
    ON CONFLICT (manager_id, team_id, page, day) WHERE member_id IS NULL
    DO UPDATE SET times = learners_look.times + 1, last_at = excluded.last_at"""  # noqa: S608  all of it is ours


class LookQuerySet(models.QuerySet["Look"]):
    def note(self, *, manager: Learner, team: Team, page: str, now: datetime, member: Learner | None = None) -> None:
        """One row a day for the same page, however often it is opened. One statement, which two at once do not trip over."""
        same = "manager_id, team_id, page, day" + (", member_id" if member else "")
        where = "NOT NULL" if member else "NULL"
        values = (manager.user_id, team.pk, member.pk if member else None, page, manager.local_date(now), now, now)
        with connection.cursor() as cursor:
            cursor.execute(NOTE.format(same=same, where=where), values)

    def note_below(self, *, manager: Learner, team: Team, page: str, now: datetime) -> None:
        """The same for the team and each inside it, whose members the page shows too. One statement."""
        values = (manager.user_id, page, manager.local_date(now), now, now, team.pk)
        with connection.cursor() as cursor:
            cursor.execute(NOTE_BELOW, values)

    def for_log_page(self, learner: Learner) -> "LookQuerySet":
        """What managers looked at of this person: pages of their own, and those of their teams while they were members. One query."""
        was_member = Membership.objects.filter(
            Q(left_at__isnull=True) | Q(left_at__gte=models.OuterRef("first_at")),
            learner=learner,
            team=models.OuterRef("team"),
            accepted_at__lte=models.OuterRef("last_at"),
        )
        of_the_team = Q(member__isnull=True) & models.Exists(was_member)
        found = self.filter(Q(member=learner) | of_the_team).exclude(manager=learner.user_id)
        return found.select_related("manager", "team").order_by("-last_at", "-pk")


class Look(models.Model):
    """That a manager opened a page which shows something of members. `member` is empty where it shows all of the team.

    `day` is the manager's local date.
    """

    class Page(models.TextChoices):
        TEAM = "team", _("the team page")
        MEMBER = "member", _("your own page in the team")
        WAIVERS = "waivers", _("your waivers")
        EXPORT = "export", _("an export of the team")
        SKILLS = "skills", _("the team's skills")
        COVERAGE = "coverage", _("which certifications the team covers")
        ASSIGNMENTS = "assignments", _("the team's assignments")
        PROGRESS = "progress", _("the team's figures over time")
        MAIL = "mail", _("the weekly mail")

    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    team = models.ForeignKey(Team, models.CASCADE, related_name="looks", verbose_name=_("team"))
    member = models.ForeignKey(
        Learner, models.CASCADE, null=True, blank=True, related_name="looks", verbose_name=_("at whom")
    )
    page = models.CharField(_("at what"), max_length=20, choices=Page)
    day = models.DateField(_("day"))
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    times = models.PositiveIntegerField(_("how often"), default=1)

    objects = LookQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-id"]
        verbose_name = _("look at a team")
        verbose_name_plural = _("looks at teams")
        constraints = [
            models.UniqueConstraint(
                fields=["manager", "team", "page", "day"],
                condition=Q(member__isnull=True),
                name="one_look_a_day_at_a_team",
                violation_error_message=_("This look is on record already."),
            ),
            models.UniqueConstraint(
                fields=["manager", "team", "page", "day", "member"],
                condition=Q(member__isnull=False),
                name="one_look_a_day_at_a_member",
                violation_error_message=_("This look is on record already."),
            ),
        ]
        indexes = [models.Index(fields=["team", "last_at"], name="look_by_team_and_last")]

    def __str__(self) -> str:
        return f"{self.manager} {self.page} {self.day}"


class VisibilityChange(models.Model):
    """From when on a member showed how much. The first is of the moment in which they accepted."""

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="visibility_changes", verbose_name=_("membership")
    )
    visibility = models.CharField(_("what the manager sees"), max_length=20, choices=Membership.Visibility)
    at = models.DateTimeField(_("since"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("choice of what is seen")
        verbose_name_plural = _("choices of what is seen")

    def __str__(self) -> str:
        return f"{self.visibility} {self.at.isoformat()}"
