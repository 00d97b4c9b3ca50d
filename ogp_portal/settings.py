"""Settings of the portal: one file, every value fed by the environment (`.env.example` lists them).

Safe by default: no DEBUG, no default secret outside the embedded run, cookies for https only unless
told otherwise.
"""

from pathlib import Path

import pghistory
from django.utils.translation import gettext_noop as _

from ogp_portal.foundation.runtime import (
    cache,
    content_security,
    database,
    days,
    environment,
    example,
    generics,
    logs,
    secret_key,
)

generics.make_subscriptable()
BASE_DIR = Path(__file__).resolve().parent.parent
if not example.is_chosen(BASE_DIR):
    environment.read_file(BASE_DIR / ".env")  # of the real portal
VAR_DIR = BASE_DIR / environment.text(
    "PORTAL_VAR",
    default="var",
    meaning="Folder of everything the portal writes (embedded database, files, static copies).",
)
IS_EXAMPLE = example.is_one(VAR_DIR)
if IS_EXAMPLE:
    example.set_apart("PORTAL_MEMBERSHIP")

# --- Database and queue: with no DATABASE_URL the embedded PostgreSQL under var/ is used
DATABASE_URL = environment.text(
    "DATABASE_URL",
    meaning=(
        "postgresql://user:password@host:5432/name of a PostgreSQL 15 or later; empty: the "
        "embedded one."
    ),
)
DATABASE_PASSWORD = environment.text(
    "DATABASE_PASSWORD",
    meaning=(
        "Password of the database where DATABASE_URL has none; may come from a file through "
        "DATABASE_PASSWORD_FILE."
    ),
)
REDIS_PASSWORD = environment.text(
    "REDIS_PASSWORD",
    meaning="Password of queue and cache, whose addresses have none; or REDIS_PASSWORD_FILE.",
)
CELERY_BROKER_URL = database.with_password(
    environment.address(
        "CELERY_BROKER_URL",
        kinds=("redis", "rediss", "redis+socket"),
        meaning="redis://… of the queue; empty: a queue inside the same PostgreSQL.",
    ),
    REDIS_PASSWORD,
)
EMBEDDED = not DATABASE_URL


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **database.connection(DATABASE_URL, password=DATABASE_PASSWORD, var=VAR_DIR),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": (
                "-c statement_timeout=30000 -c lock_timeout=5000 -c "
                "idle_in_transaction_session_timeout=60000"
            )
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Secrets and hosts
DEBUG = environment.flag("DEBUG", default=False, meaning="Show errors in full. Never in public.")
SECRET_KEY = secret_key.find(VAR_DIR, is_embedded=EMBEDDED)
ALLOWED_HOSTS = environment.words(
    "ALLOWED_HOSTS",
    default="localhost,127.0.0.1,[::1]",
    meaning="Names by which people reach the portal, separated by commas.",
)
HOST = environment.text("HOST", default="127.0.0.1", meaning="Address the web process listens on.")
PORT = environment.number(
    "PORT", default=8000, least=1, most=65535, meaning="Port the web process listens on."
)
PORTAL_URL = environment.address(
    "PORTAL_URL",
    default=f"http://localhost:{PORT}",
    kinds=("https", "http"),
    meaning="Address people see, without a slash at the end: used in mails, reports and metadata.",
).rstrip("/")
HTTPS = PORTAL_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
CSRF_FAILURE_VIEW = "ogp_portal.site.errors.expired"
if "localhost" not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append("localhost")  # the health check asks by that name
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^salud/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = content_security.POLICY

# --- Applications
INSTALLED_APPS = [
    "ogp_portal.apps.PortalConfig",
    "commitments",
    "forums",
    "transparency",
    "ogp_portal.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "ogp_portal.apps.StaticConfig",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ogp_portal.site.kept_pages.KeptPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "ogp_portal.site.middleware.SafetyMiddleware",
    "ogp_portal.site.middleware.LanguageByAddressMiddleware",
    "ogp_portal.site.middleware.ReadableRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ogp_portal.site.middleware.SecondFactorMiddleware",
    "ogp_portal.site.middleware.InterruptedWritingMiddleware",
    "ogp_portal.site.middleware.ActorMiddleware",
]
ROOT_URLCONF = "ogp_portal.urls"
WSGI_APPLICATION = "ogp_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "django.template.context_processors.i18n",
                "ogp_portal.site.context.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ogp_portal.templatetags.components",
                "ogp_portal.templatetags.languages",
            ],
        },
    },
]
PORTAL_NAME = environment.text(
    "PORTAL_NAME",
    default="Gobierno Abierto",
    meaning="Name of the portal, in the header of every page.",
)
PORTAL_OWNER = environment.text(
    "PORTAL_OWNER",
    default="Gobierno de Santiago · Municipalidad de Renca",
    meaning="Who runs the portal, under its name.",
)
PORTAL_MEMBERSHIP = environment.text(
    "PORTAL_MEMBERSHIP",
    default=_("Miembros de la Alianza para el Gobierno Abierto (OGP)."),
    meaning="What the foot of every page says of the institution; empty: nothing.",
)
PORTAL_CONTACT = environment.text(
    "PORTAL_CONTACT",
    default="contacto@demo.example",
    meaning="Address for questions, accessibility and security reports.",
)
PORTAL_COLOR = environment.text(
    "PORTAL_COLOR",
    default="#0b4ea2",
    meaning="The institution's colour, as #rrggbb: links, figures and pictures.",
)
PORTAL_COLOR_DEEP = environment.text(
    "PORTAL_COLOR_DEEP",
    default="#083a79",
    meaning="Its dark colour, as #rrggbb: bars and the foot of pages.",
)
PORTAL_LOGO = environment.text(
    "PORTAL_LOGO",
    meaning="An SVG or PNG file with the institution's logo; empty: the portal's own.",
)
QUIET_PERIODS = environment.periods(
    "QUIET_PERIODS",
    meaning=(
        "Election periods in which nothing is promoted, as 2028-09-01/2028-10-30, separated by "
        "commas: plain pictures, no share buttons, no kits."
    ),
)

