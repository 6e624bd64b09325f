"""The account itself: who one is here, how one signs in, what one has set."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from certifications.models import SheetUpload
from learners.privacy.kinds import Fate, Kind, columns, left_out
from learners.privacy.sessions import sessions_of
from learners.profiles.models import DayOff, Experience, Learner, SkillStatement, WeekMinutes

User = get_user_model()
ACCOUNT = _("Your account: name, e-mail addresses, second factors, sign-ins")
SETTINGS = _("Your settings: hours, days off, time zone, reminders")
BACKGROUND = _("The skills and the years of experience that you stated")
SECRET = _("a secret: whoever has it could sign in as you")
WEEK = " ".join(WeekMinutes.WEEKDAYS)

ACCOUNT_KINDS = (
    Kind(
        name="account",
        title=_("Your account"),
        topic=ACCOUNT,
        model=User,
        owners=("id",),
        columns=columns("email name date_joined last_login is_active is_staff is_superuser"),
        left_out=left_out(SECRET, "password"),
    ),
    Kind(
        name="groups",
        title=_("Groups that you are in"),
        topic=ACCOUNT,
        model=User.groups.through,
        owners=("user",),
        columns=columns(group="group__name"),
        left_out=left_out(_("only a number that joins the two"), "id"),
    ),
    Kind(
        name="permissions",
        title=_("What you may do besides, by name"),
        topic=ACCOUNT,
        model=User.user_permissions.through,
        owners=("user",),
        columns=columns(permission="permission__codename"),
        left_out=left_out(_("only a number that joins the two"), "id"),
    ),
    Kind(
        name="email-addresses",
        title=_("Your e-mail addresses"),
        topic=ACCOUNT,
        model=EmailAddress,
        owners=("user",),
        columns=columns("id email verified primary"),
    ),
    Kind(
        name="email-confirmations",
        title=_("Mails that asked you to confirm an address"),
        topic=ACCOUNT,
        model=EmailConfirmation,
        owners=("email_address__user",),
        columns=columns("id created sent", email="email_address__email"),
        left_out=left_out(SECRET, "key"),
    ),
    Kind(
        name="second-factors",
        title=_("Your second factors"),
        topic=ACCOUNT,
        model=Authenticator,
        owners=("user",),
        columns=columns("id type created_at last_used_at"),
        left_out=left_out(SECRET, "data"),
    ),
    Kind(
        name="sign-ins",
        title=_("Browsers in which you are signed in"),
        topic=ACCOUNT,
        model=Session,
        owners=(),
        find=sessions_of,
        columns=columns(ends="expire_date"),
        left_out=left_out(SECRET, "session_key session_data"),
        fate=Fate.GOES_BY_HAND,
    ),
    Kind(
        name="settings",
        title=_("Your settings"),
        topic=SETTINGS,
        model=Learner,
        owners=("user",),
        columns=columns(
            "id time_zone reminders_on reminder_rhythm reminder_time quiet_from quiet_until team_mail_on snoozed_until holidays_of "
            f"celebrations created_at {WEEK}"
        ),
        left_out=left_out(_("the portal's own note of when to look for mail next"), "next_look_at"),
    ),
    Kind(
        name="days-off",
        title=_("Your days off"),
        topic=SETTINGS,
        model=DayOff,
        owners=("learner__user",),
        columns=columns("id first last note"),
    ),
    Kind(
        name="skills",
        title=_("Skills that you stated"),
        topic=BACKGROUND,
        model=SkillStatement,
        owners=("learner__user",),
        columns=columns("id", skill="skill__name"),
    ),
    Kind(
        name="experience",
        title=_("Years of experience that you stated"),
        topic=BACKGROUND,
        model=Experience,
        owners=("learner__user",),
        columns=columns("id label years"),
    ),
    Kind(
        name="uploaded-sheets",
        title=_("Sheets that you uploaded and have not imported yet"),
        topic=_("Sheets that you uploaded at the desk and have not imported"),
        model=SheetUpload,
        owners=("user",),
        columns=columns("id about name created_at"),
        left_out=left_out(_("a copy of your own file that is thrown away within a day"), "content")
        | left_out(_("only a number of the draft that the sheet was for"), "owner"),
    ),
)
