"""The group of curriculum owners: people of the staff who keep the catalogue, and nothing else."""

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

GROUP = "Curriculum owners"


def ensure_group(*, app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **_signal: object) -> None:
    """Receiver of `post_migrate`: the group holds exactly the catalogue's permissions, new models' included.

    Permissions are made by a later receiver of the same signal, so they are asked for here first.
    """
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    create_permissions(app_config, verbosity=0, using=using)
    group, _created = group_model._default_manager.using(using).get_or_create(name=GROUP)
    group.permissions.set(
        permission_model._default_manager.using(using).filter(content_type__app_label=app_config.label)
    )
