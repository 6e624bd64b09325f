"""What a newer curriculum version makes of a running plan: a diff, and the plan as it would be. Pure and deterministic.

The rule, by the stable key of each step:
- done and skipped tasks keep their words, minutes and dates, whether the new version has their step or not;
- a task to do takes the new words, minutes and place of its step; pinned, it keeps its date;
- a task to do whose step is gone goes too, unless the learner wrote something on it: then it is set aside, as skipped;
- a step without a task becomes one;
- what the learner decided stays: their own tasks, and whether a task is optional to them.
So done minutes never change by a move. Only what is to do and not pinned gets new dates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from learners.plans.schedule import Availability, Phase, Schedule, Step, schedule
from learners.plans.status import percent_of

COMPARED = ("title", "minutes", "detail", "kind", "optional", "phase_key")


@dataclass(frozen=True, slots=True)
class Content:
    """A step of a version, or what a task holds of it."""

    key: str
    title: str
    minutes: int
    detail: str
    kind: str
    optional: bool
    phase_key: str
    phase_title: str
    phase_position: int
    position: int


@dataclass(frozen=True, slots=True)
class Held:
    """A task of the plan. `is_written`: the learner left a note, minutes or links on it. Without dates it is new.

    `own`: the learner added it. `own_choice`: they decided whether it is optional.
    """

    content: Content
    state: str = "todo"
    is_written: bool = False
    pinned: bool = False
    starts: date | None = None
    due: date | None = None
    own: bool = False
    own_choice: bool = False

    @property
    def counts(self) -> bool:
        return self.state != "skipped"


@dataclass(frozen=True, slots=True)
class Change:
    """`fields`: the names in which the two differ."""

    before: Content
    after: Content
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    added: tuple[Content, ...]
    changed: tuple[Change, ...]
    removed: tuple[Content, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Move:
    """`tasks`: the plan afterwards, in its order. `removed` go; `set_aside` stay as skipped, with what was written on them."""

    tasks: tuple[Held, ...]
    added: tuple[Content, ...]
    changed: tuple[Change, ...]
    removed: tuple[Content, ...]
    set_aside: tuple[Content, ...]
    minutes_done: int
    minutes_before: int
    minutes_after: int

    @property
    def changes_tasks(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.set_aside)

    @property
    def percent_before(self) -> int:
        return percent_of(self.minutes_done, self.minutes_before)

    @property
    def percent_after(self) -> int:
        return percent_of(self.minutes_done, self.minutes_after)


def horizon_in(offered: Iterable[int], pinned: Iterable[int], horizon: int) -> int:
    """A plan's horizon in days, in a version whose phases end by `offered`; those of the plan's own version by `pinned`.

    Whoever has all phases gets all; whoever has some, those that end in the same time, and at least the first.
    """
    days = sorted(set(offered))
    if not days or horizon >= max(pinned, default=0):
        return max(days, default=horizon)
    return max((day for day in days if day <= horizon), default=days[0])


def compare(before: Iterable[Content], after: Iterable[Content]) -> Diff:
    """By key, each list in the order of its version."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    pairs = [(old[key], one) for key, one in new.items() if key in old]
    return Diff(
        added=tuple(one for key, one in new.items() if key not in old),
        changed=tuple(Change(was, now, fields) for was, now in pairs if (fields := _differing(was, now))),
        removed=tuple(one for key, one in old.items() if key not in new),
    )


def move(tasks: Sequence[Held], steps: Sequence[Content]) -> Move:
    """`tasks` of the plan and `steps` of the new version within the plan's horizon, each in order."""
    held = {task.content.key: task for task in tasks}
    steps = [_as_chosen(held.get(step.key), step) for step in steps]
    offered = {step.key: step for step in steps}
    todo = [task for task in tasks if task.state == "todo" and not task.own]
    gone = [task for task in todo if task.content.key not in offered]
    diff = compare(
        (task.content for task in todo),
        (step for step in steps if step.key not in held or held[step.key].state == "todo"),
    )
    after = [_carried(held.get(step.key), step) for step in steps]
    after += _left_over([task for task in tasks if task.content.key not in offered and _stays(task)], steps)
    return Move(
        tasks=tuple(sorted(after, key=lambda task: (task.content.phase_position, task.content.position))),
        added=diff.added,
        changed=diff.changed,
        removed=tuple(task.content for task in gone if not task.is_written),
        set_aside=tuple(task.content for task in gone if task.is_written),
        minutes_done=sum(task.content.minutes for task in tasks if task.state == "done"),
        minutes_before=sum(task.content.minutes for task in tasks if task.counts),
        minutes_after=sum(task.content.minutes for task in after if task.counts),
    )


def date_move(
    found: Move, availability: Availability, *, start: date, exam_date: date | None, buffer_days: int = 0
) -> Schedule | None:
    """Dates for what is to do and not pinned, from `start` on; None where nothing is left to do. Raises ScheduleError."""
    live = [task for task in found.tasks if task.counts]
    if all(task.state == "done" for task in live):
        return None
    phases = [
        Phase(str(position), tuple(_step(task) for task in group))
        for position, group in groupby(live, key=lambda task: task.content.phase_position)
    ]
    return schedule(phases, availability, start=start, exam_date=exam_date, buffer_days=buffer_days)


def _differing(before: Content, after: Content) -> tuple[str, ...]:
    return tuple(name for name in COMPARED if getattr(before, name) != getattr(after, name))


def _stays(task: Held) -> bool:
    return task.own or task.state != "todo" or task.is_written


def _as_chosen(task: Held | None, step: Content) -> Content:
    return replace(step, optional=task.content.optional) if task and task.own_choice else step


def _carried(task: Held | None, step: Content) -> Held:
    if task is None:
        return Held(step)
    if task.state == "todo":
        return replace(task, content=step)
    return replace(task, content=_placed(task.content, step, step.position))


def _left_over(tasks: Sequence[Held], steps: Sequence[Content]) -> list[Held]:
    """What the new version knows no more: at the end of its phase where that goes on, else in its old phase after all others."""
    phases = {step.phase_key: step for step in steps}
    after = max((step.phase_position for step in steps), default=-1) + 1
    last = max((step.position for step in steps), default=-1) + 1
    old = list(dict.fromkeys(task.content.phase_key for task in tasks if task.content.phase_key not in phases))
    return [
        replace(
            task,
            state="skipped" if task.state == "todo" and not task.own else task.state,
            content=_placed(task.content, phases[task.content.phase_key], last + number)
            if task.content.phase_key in phases
            else replace(
                task.content, phase_position=after + old.index(task.content.phase_key), position=last + number
            ),
        )
        for number, task in enumerate(tasks)
    ]


def _placed(content: Content, phase: Content, position: int) -> Content:
    return replace(
        content,
        phase_key=phase.phase_key,
        phase_title=phase.phase_title,
        phase_position=phase.phase_position,
        position=position,
    )


def _step(task: Held) -> Step:
    stays = task.starts and task.due and (task.state == "done" or task.pinned)
    fixed = (task.starts, task.due) if stays and task.starts and task.due else None
    return Step(task.content.key, task.content.minutes, task.content.optional, task.state == "done", fixed)
