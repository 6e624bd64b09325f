"""What the shipped catalogue must tell, read from the public pages as a visitor reads them.

Each fact is a page and words that stand on it one after the other. Names and numbers are exact; between two of them other
words may stand.
"""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from tests.certifications.reading import Page, read

PROFESSIONAL = "/programmes/certified-mlops-professional/"
ARCHITECT = "/programmes/certified-mlops-architect/"
MANAGER = "/programmes/certified-mlops-manager/"
COMPARE = "/certifications/compare/"
ROADMAP = "/roadmaps/mlops-engineer/"
PROVIDERS = "/providers/"
FIELD = "/glossary/"
P1, P2, P3, P4, P5 = (
    f"/certifications/mlops-professional-{name}/"
    for name in ("foundation", "professional", "advanced", "security-specialist", "data-specialist")
)
A1, A2, A3 = (f"/certifications/mlops-architect-{name}/" for name in ("foundation", "professional", "advanced"))
M1 = "/certifications/mlops-manager/"

FACTS: list[tuple[str, tuple[str, ...]]] = [
    # Certified MLOps Professional: the table
    (PROFESSIONAL, ("AIOpsSchool", "aiopsschool.com")),
    (PROFESSIONAL, ("self-paced, online",)),
    (PROFESSIONAL, ("Core Operations", "Foundation", "Junior engineers", "Basic Python", "Version control", "ML basics", "1", "2 to 3 years")),
    (PROFESSIONAL, ("Engineering", "Professional", "SRE, DevOps", "Cloud knowledge", "CI/CD", "Containers", "2", "2 to 3 years")),
    (PROFESSIONAL, ("Architecture", "Advanced", "Tech leads", "5+ years", "Scaling", "governance", "3")),
    (PROFESSIONAL, ("Security", "Specialist", "Security lead", "Network basics", "Model auditing", "Compliance", "optional")),
    (PROFESSIONAL, ("Data", "Specialist", "Data engineers", "any one of:", "SQL", "or", "Big data", "Data lineage", "Feature stores", "optional")),
    (PROFESSIONAL, ("1 to 3 months", "Linux, Python and basic Git", "2+ years")),
    (PROFESSIONAL, ("multiple choice", "Python scripts and YAML", "waiting period")),
    (PROFESSIONAL, ("2 to 3 years", "advanced assessment")),
    (PROFESSIONAL, ("DevOps Engineer", "Core")),
    (PROFESSIONAL, ("SRE", "Reliability Specialist")),
    (PROFESSIONAL, ("Platform Engineer", "Infrastructure Track")),
    (PROFESSIONAL, ("Cloud Engineer", "Cloud Native Track")),
    (PROFESSIONAL, ("Security Engineer", "Security Track")),
    (PROFESSIONAL, ("Data Engineer", "DataOps Track")),
    (PROFESSIONAL, ("FinOps Practitioner", "Cost Management")),
    (PROFESSIONAL, ("Engineering Manager", "Leadership Track")),
    (PROFESSIONAL, ("On learning paths", "DevOps", "DevSecOps", "SRE", "AIOps", "MLOps", "DataOps", "FinOps")),
    (PROFESSIONAL, ("After it", "Same track", "Cross-track", "Leadership")),
    (PROFESSIONAL, ("India", "Jenkins", "About the programme", "generative AI", "GDPR", "feature stores", "real-time inference", "GPUs and TPUs")),
    # its guides
    (P1, ("Skills you learn", "ML pipeline stages", "Git for data science", "Cloud set-up for ML", "Model tracking")),
    (P1, ("Projects you build", "Automate a simple training script", "Serve a pre-trained model as a REST API", "Track experiment metrics")),
    (P1, ("7 to 14 days", "definitions", "DevOps against MLOps", "day 30", "basic containers", "day 60", "end-to-end")),
    (P1, ("Day 1 to 14", "Day 15 to 30", "Day 31 to 60")),
    (P1, ("Common mistakes", "mathematics", "data")),
    (P1, ("Where next", "Same track", "Certified MLOps Professional – Associate", "Cross-track", "Cloud Practitioner")),
    (P1, ("Leadership", "Team Lead Fundamentals")),
    (P2, ("Kubernetes for ML", "CI/CD for training", "drift", "Feature stores")),
    (P2, ("Retraining triggered by drift", "Multi-node GPU cluster", "A/B test of live models")),
    (P2, ("container networking", "Monitoring and alerting", "migration of ML workloads to the cloud")),
    (P2, ("Common mistakes", "GPU", "security")),
    (P2, ("Certified MLOps Professional – Advanced", "DevSecOps Specialist", "Engineering Manager Program")),
    (P3, ("There is no plan of ours for this one",)),
    (P4, ("Recommended", "Network basics", "Model auditing", "Compliance", "optional")),
    (P5, ("any one of:", "SQL", "or", "Big data")),
    # Certified MLOps Architect
    (ARCHITECT, ("Core Architecture", "Foundation", "Beginners", "managers", "Linux", "Python", "ML lifecycle", "CI/CD", "GitOps", "1", "2 years")),
    (ARCHITECT, ("Implementation", "Professional", "2+ years of cloud experience", "Kubernetes", "Model registry", "Feature stores", "2", "2 years")),
    (ARCHITECT, ("Strategic Design", "Advanced", "5+ years of systems design", "Distributed training", "ML observability", "governance", "3", "2 years")),
    (ARCHITECT, ("Linux, Python and Git", "Docker and Kubernetes", "about a month", "6 to 12 months", "challenge Professional directly")),
    (ARCHITECT, ("online", "labs weigh most at Professional and Advanced", "2 years", "updated exam")),
    (ARCHITECT, ("DevOps Engineer", "(Foundation)", "DevOps Engineer", "(Professional)", "SRE", "(Professional)", "Platform Engineer", "(Advanced)")),
    (ARCHITECT, ("Cloud Engineer", "(Professional)", "Security Engineer", "(Professional)", "Security Specialization")),
    (ARCHITECT, ("Data Engineer", "(Foundation)", "FinOps Practitioner", "(Advanced)", "Engineering Manager", "(Foundation)")),
    (A1, ("lifecycle", "architect's role", "Versioning of code and data", "Containers", "CI/CD tools for model tests")),
    (A1, ("retrains on new data", "container", "architecture")),
    (A1, ("Day 1 to 14", "Day 15 to 30", "GitOps", "Day 31 to 60", "all optional", "Not usually needed")),
    (A1, ("Common mistakes", "infrastructure", "data", "inference")),
    (A1, ("Certified MLOps Architect – Professional", "Certified DataOps Associate", "Technical Product Manager for AI")),
    (A2, ("Kubernetes for ML", "Inference", "Feature stores", "drift alerts", "Security")),
    (A2, ("Highly available inference on Kubernetes", "Retraining when performance drops", "central model registry")),
    (A2, ("CRDs", "end to end", "Kubeflow", "MLflow", "Security, compliance")),
    (A2, ("Common mistakes", "limits or quotas", "observability")),
    (A2, ("Certified MLOps Architect – Advanced", "Certified SRE Professional", "Engineering Manager for Data Platforms")),
    (A3, ("Distributed training", "governance and compliance", "cost optimisation and FinOps", "MLOps culture")),
    (A3, ("low latency at the edge", "Disaster recovery and high availability", "Cost attribution")),
    (A3, ("Case studies", "multi-cloud", "review")),
    (A3, ("Cross-track", "Certified FinOps Cloud Architect", "Chief Technology Officer (CTO)")),
    # Certified MLOps Manager
    (M1, ("Engineering managers, data-science leads", "product managers", "operations leaders")),
    (M1, ("data-science lifecycle", "cloud in outline", "IT operations in outline", "2+ years", "Four to six weeks")),
    (M1, ("No code",)),
    (M1, ("MLOps strategy", "Team building and hiring", "Model governance", "Risk", "Responsible AI", "ROI", "Stakeholder communication", "Organisational change")),
    (M1, ("Day 1 to 14", "Day 15 to 28", "Day 29 to 42")),
    (MANAGER, ("Leadership matrix", "Team leadership", "Governance", "ROI management", "Stakeholder management", "Responsible AI")),
    (MANAGER, ("Model approval gate", "Model selection and performance", "Vulnerability and security posture", "Ethics, bias and compliance", "Formal sign-off", "Production deployment", "Continuous audit and monitoring")),
    (MANAGER, ("Technical lead / data-science lead / product manager", "Certified MLOps Manager", "Head of ML engineering / AI programme manager", "Director of AI operations / chief AI officer")),
    (MANAGER, ("Banking", "lineage", "Healthcare", "HIPAA", "GDPR", "Retail and manufacturing")),
    # the ecosystem, the progression, the roles compared
    (COMPARE, ("MLOps Foundation", "Entry", "Concepts, terms, lifecycles", "Associates, analysts, entry-level IT", "Baseline literacy")),
    (COMPARE, ("Certified MLOps Engineer", "Intermediate to advanced", "Pipelines, automation, infrastructure", "IaC", "Demand for pipeline builders")),
    (COMPARE, ("Certified MLOps Manager", "Advanced / leadership", "Teams, strategy, compliance, ROI", "Strategic roles")),
    (COMPARE, ("Certified MLOps Professional", "Advanced practitioner", "End-to-end delivery", "Senior engineers, delivery leads", "Deep mastery")),
    (COMPARE, ("Certified MLOps Architect", "Expert", "Enterprise platform design", "Multi-cloud, tool selection", "Pinnacle technical role")),
    (COMPARE, ("Progression", "Foundation", "Engineer", "Professional", "Architect", "Manager")),
    (COMPARE, ("MLOps Engineer", "Team / pipeline", "MLOps Manager", "Department / strategy", "MLOps Architect", "Organisation / structure")),
    # learning paths and roles
    ("/paths/", ("DevOps", "DevSecOps", "SRE", "AIOps", "MLOps", "DataOps", "FinOps")),
    *[
        (f"/paths/{slug}/", ("Its focus in each programme", "Certified MLOps Professional", "Certified MLOps Architect"))
        for slug in ("devops", "devsecops", "sre", "aiops", "mlops", "dataops", "finops")
    ],
    ("/roles/", ("DevOps Engineer", "SRE", "Platform Engineer", "Cloud Engineer", "Security Engineer", "Data Engineer", "FinOps Practitioner", "Engineering Manager", "MLOps Engineer", "MLOps Manager", "MLOps Architect")),
    # providers
    *[(PROVIDERS, (name,)) for name in ("DevOpsSchool", "Cotocus", "Scmgalaxy", "BestDevOps")],
    *[
        (PROVIDERS, (name, address))
        for name, address in (
            ("DevSecOpsSchool", "devsecopsschool.com"),
            ("SRESchool", "sreschool.com"),
            ("AIOpsSchool", "aiopsschool.com"),
            ("DataOpsSchool", "dataopsschool.com"),
            ("FinOpsSchool", "finopsschool.com"),
        )
    ],
    (PROVIDERS, ("AIOpsSchool", "official host", "curriculum", "practice exams", "labs")),
    # the career roadmap
    (ROADMAP, ("Time to hire", "16–23 months", "Cost", "$500–$2,500")),
    (ROADMAP, ("$100,000", "$155,000", "$250,000+")),
    (ROADMAP, ("AI-first companies", "Big tech", "Fintech (risk, fraud)", "Healthcare")),
    (ROADMAP, ("Salary at this stage", "1 Python + ML fundamentals", "4–6", "Python", "pandas and NumPy", "scikit-learn", "$100,000")),
    (ROADMAP, ("Salary at this stage", "2 DevOps + cloud infrastructure", "Skip", "DevOps", "3–4", "AWS or GCP", "CI/CD", "Docker", "Infrastructure as code", "Kubernetes", "$100,000")),
    (ROADMAP, ("Salary at this stage", "3 ML pipelines + experiment tracking", "3–4", "Feature stores", "Kubeflow or Airflow", "MLflow", "Model serving", "tracking", "$155,000")),
    (ROADMAP, ("Salary at this stage", "4 Model monitoring + production", "3–4", "A/B tests", "drift", "Monitoring", "W&B, Prometheus", "SageMaker or Vertex AI", "$155,000")),
    (ROADMAP, ("Salary at this stage", "5 Certification + portfolio", "AWS ML Engineer Associate", "Google ML Engineer", "2–3", "End-to-end deployment", "portfolio", "$250,000+")),
    (ROADMAP, ("1 Python + ML fundamentals", "4–6 months · $100K", "2–3 months · $250K+")),
    (ROADMAP, ("AWS Certified ML Engineer – Associate", "+$20K", "2026", "Google", "+25%", "CKA", "+$12K")),
    # the discipline
    (FIELD, ("Five components", "Pipelines", "Monitoring", "Collaboration", "Versioning", "Validation", "Shift left", "shift right")),
    (FIELD, ("Practice areas", "Data preparation", "Feature engineering", "Labelling", "Training and tuning", "Review and governance", "Monitoring after deployment")),
    (FIELD, ("Eight responsibilities", "data scientists", "Infrastructure", "Automating", "Monitoring", "law and regulation", "resources", "Testing", "stakeholders")),
    (FIELD, ("Seven ways to become", "machine learning", "software development", "containers", "Communicate", "Program", "data engineering", "current")),
    *[
        ("/certifications/", (name,))
        for name in (
            "AWS Certified Machine Learning – Specialty",
            "AWS Certified ML Engineer – Associate",
            "Google Cloud Professional Machine Learning Engineer",
            "Azure Machine Learning Engineer",
            "Cloudera Certified Data Engineer",
            "DASCA Senior Big Data Engineer",
            "Docker Certified Associate",
            "(CKA)",
            "(CKAD)",
        )
    ],
    ("/certifications/aws-ml-specialty/", ("Retired", "2026", "Replaced by:", "AWS Certified ML Engineer – Associate")),
]  # fmt: skip

