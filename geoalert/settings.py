"""One file of settings, read from the environment; a wrong value stops the start (geoalert/env.py)."""

import importlib.util
import os
import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from geoalert import logs
from geoalert.env import (
    BadSetting,
    env_bool,
    env_choice,
    env_float,
    env_int,
    env_list,
    env_rates,
    env_secret,
    env_str,
    load_run_file,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where this instance keeps its state ------------------------------------------------------
VAR_DIR = Path(env_str("GEOALERT_VAR", str(BASE_DIR / "var"))).resolve()
SECRETS_DIR = VAR_DIR / "secrets"
# A running `up` writes the addresses of its database, broker and gateway here, so that
# `bin/geoalert manage ...` in another terminal speaks to the same ones.
load_run_file(VAR_DIR / "run" / "environment")

DEBUG = env_bool("GEOALERT_DEBUG", False)
# Phones are fictitious: no text of this instance reaches a real one.
DEMO = env_bool("GEOALERT_DEMO", False)
# A fictitious town and its accounts, whose password everybody can read.
DEMO_ACCOUNTS = env_bool("GEOALERT_DEMO_ACCOUNTS", DEMO)
SECRET_KEY = env_secret("SECRET_KEY", SECRETS_DIR)
ALLOWED_HOSTS = env_list("GEOALERT_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("GEOALERT_TRUSTED_ORIGINS", "")

# --- Apps, top floor last ---------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.admin",
    "axes",
    "csp",
    "django_htmx",
    "leaflet",
    "pgtrigger",
    "zones",
    "messaging",
    "accounts",
    "subscribers",
    "incidents",
    "advice",
    "alerts",
    "web",
    "dashboard",
    "portal",
    "api",
    "geoalert",
]

MIDDLEWARE = [
    "web.requests.RequestNameMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "geoalert.urls"
WSGI_APPLICATION = "geoalert.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.site",
            ],
            "builtins": ["web.templatetags.web"],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------


def _database(url: str) -> dict[str, object]:
    """A `postgis://user:password@host:port/name?host=/socket/folder` address as Django wants it."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgis", "postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL must begin with postgis://.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or env_secret("DATABASE_PASSWORD", SECRETS_DIR, default=""),
        "HOST": unquote(options.get("host", parts.hostname or "")),
        "PORT": str(parts.port or options.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c timezone=UTC"},
        "TEST": {"NAME": f"test_{parts.path.lstrip('/')}"},
    }


DATABASES = {"default": _database(env_str("DATABASE_URL", "postgis:///geoalert"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _wheel_library(module: str, pattern: str) -> str | None:
    """The C library that a wheel carries: newer than the distribution's, and the same everywhere."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    folders = (package.parent / f"{module}.libs", package / ".dylibs")
    return next((str(found) for folder in folders for found in folder.glob(pattern)), None)


if library := env_str("GDAL_LIBRARY_PATH", "") or _wheel_library("pyogrio", "libgdal*"):
    GDAL_LIBRARY_PATH = library
if library := env_str("GEOS_LIBRARY_PATH", "") or _wheel_library("shapely", "libgeos_c*"):
    GEOS_LIBRARY_PATH = library

# --- Broker: the doorbell ---------------------------------------------------------------------
REDIS_URL = env_str("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_TIME_LIMIT = 120
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 180,
    # A dead broker must not hold the officer's click: the dispatcher needs no bell.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
# A second sweep, for the day when the dispatcher is what died.
CELERY_BEAT_SCHEDULE = {"ring": {"task": "messaging.tasks.ring", "schedule": 30.0}}

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "dashboard:login"
LOGIN_REDIRECT_URL = "dashboard:home"
LOGOUT_REDIRECT_URL = "dashboard:login"
AXES_FAILURE_LIMIT = env_int("GEOALERT_LOGIN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("GEOALERT_LOGIN_COOLOFF_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "dashboard/locked.html"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "web.visitors.visitor_address"
# Idle time-out of a staff session, in seconds; requests start it anew (web/access.py).
SESSION_COOKIE_AGE = env_int("GEOALERT_IDLE_SECONDS", 30 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
DEMO_PASSWORD = env_str("GEOALERT_DEMO_PASSWORD", "geoalert-demo-2026")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
HTTPS = env_bool("GEOALERT_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Behind a proxy that ends TLS and sets X-Forwarded-Proto and ends X-Forwarded-For itself; without one,
# anybody could say so.
TLS_PROXY = env_bool("GEOALERT_TLS_PROXY", False)
if TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Gateways and health checks call from inside, in clear.
SECURE_REDIRECT_EXEMPT = [r"^api/v1/(recus|entrants)/", r"^sante/$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Content security policy: nothing inline, nothing from elsewhere --------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = True
# Shifts every reading of the clock, for tests and demonstrations only (geoalert.E005).
NOW_OFFSET_SECONDS = env_int("GEOALERT_NOW_OFFSET", 0)

# --- Static files -----------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "geoalert.staticfiles.PackageFinder",
    "geoalert.staticfiles.AppFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "geoalert.staticfiles.ManifestStorage"},
}

# --- Map --------------------------------------------------------------------------------------
# West, south, east, north of the four departments, in degrees (EPSG:4326).
COVERED_EXTENT = (2.14, 48.68, 2.62, 49.02)
MAP_ZOOMS = (10, 18)
GROUND_ATTRIBUTION = "Limites : IGN, INSEE"
LEAFLET_CONFIG = {
    "SPATIAL_EXTENT": COVERED_EXTENT,
    "TILES": [],
    "RESET_VIEW": False,
    "ATTRIBUTION_PREFIX": "",
    "MIN_ZOOM": 9,
    "MAX_ZOOM": 19,
    "PLUGINS": {
        "geoman": {
            "js": ["vendor/geoman/leaflet-geoman.min.js"],
            "css": ["vendor/geoman/leaflet-geoman.css"],
            "auto-include": False,
        }
    },
}

# --- Addresses: the State's geocoder, or one that speaks as it does (addok); empty: none ------
GEOCODER_URL = env_str("GEOALERT_GEOCODER_URL", "https://data.geopf.fr/geocodage")
GEOCODER_TIMEOUT_SECONDS = env_float("GEOALERT_GEOCODER_TIMEOUT", 2.0)

# --- Streets: a caching proxy in front of somebody else's tiles (web/tiles) --------------------
# The State's map, without a key (IGN, Plan IGN v2, Licence Ouverte 2.0). Empty: no streets, only our ground.
STREETS_URL = env_str(
    "GEOALERT_STREETS_URL",
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
    "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILECOL={x}&TILEROW={y}",
)
if STREETS_URL and not all(number in STREETS_URL for number in ("{z}", "{x}", "{y}")):
    raise BadSetting("GEOALERT_STREETS_URL must hold {z}, {x} and {y}, or be empty.")
STREETS_ATTRIBUTION = env_str("GEOALERT_STREETS_ATTRIBUTION", "© IGN – Géoplateforme")
STREETS_USER_AGENT = env_str("GEOALERT_STREETS_USER_AGENT", "geoalert")
STREETS_FOLDER = VAR_DIR / "tiles"
# Signed-in staff and the public each have a store and a bucket of their own (web/tiles/shares.py).
STREETS_CACHE_BYTES = env_int("GEOALERT_STREETS_CACHE_BYTES", 512_000_000)
STREETS_PUBLIC_CACHE_BYTES = env_int("GEOALERT_STREETS_PUBLIC_CACHE_BYTES", 64_000_000)
# Older tiles are asked for again, and shown as they are while upstream does not answer.
STREETS_FRESH_DAYS = env_int("GEOALERT_STREETS_FRESH_DAYS", 60)
# Questions a second from all processes of this machine together, and how many may come at once.
STREETS_RATE = env_float("GEOALERT_STREETS_RATE", 20.0)
STREETS_BURST = env_int("GEOALERT_STREETS_BURST", 60)
STREETS_PUBLIC_RATE = env_float("GEOALERT_STREETS_PUBLIC_RATE", 5.0)
STREETS_PUBLIC_BURST = env_int("GEOALERT_STREETS_PUBLIC_BURST", 30)
STREETS_TIMEOUT_SECONDS = env_float("GEOALERT_STREETS_TIMEOUT", 2.0)
STREETS_PAUSE_SECONDS = env_float("GEOALERT_STREETS_PAUSE", 60.0)
STREETS_TILE_MAX_BYTES = env_int("GEOALERT_STREETS_TILE_MAX_BYTES", 500_000)

# --- Codes that prove a number (subscribers/codes.py) --------------------------------------------
# They leave before alerts: so many a minute from everybody together to enrol, and as many again to stop.
CODES_PER_MINUTE = env_int("GEOALERT_CODES_PER_MINUTE", 60)

# --- Perimeters: limits at the door -----------------------------------------------------------
PERIMETER_MAX_BYTES = env_int("GEOALERT_PERIMETER_MAX_BYTES", 1_000_000)
PERIMETER_MAX_VERTICES = env_int("GEOALERT_PERIMETER_MAX_VERTICES", 20_000)
PERIMETER_MAX_PARTS = env_int("GEOALERT_PERIMETER_MAX_PARTS", 200)
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000

# --- Addresses of subscribers: ciphertext and keyed hash --------------------------------------
# Old keys stay here until nothing is sealed with them; the first seals what is new.
ADDRESS_KEY = env_secret("ADDRESS_KEY", SECRETS_DIR)
ADDRESS_HASH_KEY = env_secret("ADDRESS_HASH_KEY", SECRETS_DIR)
# +999 and nine digits, for loads of more than 10,000 in bench databases; no live channel takes them.
ALLOW_BENCH_NUMBERS = env_bool("GEOALERT_ALLOW_BENCH_NUMBERS", DEMO)

# --- Dispatch ---------------------------------------------------------------------------------
SMS_CHANNEL = env_str("GEOALERT_SMS_CHANNEL", "outbox")
# Takes over what the first gateway surely did not send, while that one's breaker is open; empty: nobody does.
SMS_FALLBACK_CHANNEL = env_str("GEOALERT_SMS_FALLBACK_CHANNEL", "")
EMAIL_CHANNEL = env_str("GEOALERT_EMAIL_CHANNEL", "")
EXERCISE_CHANNEL = env_str("GEOALERT_EXERCISE_CHANNEL", "outbox")
SMS_SENDER = env_str("GEOALERT_SMS_SENDER", "GEOALERT")
# What phones write STOP to, since nobody can answer a sender of letters; of fiction in a demonstration.
REPLY_NUMBER = env_str("GEOALERT_REPLY_NUMBER", "06 39 98 00 00" if DEMO else "").strip()
SMS_PRICE_EUROS = env_float("GEOALERT_SMS_PRICE", 0.042)
# What an SMS links to; at most 18 characters (geoalert.E001), the alert's 10-character code follows.
PUBLIC_LINK_BASE = env_str("PUBLIC_LINK_BASE", "127.0.0.1:8000/a/")
CHUNK_SIZE = env_int("GEOALERT_CHUNK_SIZE", 500)
GATEWAY_CONCURRENCY = env_int("GEOALERT_GATEWAY_CONCURRENCY", 8)
# Rows `submitting` at once by one worker, in two halves: bounds the unknowns of its crash.
SUBMIT_GROUP_SIZE = env_int("GEOALERT_SUBMIT_GROUP", 5 * GATEWAY_CONCURRENCY)
GATEWAY_TIMEOUT_SECONDS = env_int("GEOALERT_GATEWAY_TIMEOUT", 10)
LEASE_SECONDS = env_int("GEOALERT_LEASE_SECONDS", 30)
SWEEP_SECONDS = env_int("GEOALERT_SWEEP_SECONDS", 15)
UNDO_SECONDS = env_int("GEOALERT_UNDO_SECONDS", 10)
MAX_ATTEMPTS = 5
# Contracted rates, in parts of texts per second and by gateway: "kannel=100, smpp=50"; not named: no limit.
GATEWAY_RATES = env_rates("GEOALERT_GATEWAY_RATES")
# How often a gateway whose breaker is open is tried again, with one message.
BREAKER_SECONDS = env_int("GEOALERT_BREAKER_SECONDS", 30)
# For so long the unknown may settle by itself, before a gateway is asked or a policy speaks.
UNKNOWN_GRACE_SECONDS = env_int("GEOALERT_UNKNOWN_GRACE", 90)
RECEIPT_SECRET = env_secret("RECEIPT_SECRET", SECRETS_DIR)
# What a machine shows that reads /metrics.
METRICS_TOKEN = env_secret("METRICS_TOKEN", SECRETS_DIR)
# A folder a machine, where its processes count (messaging/counting.py); the library asks for a variable.
METRICS_DIR = VAR_DIR / "run" / "metrics" / socket.gethostname()
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)
# Where gateways bring receipts: the process `receipts` as they see it.
RECEIPT_BASE_URL = env_str("GEOALERT_RECEIPT_BASE_URL", "http://127.0.0.1:9000")
KANNEL_SENDSMS_URL = env_str("KANNEL_SENDSMS_URL", "")
KANNEL_STATUS_URL = env_str("KANNEL_STATUS_URL", "")
KANNEL_USERNAME = env_str("KANNEL_USERNAME", "geoalert")
KANNEL_PASSWORD = env_secret("KANNEL_PASSWORD", SECRETS_DIR)
# Where the demo's fake phones write back; 0: nowhere.
KANNEL_REPLIES_PORT = env_int("KANNEL_REPLIES_PORT", 0)
# The demo's fake phone network takes the numbers kept for fiction; a live gateway refuses them.
KANNEL_IS_BENCH = env_bool("KANNEL_IS_BENCH", False)
# An operator's SMPP centre, spoken to without Kannel (messaging/smpp).
SMPP_HOST = env_str("SMPP_HOST", "")
SMPP_PORT = env_int("SMPP_PORT", 2775)
SMPP_USERNAME = env_str("SMPP_USERNAME", "")
SMPP_PASSWORD = env_secret("SMPP_PASSWORD", SECRETS_DIR, default="")
SMPP_SYSTEM_TYPE = env_str("SMPP_SYSTEM_TYPE", "")
SMPP_TLS = env_bool("SMPP_TLS", False)
# How the centre writes its names for texts: in its answer, then in its receipt (messaging/smpp/names.py).
SMPP_MESSAGE_IDS = env_choice("SMPP_MESSAGE_IDS", "same", ("same", "hex-decimal", "decimal-hex"))
# A centre of fictitious phones takes the numbers kept for fiction; an operator's never sees them.
SMPP_IS_BENCH = env_bool("SMPP_IS_BENCH", False)

# OVHcloud SMS (messaging/channels/ovh.py): an account, and an application that may use it.
OVH_ENDPOINT = env_str("OVH_ENDPOINT", "https://eu.api.ovh.com/1.0").rstrip("/")
OVH_SERVICE = env_str("OVH_SERVICE", "")
OVH_APPLICATION_KEY = env_str("OVH_APPLICATION_KEY", "")
OVH_APPLICATION_SECRET = env_secret("OVH_APPLICATION_SECRET", SECRETS_DIR, default="")
OVH_CONSUMER_KEY = env_secret("OVH_CONSUMER_KEY", SECRETS_DIR, default="")
# Below this many prepaid SMS, those who are about to send are warned.
OVH_CREDITS_LOW = env_int("OVH_CREDITS_LOW", 10_000)
# OVH_ENDPOINT is a bench of one's own, and its phones are fictitious (geoalert.E008).
OVH_IS_BENCH = env_bool("OVH_IS_BENCH", False)

# --- E-mail (messaging/channels/email.py): SMTP, or a provider through django-anymail -----------
EMAIL_BACKEND = env_str("GEOALERT_EMAIL_BACKEND", "messaging.channels.smtp.EmailBackend")
EMAIL_FROM = env_str("GEOALERT_EMAIL_FROM", "")
EMAIL_HOST = env_str("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD", SECRETS_DIR, default="")
# STARTTLS on the line, or TLS from the first byte.
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", False)
# The mailboxes behind EMAIL_HOST are fictitious.
EMAIL_IS_BENCH = env_bool("EMAIL_IS_BENCH", False)
# The key of the provider that GEOALERT_EMAIL_BACKEND names: anymail.backends.brevo.EmailBackend and the like.
ANYMAIL = {
    f"{EMAIL_BACKEND.split('.')[-2].upper()}_API_KEY": env_secret("EMAIL_API_KEY", SECRETS_DIR, default=""),
    "REQUESTS_TIMEOUT": GATEWAY_TIMEOUT_SECONDS,
}
# Who is told by e-mail when a gateway or a sending is stuck (messaging/telling.py).
ALARM_EMAILS = env_list("GEOALERT_ALARM_EMAILS", "")

# --- Alerts -----------------------------------------------------------------------------------
ALERT_TYPED_COUNT_ABOVE = env_int("GEOALERT_TYPED_COUNT_ABOVE", 200)
ALERT_TYPED_AREA_KM2 = env_float("GEOALERT_TYPED_AREA_KM2", 3.0)
# A freeze whose number differs from the previewed one by more than max(this, 2 %) is rolled back.
ALERT_COUNT_TOLERANCE = 5

# --- The operator, as the public pages name it; what is empty is said to be missing (geoalert.W001) ---
OPERATOR_NAME = env_str("GEOALERT_OPERATOR_NAME", "")
OPERATOR_ADDRESS = env_str("GEOALERT_OPERATOR_ADDRESS", "")
PUBLICATION_DIRECTOR = env_str("GEOALERT_PUBLICATION_DIRECTOR", "")
HOSTING_PROVIDER = env_str("GEOALERT_HOSTING_PROVIDER", "")
DATA_PROTECTION_CONTACT = env_str("GEOALERT_DATA_PROTECTION_CONTACT", "")
ACCESSIBILITY_CONTACT = env_str("GEOALERT_ACCESSIBILITY_CONTACT", "")
# What the law calls the result of an audit; without an audit a site is "non conforme".
ACCESSIBILITY_STATUS = env_choice(
    "GEOALERT_ACCESSIBILITY_STATUS",
    "non conforme",
    ("non conforme", "partiellement conforme", "totalement conforme"),
)
# From a leaflet of the prefecture, not verified: empty hides it.
ENROLMENT_PHONE = env_str("GEOALERT_ENROLMENT_PHONE", "01 42 76 15 30")

# --- Logs: ids only ---------------------------------------------------------------------------
# One JSON object a line for machines; plain for a person at a terminal.
LOG_FORMAT = env_choice("GEOALERT_LOG_FORMAT", "plain", logs.FORMATS)
LOGGING_CONFIG = "geoalert.logs.configure"
LOGGING = logs.configuration(rendering=LOG_FORMAT, level=env_str("GEOALERT_LOG_LEVEL", "INFO"))
