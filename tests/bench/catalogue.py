"""A made-up catalogue of any size, the same for the same seed; and how long it takes to load.

python -m tests.bench.catalogue --certifications 2000     (SQLite in a temporary folder)
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from certifications.files.exporter import IN_PROGRAM_FILES, in_yaml
from certifications.files.form import (
    CatalogueFile,
    CertificationForm,
    FaqForm,
    GuideForm,
    LevelForm,
    MistakeForm,
    NextStepForm,
    PathForm,
    PathStepForm,
    PhaseForm,
    PrerequisiteForm,
    ProgramForm,
    ProjectForm,
    ProviderForm,
    RecommendationForm,
    RoleForm,
    SkillForm,
    SourceForm,
    StepForm,
    TermForm,
    TrackForm,
)

IN_A_PROGRAM = 20
LEVELS = ("foundation", "professional", "advanced", "expert")
TRACKS = ("engineering", "security", "data")
SKILLS = 300
WORDS = [
    "plan",
    "build",
    "test",
    "ship",
    "watch",
    "mend",
    "teach",
    "measure",
    "store",
    "move",
    "guard",
    "scale",
    "trace",
    "price",
    "review",
    "train",
    "serve",
    "log",
    "draft",
    "split",
]
KINDS = ("read", "lab", "project", "review", "exam")


def generate(certifications: int, *, seed: int = 1) -> CatalogueFile:
    """Each certification but the first of a programme asks for the one before it or a skill, and for four or five elsewhere.

    2,000 certifications have 10,000 edges. No circle: whatever is asked for stands lower in its own programme.
    """
    chance = random.Random(seed)
    programs = [_program(number, chance) for number in range(-(-certifications // IN_A_PROGRAM))]
    return CatalogueFile(
        sources=[SourceForm(code="G", title="Generated")],
        providers=[ProviderForm(slug="house", name="The house", speciality="Everything")],
        levels=[LevelForm(slug=slug, name=slug.title(), rank=10 * rank) for rank, slug in enumerate(LEVELS, start=1)],
        skills=[
            SkillForm(slug=f"skill-{number}", name=f"Skill {number}", summary=_text(chance, 12))
            for number in range(SKILLS)
        ],
        glossary=[TermForm(slug=f"term-{n}", term=f"Term {n}", definition=_text(chance, 15)) for n in range(100)],
        programs=programs,
        certifications=[_certification(number, programs, certifications, chance) for number in range(certifications)],
        paths=[_path(number, certifications, chance) for number in range(10)],
        roles=[_role(number, certifications, chance) for number in range(20)],
    )


def write(folder: Path, catalogue: CatalogueFile) -> None:
    """Two files: what stands alone, and the programmes with their certifications."""
    lists = dict(catalogue)
    alone = {kind: records for kind, records in lists.items() if kind not in IN_PROGRAM_FILES}
    (folder / "alone.yaml").write_text(in_yaml(CatalogueFile(**alone)))
    programs = {kind: lists[kind] for kind in IN_PROGRAM_FILES}
    (folder / "programs.yaml").write_text(in_yaml(CatalogueFile(**programs)))


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _skills(chance: random.Random, count: int) -> list[str]:
    return [f"skill-{number}" for number in chance.sample(range(SKILLS), count)]


def _program(number: int, chance: random.Random) -> ProgramForm:
    return ProgramForm(
        slug=f"program-{number}",
        source="G",
        name=f"Programme {number}",
        issuer="house",
        position=number,
        summary=_text(chance, 20),
        tracks=[TrackForm(slug=slug, name=slug.title()) for slug in TRACKS],
    )


def _certification(number: int, programs: list[ProgramForm], count: int, chance: random.Random) -> CertificationForm:
    place = number % IN_A_PROGRAM
    return CertificationForm(
        slug=f"certification-{number}",
        source="G",
        name=f"Certification {number}",
        program=programs[number // IN_A_PROGRAM].slug,
        track=chance.choice(TRACKS),
        level=LEVELS[place * len(LEVELS) // IN_A_PROGRAM],
        position=place,
        guide=_guide(number, place, count, chance),
    )


def _guide(number: int, place: int, count: int, chance: random.Random) -> GuideForm:
    return GuideForm(
        summary=_text(chance, 20),
        audience=_text(chance, 15),
        proves=_text(chance, 15),
        exam=_text(chance, 15),
        validity_months=24,
        validity_months_max=36,
        retake_wait_days=14,
        prerequisites=_prerequisites(number, place, count, chance),
        skills=_skills(chance, 8),
        projects=[ProjectForm(key=f"p{n}", title=_text(chance, 5), summary=_text(chance, 15)) for n in range(3)],
        mistakes=[MistakeForm(key=f"m{n}", title=_text(chance, 5), advice=_text(chance, 20)) for n in range(2)],
        next_steps=[_next_step(number, place, count)],
        faq=[FaqForm(key=f"q{n}", question=_text(chance, 8), answer=_text(chance, 25)) for n in range(4)],
        plan=[_phase(day, chance) for day in (14, 30, 60)],
    )


def _next_step(number: int, place: int, count: int) -> NextStepForm:
    there_is_one = place + 1 < IN_A_PROGRAM and number + 1 < count
    following = f"certification-{number + 1}" if there_is_one else None
    return NextStepForm(key="next", direction="same_track", label="The next one", certification=following)


def _prerequisites(number: int, place: int, count: int, chance: random.Random) -> list[PrerequisiteForm]:
    asked = [PrerequisiteForm(key="years", years=chance.choice((1, 1.5, 2, 5)), label="in practice")]
    if place:
        asked.append(PrerequisiteForm(key="before", certification=f"certification-{number - 1}", group="way-in"))
        asked.append(PrerequisiteForm(key="instead", skill=chance.choice(_skills(chance, 3)), group="way-in"))
    for other in _lower_ones(number, place, count, chance):
        strength = chance.choice(("required", "recommended", "recommended"))
        asked.append(PrerequisiteForm(key=f"also-{other}", certification=f"certification-{other}", strength=strength))  # type: ignore[arg-type]
    return asked


def _lower_ones(number: int, place: int, count: int, chance: random.Random) -> list[int]:
    lower = [other for other in range(count) if other % IN_A_PROGRAM < place and other != number - 1]
    return chance.sample(lower, min(len(lower), 5 if place >= 15 else 4))


def _phase(day: int, chance: random.Random) -> PhaseForm:
    steps = [
        StepForm(
            key=f"day-{day}-step-{number}",
            title=_text(chance, 6),
            minutes=chance.randrange(15, 180, 5),
            kind=chance.choice(KINDS),  # type: ignore[arg-type]
            optional=number == 7,
        )
        for number in range(8)
    ]
    return PhaseForm(key=f"day-{day}", title=f"By day {day}", by_day=day, steps=steps)


def _path(number: int, certifications: int, chance: random.Random) -> PathForm:
    walk = sorted(chance.sample(range(certifications), min(6, certifications)))
    steps = [PathStepForm(certification=f"certification-{one}") for one in walk]
    return PathForm(slug=f"path-{number}", name=f"Path {number}", summary=_text(chance, 10), steps=steps)


def _role(number: int, certifications: int, chance: random.Random) -> RoleForm:
    named = RecommendationForm(
        program="program-0", label="The first", certification=f"certification-{chance.randrange(certifications)}"
    )
    return RoleForm(slug=f"role-{number}", name=f"Role {number}", skills=_skills(chance, 5), recommendations=[named])


def main() -> None:
    arguments = argparse.ArgumentParser(description="Times load_catalogue of a made-up catalogue.")
    arguments.add_argument("--certifications", type=int, default=2000)
    count = arguments.parse_args().certifications
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as files:
        database = f"sqlite:///{data}/cairn.sqlite3"
        environment = {"SECRET_KEY": "only-for-the-benchmark", **os.environ, "DATA_DIR": data, "DATABASE_URL": database}
        write(Path(files), generate(count))
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
        for label in ("first load", "again, nothing changed"):
            started = time.perf_counter()
            subprocess.run([*manage, "load_catalogue", files], env=environment, check=True, stdout=subprocess.DEVNULL)
            print(
                f"{count} certifications, {label}: {time.perf_counter() - started:.1f} s (with the start of the interpreter)"
            )


if __name__ == "__main__":
    main()
