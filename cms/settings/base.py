"""The embedded default: SQLite, one process with threads, no services."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.settings.env import BASE_DIR, DATA_DIR, env, secret

DEBUG = False
SECRET_KEY = secret("SECRET_KEY", generate=True)
FIELD_KEYS = secret("FIELD_KEYS", generate=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "cms",
    "search",
    "feedback",
    "consultation",
    "captcha",
    "axes",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.settings",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "cms.requests.RequestMiddleware",
    "cms.probes.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "cms.refusals.RefusalMiddleware",
    "cms.walls.WallMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "cms.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "cms.templatetags.ui",
                "cms.templatetags.trail",
                "wagtail.templatetags.wagtailcore_tags",
                "wagtail.images.templatetags.wagtailimages_tags",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`; SQLite in WAL mode or PostgreSQL."""
    found = environ_database(url)
    if found["ENGINE"].endswith("sqlite3"):
        return found | {"OPTIONS": SQLITE_OPTIONS}
    options = {"options": "-c statement_timeout=30000 -c lock_timeout=5000"}
    return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def environ_database(url: str) -> dict[str, Any]:
    return dict(env.db_url_config(url))


DATABASES = {
    "default": database(env.str("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/yanlu.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

WAGTAIL_SITE_NAME = "言路"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.writing.RichTextArea"}}
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "txt", "csv", "zip",
    "jpg", "jpeg", "png", "mp3", "m4a", "mp4", "webm",
]  # fmt: skip
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
SEARCH_BACKEND = "search.backends.database.DatabaseBackend"
SEARCH_SOURCES = [
    "cms.sources.pages_of",
    "search.sources.draft_text",
    "search.sources.report",
    "search.sources.deliberations",
    "search.sources.decision",
]
# What happens after a commit: topics of the outbox, and jobs that run every second or so
OUTBOX_CONSUMERS = {
    "intake.settle": "feedback.numbering.settle",
    "mail.send": "cms.mail.send",
    "page.submitted": "cms.notices.tell_approvers",
    "signing.tell": "feedback.notices.tell_heads",
    "search.refresh": "search.refresh.refresh",
    "job.run": "consultation.jobs.run",
}
# The first word of a topic chooses its queue; what is not named here is quick
OUTBOX_QUEUES = {"mail": "mail", "search": "index", "job": "export", "task": "heavy"}
# Long work that people ask for: kinds and the functions that do it
JOBS: dict[str, str] = {}
PERIODIC_JOBS = [
    "consultation.jobs.revive",
    "consultation.jobs.forget",
    "cms.access.follow",
    "consultation.outbox.forget",
    "feedback.intake.forget",
    "feedback.people.erase_old",
    "cms.publishing.publish_scheduled",
]

# The one door for comments: (tries, seconds) of one network, the captcha, files kept from the web
RATE_LIMITS = {
    "comment": (env.int("COMMENTS_PER_10_MINUTES", default=60), 600),
    "contact": (30, 86400),
    "captcha": (env.int("CAPTCHAS_PER_10_MINUTES", default=600), 600),
    "speech": (60, 600),
    "status": (20, 3600),
}
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
CAPTCHA_CHALLENGE_FUNCT = "feedback.captcha.draw"
CAPTCHA_TIMEOUT = 60
SPEECH_PROGRAM = env.str("SPEECH_PROGRAM", default="espeak-ng")

WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "cms.uploads.OnlyForStaff",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "feedback.views.csrf_failure"

# Mail goes into the outbox, and from there to the transport: files until a server is named
EMAIL_BACKEND = "cms.mail.EmailBackend"
MAIL_TRANSPORT = env.str(
    "MAIL_TRANSPORT", default="django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="yanlu@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
}

SILENCED_SYSTEM_CHECKS = ["captcha.W001"]

# What /readyz asks, and who may read /metrics
READINESS = {
    "database": "cms.health.database",
    "migrations": "cms.health.migrations",
    "outbox": "cms.health.drained",
    "search": "search.health.state",
    "broker": "cms.health.broker",
}
METRICS_ALLOW = env.list("METRICS_ALLOW", default=["127.0.0.1/32", "::1/128"])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cms.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        # refusals and addresses that do not exist are told by the line of the request
        "django.request": {"level": "ERROR"},
    },
}
