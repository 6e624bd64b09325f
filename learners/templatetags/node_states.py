"""A learner's own states, for the places that the page of the graph keeps for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from certifications.graph_layout import BOX_HEIGHT, BOX_WIDTH, width_of
from learners.plans.node_states import STATES, NodeState, states_of
from learners.profiles.models import Learner

register = template.Library()

ONCE = {"head": "learners/plans/_node_head.html", "legend": "learners/plans/_node_legend.html"}
MARK, CELL = "learners/plans/_node_mark.html", "learners/plans/_node_cell.html"
EMPTY_CELL = '<td role="cell"></td>'
WORD_SIZE, MARK_HEIGHT, MARK_PADDING = 12, 20, 30


@dataclass(frozen=True, slots=True)
class Pieces:
    """HTML by state, the same for everybody who reads the language."""

    marks: dict[NodeState | None, str]
    cells: dict[NodeState | None, str]
    once: dict[str, str]


@register.simple_tag(takes_context=True)
def put_node_states(context: template.Context, places: dict[str, str], names: Iterable[str]) -> str:
    """For each certification on the page its mark in the picture and its cell in the table."""
    learner = Learner.objects.filter(user=context["request"].user).first()
    if learner is None:
        return ""
    states = states_of(learner, learner.local_date(timezone.now()))
    pieces = pieces_in(get_language())
    places.update(pieces.once)
    for name in names:
        kind, _, pk = name.partition(":")
        if kind == "mark":
            places[name] = pieces.marks.get(states.get(int(pk)), "")
        elif kind == "cell":
            places[name] = pieces.cells.get(states.get(int(pk)), EMPTY_CELL)
    return ""


@lru_cache(maxsize=20)
def pieces_in(_language: str | None) -> Pieces:
    return Pieces(
        marks={state: render_to_string(MARK, mark_of(state)) for state in STATES},
        cells={state: render_to_string(CELL, {"state": state}) for state in STATES},
        once={name: render_to_string(piece, {"states": STATES}) for name, piece in ONCE.items()},
    )


def mark_of(state: NodeState) -> dict[str, object]:
    """A pill on the lower edge of a box, as wide as its word."""
    width = round(width_of(str(state.word), WORD_SIZE)) + MARK_PADDING
    return {
        "state": state,
        "width": width,
        "height": MARK_HEIGHT,
        "x": BOX_WIDTH - width - 8,
        "y": BOX_HEIGHT - MARK_HEIGHT // 2,
    }
