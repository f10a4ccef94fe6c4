"""What must not be true of a service that is no demonstration. Each reason is one line that says what to do.

`manage.py check_production` prints them all; bin/serve asks it first when CUNTU_MODE=production. The web server asks
`refuse_unsafe_start` however it was started.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from geo.errors import BadInput
from layers.audit.removal import FEWEST_MONTHS
from layers.personal.masters import fault_of_settings
from layers.regions.load import refuse_another_city
from layers.samples import count_samples
from layers.subscriptions.timetable import timetable
from layers.subscriptions.wording import NAMES

SHORTEST_KEY = 50
FEWEST_LETTERS = 10
# EncodingAESKey: 32 bytes in base64 without the last sign.
WECHAT_KEY_LETTERS = 43
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0"}  # noqa: S104
SAMPLE_CITIES = settings.BASE_DIR / "data/samples"
# alias → what names its login, and which login of deploy/database.sql it should be
LOGINS = {"default": ("DATABASE_URL", "web"), "public": ("DATABASE_READ_URL", "web_ro")}


def reasons_of_settings() -> list[str]:
    """What the environment alone shows; asked before the database is touched."""
    return list(_faults_of_settings())


def reasons_of_database() -> list[str]:
    """What is stored, and as whom the site logs in. Raises DatabaseError when the database does not answer."""
    return [*sample_rows(), *_faults_of_logins(), *_faults_of_city()]


def refuse_unsafe_start() -> None:
    """Raises ImproperlyConfigured when a service that is no demonstration would show samples, or sign with a known key.

    A database that does not answer is a refusal too: nobody could say what it will show when it comes back.
    """
    if settings.DEMO:
        return
    try:
        reasons = [*_faults_of_keys(), *_faults_of_debug(), *sample_rows()]
    except DatabaseError as problem:
        reasons = [f"数据库没有回答，无法确认没有示例数据：{str(problem).splitlines()[0]}"]
    if reasons:
        raise ImproperlyConfigured("不能启动：" + "；".join(reasons))


def sample_rows() -> list[str]:
    counts = count_samples()
    if not counts:
        return []
    listed = "、".join(f"{name} {count}" for name, count in counts.items())
    return [f"数据库中还有示例数据（{listed}）；运行 ./manage.py drop_samples"]


def _faults_of_settings() -> Iterator[str]:
    if settings.DEMO:
        yield "还在演示模式；设 CUNTU_DEMO=0（bin/serve 用 CUNTU_MODE=production）"
    yield from _faults_of_keys()
    yield from _faults_of_debug()
    if settings.AUDIT_KEEP_MONTHS < FEWEST_MONTHS:
        yield f"审计记录的在线保存期（CUNTU_AUDIT_KEEP_MONTHS）少于 {FEWEST_MONTHS} 个月"
    hosts = set(settings.ALLOWED_HOSTS)
    if "*" in hosts:
        yield "ALLOWED_HOSTS 是 *，任何域名都接受；写明本站的域名"
    elif hosts <= LOCAL_HOSTS:
        yield "ALLOWED_HOSTS 只有本机；写明本站的域名"
    if not settings.HTTPS:
        yield "没有启用 https（CUNTU_HTTPS）；前面用 nginx 时另设 CUNTU_BEHIND_PROXY=1"
    yield from _faults_of_bucket()
    yield from _faults_of_messages()
    if settings.CITY_FILE.resolve().is_relative_to(SAMPLE_CITIES.resolve()):
        yield f"城市文件是示例城市的（{settings.CITY_FILE.name}）；用 ./manage.py new_city 建立，再设 CUNTU_CITY"


def _faults_of_bucket() -> Iterator[str]:
    """Originals hold what the public may not read; half a configuration is refused by the settings themselves."""
    address = urlsplit(settings.STORAGES["originals"]["OPTIONS"].get("endpoint_url", ""))
    if address.scheme == "http" and address.hostname not in LOCAL_HOSTS:
        yield "CUNTU_BUCKET_ENDPOINT 应以 https:// 开头：原件不能在网络上明着走"


def _faults_of_messages() -> Iterator[str]:
    """Without a gateway nobody is told of a new notice, and nobody notices that."""
    yield from _faults_of_wechat()
    yield from _faults_of_mail()
    if settings.SMS_BACKEND == "console":
        yield "短信只写进本机的文件（CUNTU_SMS=console）；设 http 接短信网关，或留空不开短信订阅"
    elif settings.SMS_BACKEND and not (settings.SMS_GATEWAY and settings.SMS_GATEWAY_KEY):
        yield "开了短信订阅（CUNTU_SMS），没有写短信网关的地址或密钥（CUNTU_SMS_GATEWAY、CUNTU_SMS_GATEWAY_KEY）"


def _faults_of_wechat() -> Iterator[str]:
    if not settings.WECHAT_APP_ID:
        return
    if not (settings.WECHAT_SECRET or settings.WECHAT_TOKEN_CENTRE):
        yield "开了公众号（CUNTU_WECHAT_APP_ID），没有写密钥或中控服务器（CUNTU_WECHAT_SECRET、CUNTU_WECHAT_TOKEN_CENTRE）"
    if not (settings.WECHAT_CALLBACK_TOKEN and len(settings.WECHAT_CALLBACK_KEY) == WECHAT_KEY_LETTERS):
        yield (
            "公众号的服务器配置没有写全：CUNTU_WECHAT_CALLBACK_TOKEN，"
            f"CUNTU_WECHAT_CALLBACK_KEY（{WECHAT_KEY_LETTERS} 个字符）"
        )
    if not settings.WECHAT_TEMPLATE:
        yield "开了公众号，没有写通知用的模板编号（CUNTU_WECHAT_TEMPLATE）"
    if unknown := sorted(set(settings.WECHAT_TEMPLATE_FIELDS.values()) - NAMES["notice"]):
        yield f"CUNTU_WECHAT_TEMPLATE_FIELDS 里没有这样的内容：{'、'.join(unknown)}"
    for name in ("WECHAT_API", "WECHAT_SDK", "WECHAT_TOKEN_CENTRE"):
        address: str = getattr(settings, name)
        if address and not address.startswith("https://"):
            yield f"CUNTU_{name} 应以 https:// 开头"


def _faults_of_mail() -> Iterator[str]:
    if settings.MAIL_BACKEND == "console":
        yield "邮件只写进本机的文件（CUNTU_MAIL=console）；设 smtp 接邮件服务器，或留空不开邮件订阅"
    elif settings.MAIL_BACKEND and not (
        settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL != "cuntu@localhost"
    ):
        yield "开了邮件订阅（CUNTU_MAIL），没有写邮件服务器或发件人（CUNTU_MAIL_HOST、CUNTU_MAIL_FROM）"
    try:
        timetable()
    except BadInput as problem:
        yield f"{problem.parameter}：{problem.message}"


def _faults_of_keys() -> Iterator[str]:
    yield from _faults_of_key()
    yield from _faults_of_second_factor()
    yield from _faults_of_personal_keys()


def _faults_of_key() -> Iterator[str]:
    key: str = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS or key.startswith("django-insecure-"):
        yield f"SECRET_KEY 太短或是默认值；应为至少 {SHORTEST_KEY} 个随机字符"
    elif key == _demo_key():
        yield "SECRET_KEY 是演示时生成的；删去 var/secrets 中的 secret_key 和 demo_passwords.txt，会另行生成"


def _faults_of_second_factor() -> Iterator[str]:
    if len(settings.SECOND_FACTOR_KEY) < FEWEST_LETTERS * 3:
        yield "SECOND_FACTOR_KEY 太短或没有设置，管理员不能登录；另生成一个随机的，不要与 SECRET_KEY 相同"
    elif settings.SECOND_FACTOR_KEY == settings.SECRET_KEY:
        yield "SECOND_FACTOR_KEY 与 SECRET_KEY 相同；另生成一个"


def _faults_of_personal_keys() -> Iterator[str]:
    if fault := fault_of_settings():
        yield fault
    elif _demo_key("personal_key") in settings.PERSONAL_KEYS:
        yield "个人信息主密钥是演示时生成的；另设 CUNTU_PERSONAL_KEYS，或删去 var/secrets 中的 personal_key"


def _demo_key(name: str = "secret_key") -> str | None:
    """The key of a checkout that was a demo: it was in use while the passwords beside it were on a screen."""
    secrets = Path(settings.VAR_DIR) / "secrets"
    if not (secrets / "demo_passwords.txt").exists() or not (secrets / name).exists():
        return None
    return (secrets / name).read_text("ascii").strip()


def _faults_of_debug() -> Iterator[str]:
    if settings.DEBUG:
        yield "调试模式开着（CUNTU_DEBUG），出错时会把内部情况显示给访问者"


def _faults_of_logins() -> Iterator[str]:
    owner = _login("owner")[0]
    for alias, (variable, meant) in LOGINS.items():
        name, is_superuser = _login(alias)
        if is_superuser:
            yield f"{variable} 的登录名 {name} 是数据库超级用户；应为 deploy/database.sql 的 {meant}"
        if name == owner:
            yield f"{variable} 与 DATABASE_OWNER_URL 是同一个登录名 {name}；应为 {meant}，网站不能改表"
    if _login("default")[0] == _login("public")[0]:
        yield "DATABASE_READ_URL 与 DATABASE_URL 是同一个登录名；公众读取应使用只读的 web_ro"


def _login(alias: str) -> tuple[str, bool]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
        name, is_superuser = cursor.fetchone()
        return name, is_superuser


def _faults_of_city() -> Iterator[str]:
    try:
        refuse_another_city()
    except BadInput as problem:
        yield problem.message