# How many questions with an answer a page holds: (page, after this heading, questions)
QUESTIONS = [(PROFESSIONAL, 12, 8), (ARCHITECT, 12, 8), (MANAGER, 0, 8)]
GUIDED = [P1, P2, A1, A2, A3, M1]
SOURCED = {
    PROFESSIONAL: "P, Certified MLOps Professional",
    ARCHITECT: "A, Certified MLOps Architect",
    MANAGER: "M, Certified MLOps Manager",
    ROADMAP: "R, Career roadmap, MLOps Engineer",
    FIELD: "T, MLOps, the discipline",
}


@pytest.fixture(scope="module")
def visitor(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Client]:
    """A visitor of the shipped catalogue, loaded once for all facts and taken away again."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        call_command("load_catalogue", stdout=StringIO(), stderr=StringIO())
        yield Client()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def pages(visitor: Client) -> dict[str, Page]:
    addresses = {address for address, _ in FACTS}
    return {address: read(visitor, address) for address in addresses}


def missing(text: str, words: tuple[str, ...]) -> str:
    """The first of `words` that does not stand behind the one before it; "" when all do. From any start that fits."""
    text, wanted = text.casefold(), [word.casefold() for word in words]
    start, worst = text.find(wanted[0]), words[0]
    while start >= 0:
        place = start
        for word, shown in zip(wanted, words, strict=True):
            found = text.find(word, place)
            if found < 0:
                worst = shown
                break
            place = found + len(word)
        else:
            return ""
        start = text.find(wanted[0], start + 1)
    return worst


@pytest.mark.parametrize(("address", "words"), FACTS, ids=[f"{address}: {words[0]}" for address, words in FACTS])
def test_a_fact_of_the_shipped_catalogue_is_on_its_page(
    pages: dict[str, Page], address: str, words: tuple[str, ...]
) -> None:
    assert pages[address].status == 200
    assert not missing(pages[address].text, words)


@pytest.mark.parametrize(("address", "general", "own"), QUESTIONS)
def test_a_programme_answers_all_its_questions(visitor: Client, address: str, general: int, own: int) -> None:
    html = visitor.get(address).content.decode()
    before, after = html.split("About the programme", 1)
    assert (before.count('class="question"'), after.count('class="question"')) == (general, own)


@pytest.mark.parametrize("address", GUIDED)
def test_a_guided_certification_offers_a_plan_of_real_steps(
    visitor: Client, pages: dict[str, Page], address: str
) -> None:
    html = visitor.get(address).content.decode()
    slug = address.split("/")[2]
    assert pages[address].links[f"/plans/new/{slug}/"] == "Make my plan"
    assert html.count('class="step-title"') >= 20


@pytest.mark.parametrize(("address", "source"), SOURCED.items())
def test_a_page_names_its_source(pages: dict[str, Page], address: str, source: str) -> None:
    assert source in pages[address].text


def test_every_link_between_the_public_pages_leads_somewhere(visitor: Client) -> None:
    seen, waiting, broken = set(), ["/certifications/"], []
    rooms = (
        "/certifications/",
        "/programmes/",
        "/paths/",
        "/roles/",
        "/roadmaps/",
        "/providers/",
        "/skills/",
        "/glossary/",
    )
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = read(visitor, address)
        if page.status != 200:
            broken.append(address)
        waiting += [link.split("#")[0] for link in page.links if link.startswith(rooms)]
    assert not broken
    assert len(seen) > 100


def test_no_two_facts_are_the_same() -> None:
    assert len(set(FACTS)) == len(FACTS) >= 80
