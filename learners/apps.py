from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from learners.reminders import times  # noqa: F401  registers its check


class LearnersConfig(AppConfig):
    name = "learners"
    verbose_name = _("Learners")
