from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from learners.plans.hands.time_spent import write_sum
from learners.plans.models import SUMMARY, StudyPlan, Task


class Command(BaseCommand):
    help = (
        "Lists study plans whose stored summary is not what their tasks say, and tasks whose minutes spent are not the sum of "
        "their days; exit code 1 when there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="write the summary anew; the exit code is then 0")

    def handle(self, *args: Any, fix: bool, **options: Any) -> None:
        wrong = self._check_tasks(fix) + self._check_plans(fix)
        if wrong and not fix:
            raise SystemExit(1)

    def _check_tasks(self, fix: bool) -> int:
        wrong = 0
        for task in Task.objects.with_wrong_minutes().order_by("pk").iterator():
            wrong += 1
            self.stdout.write(
                f"task {task.pk}: minutes_spent {task.minutes_spent} (days: {vars(task)['fresh_minutes']})"
            )
            if fix:
                _mend(task.pk)
        if wrong:
            self.stdout.write(f"{wrong} tasks differ" + (", mended" if fix else ""))
        return wrong

    def _check_plans(self, fix: bool) -> int:
        wrong = 0
        stored = ["pk", *SUMMARY, *(f"fresh_{name}" for name in SUMMARY)]
        for pk, *values in StudyPlan.objects.with_fresh_summary().order_by("pk").values_list(*stored).iterator():
            told = [
                f"{name} {kept} (tasks: {fresh})"
                for name, kept, fresh in zip(SUMMARY, values[: len(SUMMARY)], values[len(SUMMARY) :], strict=True)
                if kept != fresh
            ]
            if told:
                wrong += 1
                self.stdout.write(f"plan {pk}: {', '.join(told)}")
                if fix:
                    _refresh(pk)
        self.stdout.write(
            f"{wrong} of {StudyPlan.objects.count()} plans differ" + (", mended" if fix and wrong else "")
        )
        return wrong


@transaction.atomic
def _mend(task_pk: int) -> None:
    task = Task.objects.get(pk=task_pk)
    task.plan = StudyPlan.objects.select_for_update().get(pk=task.plan_id)
    write_sum(task)


@transaction.atomic
def _refresh(pk: int) -> None:
    StudyPlan.objects.select_for_update().get(pk=pk).refresh_summary()
