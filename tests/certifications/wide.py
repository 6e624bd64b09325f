"""A catalogue as wide as one likes, made by bulk inserts: `size` rows of every kind that a public page lists."""

from certifications.models import (
    CareerRoadmap,
    Certification,
    CommonMistake,
    CurriculumVersion,
    FaqEntry,
    GlossaryTerm,
    LearningPath,
    Level,
    NextStep,
    OnwardNote,
    PathFocus,
    PathStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    Program,
    ProgramFaqEntry,
    Provider,
    Reference,
    ReferenceRow,
    RoadmapCertification,
    RoadmapStage,
    Role,
    RoleRecommendation,
    Skill,
    SkillTaught,
    Source,
    Track,
    VersionEvent,
)
from tests.factories import NOON


def make_wide(size: int) -> None:
    """Everything hangs together: slugs end in the row's number; number 0 is the fullest (see `fill_ways`)."""
    numbers = range(size)
    Source.objects.create(code="S", title="The source")
    providers = Provider.objects.bulk_create(
        Provider(slug=f"provider-{n}", name=f"Provider {n}", source="S") for n in numbers
    )
    programs = Program.objects.bulk_create(
        Program(slug=f"program-{n}", name=f"Program {n}", issuer=providers[n], source="S") for n in numbers
    )
    skills = Skill.objects.bulk_create(Skill(slug=f"skill-{n}", name=f"Skill {n}", source="S") for n in numbers)
    GlossaryTerm.objects.bulk_create(
        GlossaryTerm(slug=f"term-{n}", term=f"Term {n}", definition="Words.", source="S") for n in numbers
    )
    certifications = make_certifications(programs[0], skills, size)
    fill_program(programs[0], size)
    fill_ways(programs, certifications, skills, size)
    fill_references(programs[0], certifications, size)


def make_certifications(program: Program, skills: list[Skill], size: int) -> list[Certification]:
    """All in one programme; each teaches one skill and asks for one and for the certification before it. The first has `size` of all."""
    level = Level.objects.create(slug="foundation", name="Foundation", rank=10)
    track = Track.objects.create(program=program, slug="core", name="Core")
    common = {"program": program, "track": track, "level": level, "kind": "guided", "source": "S"}
    rows = Certification.objects.bulk_create(
        Certification(slug=f"certification-{n}", name=f"Certification {n}", position=n, **common) for n in range(size)
    )
    versions = CurriculumVersion.objects.bulk_create(CurriculumVersion(certification=row, number=1) for row in rows)
    SkillTaught.objects.bulk_create(SkillTaught(version=versions[n], skill=skills[n]) for n in range(1, size))
    SkillTaught.objects.bulk_create(SkillTaught(version=versions[0], skill=skill) for skill in skills)
    Prerequisite.objects.bulk_create(
        Prerequisite(version=versions[n], key="skill", kind="skill", skill=skills[0]) for n in range(1, size)
    )
    Prerequisite.objects.bulk_create(
        Prerequisite(version=versions[0], key=f"row-{n}", kind="certification", certification=rows[n])
        for n in range(1, size)
    )
    fill_guide(versions[0], rows, size)
    for row, version in zip(rows, versions, strict=True):
        row.current_version, version.state, version.published_at = version, "published", NOON
    CurriculumVersion.objects.bulk_update(versions, ["state", "published_at"], batch_size=300)
    Certification.objects.bulk_update(rows, ["current_version"], batch_size=300)
    VersionEvent.objects.bulk_create(
        VersionEvent(version=one, kind="published", to_state="published") for one in versions
    )
    return rows