# --- History: every change of every row, by triggers
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

# --- People
AUTH_USER_MODEL = "ogp_portal.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_work"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "ogp_portal.administration.emails.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # by a mailed code, as entering is
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = dict.fromkeys(("signup", "login"), "120/m/ip") | {
    "request_login_code": "120/m/ip,3/m/key"  # a workshop of forty enters, some of it twice
}
MFA_ADAPTER = "ogp_portal.foundation.permissions.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]  # keys in a device would need scripts
MFA_TOTP_TOLERANCE = 1  # clocks that differ by half a minute
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number(
    "TRUSTED_PROXIES",
    default=0,
    most=5,
    meaning="How many proxies of yours stand before the portal, counting the packaged nginx.",
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

# --- Mail
EMAIL_HOST = environment.text(
    "EMAIL_HOST", meaning="Mail server; empty: mails are printed on the console."
)
EMAIL_PORT = environment.number(
    "EMAIL_PORT", default=587, most=65535, meaning="Port of the mail server."
)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", meaning="User of the mail server.")
EMAIL_HOST_PASSWORD = environment.text(
    "EMAIL_HOST_PASSWORD",
    meaning="Password of the mail server; may come from a file through EMAIL_HOST_PASSWORD_FILE.",
)
EMAIL_USE_TLS = environment.flag(
    "EMAIL_USE_TLS", default=True, meaning="Encrypt the connection to the mail server."
)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = (
    "ogp_portal.foundation.events.smtp.Backend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)
DIGESTS_PER_MINUTE = environment.number(
    "DIGESTS_PER_MINUTE",
    default=1200,
    most=1_000_000,
    meaning="Most letters of news a minute that the mail server takes; 0: as many as it takes.",
)
DEFAULT_FROM_EMAIL = environment.text(
    "MAIL_FROM", default="portal@demo.example", meaning="Sender of the portal's mails."
)

# --- Language, dates, numbers
LANGUAGES = environment.languages(
    "LANGUAGES",
    default="es-cl,en",
    meaning="Codes of the portal's languages, its own first, separated by commas: each one needs "
    "its catalogue in locale/.",
)
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["ogp_portal.formats"]
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = environment.zone(
    "TIME_ZONE",
    default="America/Santiago",
    meaning="Zone in which every deadline is counted and a day ends, as in the IANA database.",
)
HOLIDAYS, REPORTING_DAYS = days.HOLIDAYS, days.REPORTING_DAYS
CURRENCY = environment.text("CURRENCY", default="CLP", meaning="ISO 4217 code of amounts.")
MONEY_SIGNS = environment.words(
    "MONEY_SIGNS",
    default="$,M$,MM$",
    meaning="What stands before an amount in whole units, in thousands and in millions.",
)

# --- Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # no page names the others
MEDIA_ROOT = VAR_DIR / "files"
BACKUP_FOLDER = environment.text(
    "BACKUP_FOLDER",
    meaning="Folder of the weekly backup; empty: backups/ in PORTAL_VAR, none with DATABASE_URL.",
) or (str(VAR_DIR / "backups") if EMBEDDED else "")
BACKUPS_KEPT = environment.number(
    "BACKUPS_KEPT", default=4, least=1, meaning="How many weekly backups are kept."
)
ANTIVIRUS = environment.address(
    "ANTIVIRUS",
    kinds=("unix", "tcp"),
    meaning="Socket of ClamAV's daemon, as unix:/run/clamav/clamd.ctl or tcp://host:3310; empty: "
    "no file is scanned, and pages say so.",
)
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "ogp_portal.foundation.documents.upload_handlers.UnnamedFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
STORAGES = {
    "default": {"BACKEND": "ogp_portal.foundation.documents.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "ogp_portal.foundation.runtime.static_storage.BundledStaticFilesStorage"
    },
}

# --- Open data
API_UNITS_PER_MINUTE = environment.number(
    "API_UNITS_PER_MINUTE",
    default=600,
    least=1,
    meaning=(
        "Requests a minute that one address may make of the API without a key; an export counts "
        "as twenty."
    ),
)
REST_FRAMEWORK = {  # the other parts are named by the views (foundation/api/views.py, viewsets.py)
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "transparency.catalogue.api.authentication.TokenAuthentication"
    ],
    "DEFAULT_SCHEMA_CLASS": "transparency.catalogue.api.schema.OpenDataSchema",
    "EXCEPTION_HANDLER": "ogp_portal.foundation.api.exceptions.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": PORTAL_NAME,
    "VERSION": "1.0.0",
    "POSTPROCESSING_HOOKS": ["transparency.catalogue.api.schema.add_what_no_view_says"],
}

# --- Cache: shared by all processes, needed by the limits of the login page
REDIS_URL = database.with_password(
    environment.address(
        "REDIS_URL",
        kinds=("redis", "rediss", "unix"),
        meaning="redis://… of the shared cache; empty: a table of the database.",
    ),
    REDIS_PASSWORD,
)
CACHES = {"default": cache.choose(REDIS_URL)}
KEPT_PAGES = cache.KEPT_PAGES and not DEBUG

# --- Log
LOGGING = logs.configuration()
