"""Links that show the work on a task."""

from django.db import transaction
from django.utils.translation import gettext as _

from learners.plans.hands.hands import HandError, held_task
from learners.plans.models import TaskLink
from learners.plans.revisions.revising import Moment

MOST_LINKS = 20


@transaction.atomic
def add_link(moment: Moment, *, plan_pk: int, task_pk: int, url: str, title: str) -> TaskLink:
    """Raises Task.DoesNotExist, and HandError where it is there already or the task has enough of them."""
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    urls = list(task.links.values_list("url", flat=True))
    if url in urls:
        raise HandError(_("This link is there already."))
    if len(urls) >= MOST_LINKS:
        raise HandError(_("One task holds %(most)d links. Remove one first.") % {"most": MOST_LINKS})
    return TaskLink.objects.create(task=task, url=url, title=title)


@transaction.atomic
def remove_link(moment: Moment, *, plan_pk: int, task_pk: int, link_pk: int) -> None:
    """Removed twice, it is gone once."""
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    task.links.filter(pk=link_pk).delete()
