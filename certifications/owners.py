"""The group of curriculum owners: people of the staff who keep the catalogue, and do what `OWNERS_MAY_ALSO` names."""

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

GROUP = "Curriculum owners"


def ensure_group(*, app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **_signal: object) -> None:
    """Receiver of `post_migrate`: the group holds exactly the catalogue's permissions, new models' included, and the named ones.

    Permissions are made by a later receiver of the same signal, so they are asked for here first. Those of the room of
    learners are there already: it stands earlier in INSTALLED_APPS.
    """
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    create_permissions(app_config, verbosity=0, using=using)
    group, _created = group_model._default_manager.using(using).get_or_create(name=GROUP)
    theirs = Q(content_type__app_label=app_config.label)
    for name in settings.OWNERS_MAY_ALSO:
        label, codename = name.split(".")
        theirs |= Q(content_type__app_label=label, codename=codename)
    group.permissions.set(permission_model._default_manager.using(using).filter(theirs))
