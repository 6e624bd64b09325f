"""A catalogue small enough to read, with one of everything, for tests to change."""

from pathlib import Path
from typing import Any

import yaml

from certifications.files.loader import Outcome, load
from certifications.files.reader import read_files
from tests.factories import NOON

SMALL = """
sources:
  - {code: S, title: The source}
providers:
  - {slug: house, name: The house, speciality: Knots, url: "https://house.example.org", source: S}
levels:
  - {slug: first, name: First, rank: 10}
  - {slug: second, name: Second, rank: 20}
skills:
  - {slug: splicing, name: Splicing}
  - {slug: whipping, name: Whipping}
glossary:
  - {slug: bight, term: Bight, definition: A bend in a rope.}
programs:
  - slug: ropes
    name: Ropes
    issuer: house
    tracks:
      - {slug: deck, name: Deck}
      - {slug: rigging, name: Rigging}
    onward:
      - {direction: cross_track, text: Go climbing.}
    faq:
      - {key: long, question: "Is it long?", answer: "No.", topic: general}
certifications:
  - slug: rope-hand
    name: Rope hand
    program: ropes
    track: deck
    level: first
    position: 1
    guide:
      summary: Knows the ropes.
      validity_months: 24
      validity_months_max: 36
      prerequisites:
        - {key: years, years: 1.5, label: at sea, group: way-in}
        - {key: splices, skill: splicing, group: way-in}
      skills: [whipping, splicing]
      projects:
        - {key: net, title: A net}
      mistakes:
        - {key: granny, title: The granny knot, advice: Reef it.}
      next_steps:
        - {key: up, direction: same_track, label: Rigger, certification: rigger}
        - {key: out, direction: leadership, label: Bosun}
      faq:
        - {key: wet, question: "Does it get wet?", answer: Yes.}
      plan:
        - key: start
          title: Start
          by_day: 14
          steps:
            - {key: read, title: Read, minutes: 60}
            - {key: tie, title: Tie, minutes: 90, kind: lab, skill: whipping}
        - key: finish
          title: Finish
          by_day: 30
          steps:
            - {key: mock, title: Mock exam, minutes: 45, kind: exam, optional: true}
  - slug: rigger
    name: Rigger
    program: ropes
    kind: listed
    replaced_by: rope-hand
    retired: true
    guide:
      prerequisites:
        - {key: hand, certification: rope-hand, strength: recommended}
paths:
  - slug: aloft
    name: Aloft
    summary: Upward.
    focuses:
      - {program: ropes, focus: Height.}
    steps:
      - {certification: rope-hand}
      - {certification: rigger, note: In the end.}
roles:
  - slug: sailor
    name: Sailor
    responsibilities: [Hauling, Singing]
    skills: [whipping, splicing]
    recommendations:
      - {program: ropes, label: Rope hand, certification: rope-hand}
      - {program: ropes, label: Bosun}
roadmaps:
  - slug: to-sailor
    name: To sailor
    role: sailor
    months_min: 3
    months_max: 6
    cost_min: 0
    cost_max: 100
    salary_entry: 1
    salary_mid: 2
    salary_senior: 3
    hired_by: [Tall ships]
    stages:
      - {key: one, title: One, months_min: 1, months_max: 2, skills: [whipping, splicing]}
    certifications:
      - {certification: rope-hand, benefit: A berth}
references:
  - slug: compared
    title: Compared
    kind: table
    topic: comparison
    columns: [For, Length]
    rows:
      - {key: hand, title: Hand, cells: [Deck, "12:30"], certification: rope-hand, role: sailor}
      - {key: other, title: Other, cells: ["no", "1.50"]}
"""


def small() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(SMALL)
    return data


def guide(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["certifications"][0]["guide"]
    return found


def write(folder: Path, data: dict[str, Any], name: str = "small.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))
    return path


def load_data(folder: Path, data: dict[str, Any]) -> Outcome:
    """Loads it, and insists that it is right."""
    outcome = load(read_files([write(folder, data)]), now=NOON)
    assert not outcome.problems, outcome.problems
    return outcome


def together(outcome: Outcome) -> tuple[int, int, int, int]:
    """(added, changed, unchanged, retired)"""
    counts = [change.counts() for change in outcome.changes.values()]
    added, changed, unchanged, retired = (
        sum(one[name] for one in counts) for name in ("added", "changed", "unchanged", "retired")
    )
    return added, changed, unchanged, retired