def fill_guide(version: CurriculumVersion, certifications: list[Certification], size: int) -> None:
    numbers = range(size)
    phases = PlanPhase.objects.bulk_create(
        PlanPhase(version=version, key=f"phase-{n}", title=f"Phase {n}", by_day=n + 1, position=n) for n in numbers
    )
    PlanStep.objects.bulk_create(
        PlanStep(version=version, phase=phases[n], key=f"step-{n}", title=f"Step {n}", minutes=60) for n in numbers
    )
    PracticeProject.objects.bulk_create(
        PracticeProject(version=version, key=f"p-{n}", title=f"Project {n}") for n in numbers
    )
    CommonMistake.objects.bulk_create(
        CommonMistake(version=version, key=f"m-{n}", title=f"Mistake {n}") for n in numbers
    )
    FaqEntry.objects.bulk_create(
        FaqEntry(version=version, key=f"f-{n}", question=f"Why {n}?", answer="So.") for n in numbers
    )
    NextStep.objects.bulk_create(
        NextStep(
            version=version, key=f"n-{n}", direction="same_track", label=f"Next {n}", certification=certifications[n]
        )
        for n in numbers
    )


def fill_program(program: Program, size: int) -> None:
    OnwardNote.objects.create(program=program, direction="same_track", text="Go on.")
    ProgramFaqEntry.objects.bulk_create(
        ProgramFaqEntry(program=program, key=f"f-{n}", question=f"Why {n}?", answer="So.") for n in range(size)
    )


def fill_ways(programs: list[Program], certifications: list[Certification], skills: list[Skill], size: int) -> None:
    """Every way exists `size` times; the first of each kind also has `size` parts, and the first certification is in all."""
    numbers = range(size)
    paths = LearningPath.objects.bulk_create(
        LearningPath(slug=f"path-{n}", name=f"Path {n}", summary="Far.") for n in numbers
    )
    PathFocus.objects.bulk_create(PathFocus(path=paths[0], program=programs[n], focus="Focus.") for n in numbers)
    PathFocus.objects.bulk_create(PathFocus(path=paths[n], program=programs[0], focus="Focus.") for n in numbers[1:])
    PathStep.objects.bulk_create(PathStep(path=paths[0], certification=row) for row in certifications)
    PathStep.objects.bulk_create(PathStep(path=paths[n], certification=certifications[0]) for n in numbers[1:])
    roles = Role.objects.bulk_create(Role(slug=f"role-{n}", name=f"Role {n}", source="S") for n in numbers)
    for role, skill in [(role, skills[0]) for role in roles[1:3]] + [(roles[0], skill) for skill in skills[:100]]:
        role.skills.add(skill)
    RoleRecommendation.objects.bulk_create(
        RoleRecommendation(role=role, program=programs[0], label="It", certification=certifications[0])
        for role in roles
    )
    roadmaps = CareerRoadmap.objects.bulk_create(_roadmap(n, roles[n]) for n in numbers)
    stages = RoadmapStage.objects.bulk_create(
        RoadmapStage(roadmap=roadmaps[0], key=f"s-{n}", title=f"Stage {n}", months_min=1, months_max=2, salary=100_000)
        for n in numbers
    )
    for stage in stages[:100]:
        stage.skills.add(skills[0])
    RoadmapCertification.objects.bulk_create(
        RoadmapCertification(roadmap=roadmap, certification=certifications[0]) for roadmap in roadmaps
    )


def _roadmap(number: int, role: Role) -> CareerRoadmap:
    money = {"cost_min": 1, "cost_max": 2, "salary_entry": 1, "salary_mid": 2, "salary_senior": 3}
    return CareerRoadmap(
        slug=f"roadmap-{number}", name=f"Roadmap {number}", role=role, months_min=1, months_max=2, **money
    )


def fill_references(program: Program, certifications: list[Certification], size: int) -> None:
    for topic, its_program in (("comparison", None), ("program", None), ("program", program), ("field", None)):
        made = Reference.objects.bulk_create(
            Reference(
                slug=f"{topic}-{'own' if its_program else 'all'}-{n}",
                title=f"Reference {n}",
                kind="table",
                topic=topic,
                program=its_program,
                columns=["A"],
            )
            for n in range(size)
        )
        ReferenceRow.objects.bulk_create(
            ReferenceRow(reference=row, key="one", title="Row", cells=["Cell"], certification=certifications[0])
            for row in made
        )
