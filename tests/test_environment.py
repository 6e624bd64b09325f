"""That a run meant for PostgreSQL runs on PostgreSQL, and that the settings refuse what is unsafe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_it_says() -> None:
    assert connection.vendor == os.environ.get("EXPECT_VENDOR", connection.vendor)
    assert (connection.vendor == "postgresql") == os.environ.get("DATABASE_URL", "").startswith("postgres")


def check(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_with_nothing_set_the_embedded_defaults_serve(tmp_path: Path) -> None:
    assert check(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"DEBUG": "0"}, "SECRET_KEY is not set"),
        ({"SITE_URL": "https://cairn.example.org"}, "SECRET_KEY is not set"),
        ({"DEBUG": "0", "SECRET_KEY": "x", "ALLOWED_HOSTS": "*"}, "'*' is refused"),
        ({"SITE_URL": "cairn.example.org"}, "SITE_URL must be"),
        ({"EVIDENCE_DIR": str(ROOT / "static" / "evidence")}, "EVIDENCE_DIR must not lie among the static files"),
        ({"BOUNCE_WEBHOOK_SECRET": "c2VjcmV0IG9mIGEgd2ViaG9vaw=="}, "BOUNCE_WEBHOOK_SECRET must be whsec_"),
        ({"BOUNCE_WEBHOOK_SECRET": "whsec_short"}, "BOUNCE_WEBHOOK_SECRET must be whsec_"),
        ({"EVIDENCE_MAX_FILES": "0"}, "EVIDENCE_MAX_FILES must be 1 or more"),
    ],
)
def test_an_unsafe_setting_refuses_to_start_and_says_why(
    tmp_path: Path, environment: dict[str, str], words: str
) -> None:
    answer = check(tmp_path, **environment)
    assert answer.returncode != 0
    assert words in answer.stderr
