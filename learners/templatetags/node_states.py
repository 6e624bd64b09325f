"""A learner's own states, for the places that the page of the graph keeps for them."""

from collections.abc import Iterable

from django import template
from django.template.loader import render_to_string
from django.utils import timezone

from certifications.graph_layout import BOX_HEIGHT, BOX_WIDTH, width_of
from learners.plans.node_states import LOOKS, Look, states_of
from learners.profiles.models import Learner

register = template.Library()

ONCE = {"head": "learners/plans/_node_head.html", "legend": "learners/plans/_node_legend.html"}
MARK, CELL = "learners/plans/_node_mark.html", "learners/plans/_node_cell.html"
EMPTY_CELL = '<td role="cell"></td>'
WORD_SIZE, MARK_HEIGHT, MARK_PADDING = 12, 20, 30


@register.simple_tag(takes_context=True)
def put_node_states(context: template.Context, places: dict[str, str], names: Iterable[str]) -> str:
    """For each certification on the page its mark in the picture and its cell in the table."""
    learner = Learner.objects.filter(user=context["request"].user).first()
    if learner is None:
        return ""
    states = states_of(learner, learner.local_date(timezone.now()))
    marks = {look.code: render_to_string(MARK, mark_of(look)) for look in LOOKS}
    cells = {look.code: render_to_string(CELL, {"look": look}) for look in LOOKS}
    places.update({name: render_to_string(piece, {"looks": LOOKS}) for name, piece in ONCE.items()})
    for name in names:
        kind, _, pk = name.partition(":")
        if pk:
            state = states.get(int(pk))
            places[name] = marks.get(state, "") if kind == "mark" else cells.get(state, EMPTY_CELL)
    return ""


def mark_of(look: Look) -> dict[str, object]:
    """A pill on the lower edge of a box, as wide as its word."""
    width = round(width_of(str(look.word), WORD_SIZE)) + MARK_PADDING
    return {
        "look": look,
        "width": width,
        "height": MARK_HEIGHT,
        "x": BOX_WIDTH - width - 8,
        "y": BOX_HEIGHT - MARK_HEIGHT // 2,
    }
