"""The whole configuration, read from the environment; wrong or missing values stop the start with a sentence.

With nothing set, the embedded defaults serve: SQLite, a broker in files, mail to a local catcher (README, "Settings").
As soon as one of DATABASE_URL, SECRET_KEY, CELERY_BROKER_URL or SITE_URL is set, this counts as an installation and DEBUG is off.
"""

import base64
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

_INSTALLED_BY = ("DATABASE_URL", "SECRET_KEY", "CELERY_BROKER_URL", "SITE_URL")
PORTAL_TESTING = env.bool("PORTAL_TESTING", default=False)
DEBUG = env.bool("DEBUG", default=not any(os.environ.get(name) for name in _INSTALLED_BY))

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL must be an http or https address, e.g. https://cairn.example.org, not {SITE_URL!r}."
    )

SECRET_KEY = env.str("SECRET_KEY", default="")
# The loopback names are always there: health checks ask by them.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.list("ALLOWED_HOSTS", default=[_site.hostname])]
if not DEBUG:
    if not SECRET_KEY:
        raise ImproperlyConfigured("SECRET_KEY is not set and DEBUG is off. Set it to a long random text.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; '*' is refused while DEBUG is off.")
SECRET_KEY = SECRET_KEY or "only-for-development-" + "0" * 40

INSTALLED_APPS = [
    "portal",
    "learners",
    "certifications",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "js_lib_bootstrap5",
    "js_lib_bootstrap_icons",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.ClosedByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Data ----------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'cairn.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without these, writers that meet at the same moment fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # Public pages (certifications/views/cached.py), kept apart: a flood of them must not push out the counters that slow down
    # guessers of passwords. An hour bounds a cache that has no bound of its own.
    "pages": env.cache_url("CACHE_URL", default="locmemcache://pages?max_entries=500")
    | {"KEY_PREFIX": "pages", "TIMEOUT": 3600},
}
if DEBUG:  # who edits templates wants to see the change at once
    CACHES["pages"]["BACKEND"] = "django.core.cache.backends.dummy.DummyCache"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a curriculum draft is one form with many rows

# The group of curriculum owners holds the catalogue's permissions and these: they review credentials earned elsewhere.
OWNERS_MAY_ALSO = [
    "learners.view_credentialclaim",
    "learners.change_credentialclaim",
    "learners.view_reminder",
    "learners.change_reminder",  # is to try one again
    "learners.view_stop",
    "learners.view_suppressedaddress",
    "learners.delete_suppressedaddress",
]

# People --------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "learners.profiles.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="none" if DEBUG else "mandatory")
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# Jobs ----------------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_VISIBILITY_TIMEOUT = 3600
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
if CELERY_BROKER_URL.startswith("filesystem://"):
    _queue = DATA_DIR / "broker"
    for _folder in (_queue / "messages", _queue / "control"):
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
# One static interval: who is due is decided in the ledger, never in the schedule (docs/architecture.md, reminders).
CELERY_BEAT_SCHEDULE = {"reminders-tick": {"task": "learners.reminders.tick", "schedule": 60.0}}

# Mail ----------------------------------------------------------------------------------------------------------------
EMAIL_TIMEOUT = 30
vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:8025"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Cairn <cairn@{_site.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# What to do with a mail that may have arrived: keep it as uncertain, or send it again to a relay that drops a repeated Message-ID.
REMINDER_AMBIGUOUS = env.str("REMINDER_AMBIGUOUS", default="keep")
if REMINDER_AMBIGUOUS not in {"keep", "resend"}:
    raise ImproperlyConfigured('REMINDER_AMBIGUOUS must be "keep" or "resend".')
# Whoever carries the mail signs with it what came back (docs/bounces.md); without one the address is not there.
BOUNCE_WEBHOOK_SECRET = env.str("BOUNCE_WEBHOOK_SECRET", default="")
if BOUNCE_WEBHOOK_SECRET:
    try:
        _secret = base64.b64decode(BOUNCE_WEBHOOK_SECRET.removeprefix("whsec_"), validate=True)
    except ValueError:
        _secret = b""
    if not BOUNCE_WEBHOOK_SECRET.startswith("whsec_") or not 24 <= len(_secret) <= 64:
        raise ImproperlyConfigured("BOUNCE_WEBHOOK_SECRET must be whsec_ and the base64 of 24 to 64 random bytes.")

# Safety --------------------------------------------------------------------------------------------------------------
_https = _site.scheme == "https"
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz", r"^metrics$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "cairn_session", "cairn_csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # who sends it reads /metrics; without one the page is not there

# Uploads -------------------------------------------------------------------------------------------------------------
EVIDENCE_DIR = Path(env.str("EVIDENCE_DIR", default=str(DATA_DIR / "evidence"))).resolve()
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=5 * 1024 * 1024)  # of one file
EVIDENCE_MAX_FILES = env.int("EVIDENCE_MAX_FILES", default=5)  # of one attempt, or of one credential from elsewhere
EVIDENCE_MAX_KEPT = env.int("EVIDENCE_MAX_KEPT", default=100)  # of one learner
EVIDENCE_MAX_PIXELS = env.int("EVIDENCE_MAX_PIXELS", default=40_000_000)
EVIDENCE_MAX_PAGES = env.int("EVIDENCE_MAX_PAGES", default=50)
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=64 * 1024 * 1024)  # of one request; more is not even read
for _name in ("BYTES", "FILES", "KEPT", "PIXELS", "PAGES"):
    if vars()[f"EVIDENCE_MAX_{_name}"] < 1:
        raise ImproperlyConfigured(f"EVIDENCE_MAX_{_name} must be 1 or more.")
FILE_UPLOAD_HANDLERS = [
    "portal.uploads.NotTooMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Words, dates, files -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
if any(EVIDENCE_DIR.is_relative_to(_served) for _served in (STATIC_ROOT.resolve(), *STATICFILES_DIRS)):
    raise ImproperlyConfigured("EVIDENCE_DIR must not lie among the static files: they are served to everybody.")
WHITENOISE_USE_FINDERS = env.bool("WHITENOISE_USE_FINDERS", default=DEBUG)
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    # What learners upload: never served by an address, only handed out by a view that asks who wants it.
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(EVIDENCE_DIR),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
