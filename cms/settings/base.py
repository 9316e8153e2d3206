"""The embedded default: SQLite, one process with threads, no services."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.settings import env, services
from cms.settings.env import BASE_DIR, DATA_DIR

# Alone, the site makes its own keys; processes that share services must be given the same ones
IS_EMBEDDED = not services.are_named()

DEBUG = False
SECRET_KEY = env.signing_key("SECRET_KEY", generate=IS_EMBEDDED)
FIELD_KEYS = env.field_keys("FIELD_KEYS", generate=IS_EMBEDDED)
ALLOWED_HOSTS = env.hosts(
    "ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"], required=not IS_EMBEDDED
)
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
BASE_URL = services.base_url()

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
    "cms.keeping.PublicPageMiddleware",
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
    "cms.pictures.PictureMiddleware",
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
                "cms.templatetags.fragments",
                "wagtail.templatetags.wagtailcore_tags",
                "wagtail.images.templatetags.wagtailimages_tags",
            ],
        },
    },
]

DATABASES = services.databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = services.redis()
CACHES = services.caches(REDIS_URL)

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
TIME_ZONE = env.time_zone("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
FORMAT_MODULE_PATH = ["cms.formats"]
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = env.folder("MEDIA", DATA_DIR / "media")
STORAGES = services.storages(MEDIA_ROOT, DATA_DIR / "private")

WAGTAIL_SITE_NAME = "言路"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.writing.RichTextArea"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "txt", "csv", "zip",
    "jpg", "jpeg", "png", "mp3", "m4a", "mp4", "webm",
]  # fmt: skip
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.pictures.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# The database's own index answers where no search server is named. NAME begins the names of the
# indexes there, so that several sites can share it
ELASTICSEARCH_URL = services.elasticsearch()
ELASTICSEARCH_NAME = env.text("ELASTICSEARCH_NAME") or "yanlu"
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
    "mail.result": "feedback.telling.tell",
    "report.announce": "feedback.telling.announce",
    "page.submitted": "cms.notices.tell_approvers",
    "reminder.tell": "feedback.reminders.tell",
    "signing.tell": "feedback.notices.tell_heads",
    "search.refresh": "search.refresh.refresh",
    "task.fill_search": "search.copying.fill",
    "job.run": "consultation.jobs.run",
    "task.build_files": "feedback.exports.frozen.build",
    "task.erase_scan": "feedback.scans.erase_file",
    "task.run": "cms.background.run",
}
# The first word of a topic chooses its queue; what is not named here is quick
OUTBOX_QUEUES = {"mail": "mail", "search": "index", "job": "export", "task": "heavy"}
# Who is told of new messages, where workers drain them; embedded, threads of the server do
OUTBOX_SENDER = "cms.celery.send" if REDIS_URL else ""
TASKS = {"default": {"BACKEND": "cms.background.OutboxBackend", "QUEUES": []}}
# Long work that people ask for: kinds and the functions that do it
JOBS: dict[str, str] = {
    "groups.find": "feedback.same_text.find",
    "groups.weigh": "feedback.joint_answers.work",
    "report.docx": "feedback.exports.docx.make",
    "report.pdf": "feedback.exports.pdf.make",
    "report.xlsx": "feedback.exports.xlsx.make",
}
PERIODIC_JOBS = [
    "consultation.jobs.revive",
    "consultation.jobs.forget",
    "cms.access.follow",
    "consultation.outbox.forget",
    "feedback.intake.forget",
    "feedback.people.erase_old",
    "feedback.queues.folding.fold",
    "feedback.reminders.remind",
    "cms.publishing.publish_scheduled",
    "search.copying.pay",
]

# The one door for comments: (tries, seconds) of one network, the captcha, files kept from the web
RATE_LIMITS = {
    "comment": (env.number("COMMENTS_PER_10_MINUTES", 60, least=1), 600),
    "contact": (30, 86400),
    "captcha": (env.number("CAPTCHAS_PER_10_MINUTES", 600, least=1), 600),
    "speech": (60, 600),
    "status": (20, 3600),
    "file": (30, 600),
}
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, most=10)
CAPTCHA_CHALLENGE_FUNCT = "feedback.captcha.draw"
CAPTCHA_TIMEOUT = 60
SPEECH_PROGRAM = env.text("SPEECH_PROGRAM", "espeak-ng")

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
# The address decides: reached by https, nothing travels in the clear
IS_SECURE = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SECURE_HSTS_SECONDS = 365 * 86400 if IS_SECURE else 0
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "feedback.views.csrf_failure"

# Mail goes into the outbox, and from there to the transport: files until a server is named
EMAIL_BACKEND = "cms.mail.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
globals().update(services.mail())
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "yanlu@localhost")

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

SILENCED_SYSTEM_CHECKS = [
    "captcha.W001",
    # Other sites of the same domain are not ours to bind to https for ever
    "security.W005", "security.W021",
    # The editor's preview is a frame of the same origin
    "security.W019",
]  # fmt: skip

# nginx in front may keep public pages so many seconds, and hand out files that Django let through
PAGES_KEPT = env.number("PAGES_KEPT", 1, most=60)
FILES_BY_NGINX = env.one_of("FILES_BY_NGINX", ("OFF", "ON")) == "ON"

# What /readyz asks, and who may read /metrics
READINESS = {
    "database": "cms.health.database",
    "migrations": "cms.health.migrations",
    "outbox": "cms.health.drained",
    "search": "search.health.state",
    "broker": "cms.health.broker",
    "replica": "cms.health.read_replica",
}
LOG_LEVEL = env.one_of("LOG_LEVEL", ("WARNING", "INFO", "ERROR", "DEBUG"))
METRICS_ALLOW = env.networks("METRICS_ALLOW", ["127.0.0.1/32", "::1/128"])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cms.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        # refusals and addresses that do not exist are told by the line of the request
        "django.request": {"level": "ERROR"},
    },
}
