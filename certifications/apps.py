from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from certifications import frozen, owners, revision


class CertificationsConfig(AppConfig):
    name = "certifications"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        """Only what must stand in the database around a migration; nothing in the running site hangs on a signal."""
        for triggers in (frozen, revision):
            pre_migrate.connect(triggers.remove, sender=self)
            post_migrate.connect(triggers.install, sender=self)
        post_migrate.connect(owners.ensure_group, sender=self)
