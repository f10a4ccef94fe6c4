"""One settings file; what differs between machines comes from the environment through three tiny helpers."""

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django_stubs_ext

from portal.file_stores import file_stores

# Lets typed code say models.CharField[str, str] and ModelAdmin[Place] at run time.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("CUNTU_VAR", BASE_DIR / "var"))


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def database(url: str) -> dict[str, Any]:
    """One login. postgresql://user:password@host:port/name, or ?host=/socket/folder for a unix socket.

    ?host=db1,db2&target_session_attrs=read-write is a primary and its standby: whichever of them takes writes is used
    (docs/standby.md). No startup options are sent, so that with CUNTU_PREPARE=0 a pooler in transaction mode works.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    # A network that is cut says nothing: without these a request waits for it for hours.
    options: dict[str, Any] = {
        "connect_timeout": 3,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
    # After so many times a statement that the server binds (tiles/asking.py) is planned once a connection. Not behind a pool
    # that gives each transaction another connection.
    options["prepare_threshold"] = 5 if env_bool("CUNTU_PREPARE", True) else None
    if wanted := query.get("target_session_attrs"):
        options["target_session_attrs"] = wanted
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }


# --- what runs here ---------------------------------------------------------------------------
DEMO = env_bool("CUNTU_DEMO")
DEBUG = env_bool("CUNTU_DEBUG")
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

CITY_FILE = Path(env("CUNTU_CITY", str(BASE_DIR / "data/samples/binzhou/city.toml")))
CITY: dict[str, Any] = tomllib.loads(CITY_FILE.read_text(encoding="utf-8"))

# One word a module: INSTALLED_APPS, the routes and the home tiles are built from this list, in this order.
MODULES = [
    "land_info",
    "convenience_map",
    "scan_to_know",
    "policies",
    "services",
    "videos",
    "new_media",
    "enterprise_policies",
    "government_sites",
]

INSTALLED_APPS = [
    "layers.staff",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "portal.admin_config.SystemAdminConfig",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework_gis",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "layers",
    "layers.audit",
    "layers.personal",
    "layers.regions",
    "layers.organisations",
    "layers.workdays",
    "layers.services",
    "layers.ledger",
    "layers.documents",
    "layers.places",
    "layers.land",
    "layers.objections",
    "layers.wechat",
    "layers.subscriptions",
    "layers.compensation",
    "layers.catchments",
    "layers.channels",
    "layers.policies",
    "layers.benefits",
    "layers.local_modules",
    "layers.reports",
    "layers.foi",
    "layers.consultations",
    "layers.zones",
    "layers.videos",
    "layers.devices",
    "layers.usage",
    "layers.assessment",
    "layers.roads",
    "layers.changes",
    "layers.screening",
    "importers",
    "tiles",
    "portal",
    # Behind portal, whose command of the same name goes before its own.
    "procrastinate.contrib.django",
    "portal.desk",
    "portal.subscribing",
    "portal.wechat",
    *[f"portal.modules.{name}" for name in MODULES],
]

MIDDLEWARE = [
    "portal.operating.measure.Measure",
    "portal.use.CountUse",
    "portal.request_id.RequestId",
    "portal.compression.Compress",
    "portal.middleware.RefuseControlCharacters",
    "portal.middleware.Answers",
    "portal.kiosk.no_files.NoFilesOnKiosks",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.admission.Admission",
    "layers.reads.PublicReadsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.desk.gate.StaffGate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.skins.skin",
            ],
        },
    },
]

# --- the database: three logins, one engine ----------------------------------------------------
# owner migrates, web serves, web_ro answers anonymous reads and cannot see what is unpublished.
DATABASES = {
    "default": database(env("DATABASE_URL")),
    "owner": {**database(env("DATABASE_OWNER_URL", env("DATABASE_URL"))), "TEST": {"MIRROR": "default"}},
    "public": {**database(env("DATABASE_READ_URL", env("DATABASE_URL"))), "TEST": {"MIRROR": "default"}},
}
DATABASE_ROUTERS = ["layers.reads.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "staff.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# 等保 2.0 (GB/T 22239-2019) 身份鉴别, as it is usually asked for: length, classes, history, age, lock.
PASSWORD_MIN_LENGTH = 10
PASSWORD_CLASSES = 3
PASSWORD_HISTORY = 5
PASSWORD_DAYS = 90
LOGIN_LOCK_MINUTES = 30
LOGIN_FAILURES_OF_AN_ACCOUNT = 5
# Kiosks and whole halls share one address.
LOGIN_FAILURES_OF_A_SOURCE = 100
SECOND_FACTOR_KEY = env("SECOND_FACTOR_KEY")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "layers.staff.passwords.SeveralClasses"},
    {"NAME": "layers.staff.passwords.NotUsedBefore"},
]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:home"

# --- words, time -------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "portal/static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    **file_stores(os.environ, VAR_DIR),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.static_files.StaticFiles"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# An editor sends a record with all its rows: sixty days of a calendar, the parcels of a case.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# The largest film that is taken; nginx lets as much through (deploy/nginx.conf).
FILM_MAX_BYTES = 1 << 30
# A file that was handed in for import and never submitted is forgotten after so many days.
IMPORT_KEEP_DAYS = 14
# Lists of service items that one source may hand in within an hour.
ITEM_PUSHES_AN_HOUR = int(env("CUNTU_ITEM_PUSHES_AN_HOUR", "30"))
# Where lists of service items may be fetched: code of the source → address (docs/item-sources.md). From no other place.
ITEM_PULLS: dict[str, dict[str, Any]] = CITY.get("item_pulls", {})

# --- too many at once (portal/admission.py) -----------------------------------------------------
# Half of the threads of a process: they share its one core, the others wait or take what is handed in.
READS_AT_ONCE = int(env("CUNTU_READS_AT_ONCE", "4"))
READ_WAITS_S = 0.5

# --- security ----------------------------------------------------------------------------------
HTTPS = env_bool("CUNTU_HTTPS", default=not (DEMO or DEBUG))
SECURE_SSL_REDIRECT = HTTPS
# Asked by programs of this machine, in plain http.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
# Who brings it may read /metrics from another machine.
METRICS_TOKEN = env("CUNTU_METRICS_TOKEN")
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env_bool("CUNTU_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand in front, each appending to X-Forwarded-For (layers/audit/address.py).
TRUSTED_PROXIES = int(env("CUNTU_TRUSTED_PROXIES", "1" if BEHIND_PROXY else "0"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.pages.errors.csrf_failure"
# Where Django's admin stands, for superusers; not where a scanner looks first.
ADMIN_PATH = env("CUNTU_ADMIN_PATH", "system/").strip("/") + "/"
# Idle, and in all.
SESSION_COOKIE_AGE = 30 * 60
SESSION_HOURS = 8
SESSION_SAVE_EVERY_REQUEST = False
# At once, of one person; one more ends the oldest.
SESSIONS_A_PERSON = int(env("CUNTU_SESSIONS_A_PERSON", "3"))
X_FRAME_OPTIONS = "DENY"
# No inline script or style anywhere, so no nonces: pages stay cacheable by anyone.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# Master keys of personal data; the first wraps, the others only open what they wrapped before (layers/personal/).
PERSONAL_KEYS = env_list("CUNTU_PERSONAL_KEYS")
# How many personal values one person may read in full in a day.
UNMASK_A_DAY = int(env("CUNTU_UNMASK_A_DAY", "20"))
# So long an erased key can still be in a backup of the keys.
PERSONAL_KEY_BACKUP_DAYS = 30
# What people say about land acquisitions: no law names these, so each city sets its own.
OBJECTION_ANSWER_WORKING_DAYS = int(env("CUNTU_OBJECTION_ANSWER_WORKING_DAYS", "15"))
OBJECTION_KEEP_YEARS = int(env("CUNTU_OBJECTION_KEEP_YEARS", "3"))
# In an hour. Kiosks, halls and the phones of one network share an address.
OBJECTIONS_OF_A_SOURCE = int(env("CUNTU_OBJECTIONS_OF_A_SOURCE", "60"))
OBJECTION_GUESSES_OF_A_SOURCE = 100
# 报错: answered, and a receipt is of use for half a year; so many an hour from one network.
REPORT_KEEP_DAYS = int(env("CUNTU_REPORT_KEEP_DAYS", "180"))
REPORTS_OF_A_SOURCE = int(env("CUNTU_REPORTS_OF_A_SOURCE", "30"))
REPORT_GUESSES_OF_A_SOURCE = 100
# Questions (办事咨询): as reports.
QUESTION_KEEP_DAYS = int(env("CUNTU_QUESTION_KEEP_DAYS", "180"))
QUESTIONS_OF_A_SOURCE = int(env("CUNTU_QUESTIONS_OF_A_SOURCE", "30"))
QUESTION_GUESSES_OF_A_SOURCE = 100
# 依申请公开: closed applications are kept so many years, pictures of identity documents so many days at most.
FOI_KEEP_YEARS = int(env("CUNTU_FOI_KEEP_YEARS", "3"))
FOI_SCAN_KEEP_DAYS = int(env("CUNTU_FOI_SCAN_KEEP_DAYS", "30"))
FOI_OF_A_SOURCE = int(env("CUNTU_FOI_OF_A_SOURCE", "30"))
FOI_GUESSES_OF_A_SOURCE = 100
# SMS to those who subscribed: "console" writes to a file of this machine, "http" asks the city's gateway, "" has none.
SMS_BACKEND = env("CUNTU_SMS", "console" if DEMO or DEBUG else "")
SMS_LOG = VAR_DIR / "sms.log"
SMS_GATEWAY = env("CUNTU_SMS_GATEWAY")
SMS_GATEWAY_KEY = env("CUNTU_SMS_GATEWAY_KEY")
# As the contract with the gateway allows; 0 is no limit.
SMS_A_SECOND = int(env("CUNTU_SMS_A_SECOND", "50"))
# The 公众号 of the city (docs/wechat.md); without an AppID there is none, and no page knows of it.
WECHAT_APP_ID = env("CUNTU_WECHAT_APP_ID")
WECHAT_NAME = env("CUNTU_WECHAT_NAME", "本站公众号")
WECHAT_SECRET = env("CUNTU_WECHAT_SECRET")
WECHAT_API = env("CUNTU_WECHAT_API", "https://api.weixin.qq.com")
# Where other systems of the city use the same account, its token comes from their one token centre.
WECHAT_TOKEN_CENTRE = env("CUNTU_WECHAT_TOKEN_CENTRE")
WECHAT_TOKEN_CENTRE_KEY = env("CUNTU_WECHAT_TOKEN_CENTRE_KEY")
# Token and EncodingAESKey of 服务器配置.
WECHAT_CALLBACK_TOKEN = env("CUNTU_WECHAT_CALLBACK_TOKEN")
WECHAT_CALLBACK_KEY = env("CUNTU_WECHAT_CALLBACK_KEY")
# "template" or "subscribe"; the template, and which part of a notice stands in which of its fields.
WECHAT_MESSAGE = env("CUNTU_WECHAT_MESSAGE", "template")
WECHAT_TEMPLATE = env("CUNTU_WECHAT_TEMPLATE")
WECHAT_TEMPLATE_FIELDS = dict(
    part.split("=", 1)
    for part in env_list("CUNTU_WECHAT_TEMPLATE_FIELDS", "thing1=place,thing2=title,time3=on")
)
# The JS-SDK is the one script from elsewhere: WeChat allows no copy. Browsers other than WeChat's never load it.
WECHAT_SDK = env("CUNTU_WECHAT_SDK", "https://res.wx.qq.com/open/js/jweixin-1.6.0.js")
if WECHAT_APP_ID:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"].append(WECHAT_SDK)
# E-mail: "console" writes each batch to a file of this machine, "smtp" asks the city's server, "" has none.
MAIL_BACKEND = env("CUNTU_MAIL", "console" if DEMO or DEBUG else "")
MAIL_A_SECOND = int(env("CUNTU_MAIL_A_SECOND", "20"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_BACKEND == 'smtp' else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env("CUNTU_MAIL_HOST")
EMAIL_PORT = int(env("CUNTU_MAIL_PORT", "587"))
EMAIL_HOST_USER = env("CUNTU_MAIL_USER")
EMAIL_HOST_PASSWORD = env("CUNTU_MAIL_PASSWORD")
EMAIL_USE_TLS = env("CUNTU_MAIL_TLS", "starttls") == "starttls"
EMAIL_USE_SSL = env("CUNTU_MAIL_TLS", "starttls") == "ssl"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("CUNTU_MAIL_FROM", "cuntu@localhost")
# Nobody is woken; and so many single messages a day, the rest and who wants it so gets one of them all at that hour.
SUBSCRIPTION_QUIET = env("CUNTU_SUBSCRIPTION_QUIET", "21:00-08:00")
SUBSCRIPTION_DIGEST_AT = env("CUNTU_SUBSCRIPTION_DIGEST_AT", "09:00")
SUBSCRIPTION_MESSAGES_A_DAY = int(env("CUNTU_SUBSCRIPTION_MESSAGES_A_DAY", "5"))
# In an hour. Kiosks, halls and the phones of one network share an address.
SUBSCRIPTION_CODES_OF_A_SOURCE = int(env("CUNTU_SUBSCRIPTION_CODES_OF_A_SOURCE", "60"))
SUBSCRIPTION_GUESSES_OF_A_SOURCE = 100
# Routes by an engine of the city's own, "valhalla" or "osrm", at this address; "" is our own search (docs/roads.md).
ROUTE_ENGINE = env("CUNTU_ROUTE_ENGINE")
ROUTE_ENGINE_URL = env("CUNTU_ROUTE_ENGINE_URL")
# So many days before the 审图号 of the roads expires the city's editors are told.
ROADS_REMIND_DAYS = int(env("CUNTU_ROADS_REMIND_DAYS", "60"))
# Touch screens: what one may print at once and in a day, and how long what lies in it for an outage is shown in full.
KIOSK_PAGES_AT_ONCE = int(env("CUNTU_KIOSK_PAGES_AT_ONCE", "10"))
KIOSK_PAGES_A_DAY = int(env("CUNTU_KIOSK_PAGES_A_DAY", "300"))
KIOSK_DOCUMENT_HOURS = int(env("CUNTU_KIOSK_DOCUMENT_HOURS", "24"))
# They are all switched on at half past eight: the first fetch of each comes somewhere in this time.
KIOSK_START_SPREAD_S = int(env("CUNTU_KIOSK_START_SPREAD_S", "1800"))
KIOSK_CODES_OF_A_SOURCE = 30
# So often each process writes down what it was used for; 0 never.
USAGE_EVERY_S = float(env("CUNTU_USAGE_EVERY_S", "60"))
# Where the days of the audit trail are written, one file each, to be copied to another machine.
AUDIT_EXPORTS = VAR_DIR / "audit"
# Public files of /data/, which can always be made anew.
EXPORTS = VAR_DIR / "exports"
# Kept tiles, which nginx reads (deploy/nginx.conf) and which can always be made anew.
TILES = VAR_DIR / "tiles"
# 天地图, where the city's file chooses it as base map: the key of the site, and how many pictures it may fetch in a day.
TIANDITU_KEY = env("CUNTU_TIANDITU_KEY")
TIANDITU_URL = env("CUNTU_TIANDITU_URL", "https://t0.tianditu.gov.cn")
TIANDITU_A_DAY = int(env("CUNTU_TIANDITU_A_DAY", "9000"))
# 网络安全法: at least six months stay online; layers/audit/removal.py refuses fewer.
AUDIT_KEEP_MONTHS = int(env("CUNTU_AUDIT_KEEP_MONTHS", "6"))
SILENCED_SYSTEM_CHECKS = [
    # Debian 12 ships GDAL 3.6, which cannot be told to stay off files and the net. No outside text reaches
    # django.contrib.gis.gdal: see docs/decisions.md.
    "gis.W001",
]

# --- the API -----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "layers.api.errors.drf_exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{CITY['site_name']} 开放接口",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# Where a notice of a missing calendar and the like is shown; mail comes with a later issue.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} [{request_id}] {name}: {message}", "style": "{"}
    },
    "filters": {
        "no_positions": {"()": "portal.logs.DropPositions"},
        "request_id": {"()": "portal.request_id.NameRequest"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_positions", "request_id"],
        }
    },
    # What tells of every step it takes: a dozen lines a document, four lines a start.
    "loggers": {
        name: {"level": "WARNING"} for name in ("procrastinate", "weasyprint", "fontTools", "pyogrio")
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
