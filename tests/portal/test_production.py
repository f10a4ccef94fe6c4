"""What keeps a service that is no demonstration from starting, and that nothing else does."""

import socket
import subprocess
import sys

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from deploy.stack.paths import ROOT
from layers.production import reasons_of_settings, refuse_unsafe_start
from layers.regions.models import Level
from layers.staff.models import User
from portal.file_stores import file_stores
from tests.harness.databases import cloned, template
from tests.layers.places.making import place, region, tree


def in_a_bucket(address: str) -> dict[str, dict[str, object]]:
    given = {"CUNTU_BUCKET": "files", "CUNTU_BUCKET_KEY_ID": "id", "CUNTU_BUCKET_SECRET": "secret"}
    return file_stores({**given, "CUNTU_BUCKET_ENDPOINT": address}, ROOT)


KEY = "k3y-of-64-random-letters-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN"


@pytest.fixture
def production(settings, tmp_path):
    """Settings that nothing is to be said against."""
    settings.DEMO = settings.DEBUG = False
    settings.SECRET_KEY = KEY
    settings.ALLOWED_HOSTS = ["xxgk.example.gov.cn", "127.0.0.1"]
    settings.HTTPS = True
    settings.SECOND_FACTOR_KEY = KEY[::-1]
    settings.VAR_DIR = tmp_path
    settings.CITY_FILE = tmp_path / "city.toml"
    settings.SMS_BACKEND = settings.MAIL_BACKEND = ""
    return settings


def test_proper_settings_are_let_through(production) -> None:
    assert reasons_of_settings() == []
    for address in ("https://oss.example", "http://127.0.0.1:9000"):
        production.STORAGES = in_a_bucket(address)
        assert reasons_of_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DEMO", True, "还在演示模式"),
        ("DEBUG", True, "调试模式开着"),
        ("SECRET_KEY", KEY[:49], "SECRET_KEY 太短或是默认值"),
        ("SECRET_KEY", "dev-" * 20, "SECRET_KEY 太短或是默认值"),
        ("SECRET_KEY", f"django-insecure-{KEY}", "SECRET_KEY 太短或是默认值"),
        ("ALLOWED_HOSTS", ["127.0.0.1", "localhost"], "ALLOWED_HOSTS 只有本机"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS 只有本机"),
        ("ALLOWED_HOSTS", ["xxgk.example.gov.cn", "*"], "ALLOWED_HOSTS 是 *"),
        ("HTTPS", False, "没有启用 https"),
        ("SECOND_FACTOR_KEY", "", "SECOND_FACTOR_KEY 太短"),
        ("SMS_BACKEND", "console", "短信只写进本机的文件"),
        ("SMS_BACKEND", "http", "开了短信订阅（CUNTU_SMS），没有写短信网关"),
        ("MAIL_BACKEND", "console", "邮件只写进本机的文件"),
        ("MAIL_BACKEND", "smtp", "开了邮件订阅（CUNTU_MAIL），没有写邮件服务器"),
        ("SUBSCRIPTION_QUIET", "9-17", "CUNTU_SUBSCRIPTION_QUIET：免打扰时间应写成"),
        ("STORAGES", in_a_bucket("http://oss.example"), "CUNTU_BUCKET_ENDPOINT 应以 https:// 开头"),
        ("CITY_FILE", ROOT / "data/samples/binzhou/city.toml", "城市文件是示例城市的"),
    ],
)
def test_each_unsafe_setting_is_the_one_reason(production, name, value, reason) -> None:
    setattr(production, name, value)
    (found,) = reasons_of_settings()
    assert found.startswith(reason)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("WECHAT_SECRET", "", "没有写密钥或中控服务器"),
        ("WECHAT_CALLBACK_KEY", "short", "服务器配置没有写全"),
        ("WECHAT_TEMPLATE", "", "没有写通知用的模板编号"),
        ("WECHAT_TEMPLATE_FIELDS", {"thing1": "number"}, "没有这样的内容：number"),
        ("WECHAT_API", "http://api.example", "CUNTU_WECHAT_API 应以 https:// 开头"),
    ],
)
def test_a_half_written_wechat_account_is_the_one_reason(production, name, value, reason) -> None:
    production.WECHAT_APP_ID, production.WECHAT_SECRET = "wx2c2769f8efd9abc2", "secret"
    production.WECHAT_CALLBACK_TOKEN, production.WECHAT_CALLBACK_KEY = "token", KEY[:43]
    production.WECHAT_TEMPLATE = "TEMPLATE_ID"
    assert reasons_of_settings() == []
    setattr(production, name, value)
    (found,) = reasons_of_settings()
    assert reason in found


def test_the_key_of_a_demo_is_refused_and_that_of_a_checkout_that_was_none_is_not(
    production, tmp_path
) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/secret_key").write_text(KEY + "\n")
    assert reasons_of_settings() == []
    (tmp_path / "secrets/demo_passwords.txt").write_text("editor x\n")
    (found,) = reasons_of_settings()
    assert found.startswith("SECRET_KEY 是演示时生成的")


def test_the_command_lists_all_reasons_at_once(production, committed_database) -> None:
    production.HTTPS = False
    production.CITY_FILE = ROOT / "data/samples/binzhou/city.toml"
    User.objects.create(username="a", is_sample=True)
    place("示例药店", tree()["village"], is_sample=True)
    with pytest.raises(CommandError) as refused:
        call_command("check_production")
    lines = str(refused.value).splitlines()
    assert lines[0] == "不能作为正式服务启动："
    reasons = "\n".join(lines[1:])
    assert "没有启用 https" in reasons
    assert "城市文件是示例城市的" in reasons
    assert "人员 1" in reasons
    assert "网点 1" in reasons
    assert "数据库中是示例市（990000000000）" in reasons


@pytest.mark.logins
def test_the_three_logins_of_the_project_are_let_through(production, committed_database, capsys) -> None:
    call_command("check_production")
    assert "可以作为正式服务启动" in capsys.readouterr().err


@pytest.mark.django_db
def test_one_login_for_everything_is_refused(production) -> None:
    """Without `logins` the three aliases are the one login web."""
    with pytest.raises(CommandError) as refused:
        call_command("check_production")
    assert "DATABASE_URL 与 DATABASE_OWNER_URL 是同一个登录名 web" in str(refused.value)
    assert "DATABASE_READ_URL 与 DATABASE_URL 是同一个登录名" in str(refused.value)


@pytest.mark.django_db
def test_an_area_that_is_a_sample_is_a_sample_too(production) -> None:
    village = region(Level.VILLAGE, "柳桥村", "990101201000", point=(118.0, 37.0))
    village.is_sample_area = True
    village.save()
    with pytest.raises(ImproperlyConfigured, match=r"示例范围 1.*drop_samples"):
        refuse_unsafe_start()
    production.DEMO = True
    refuse_unsafe_start()


def manage(database, *words, **more):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=database.environment() | {"CUNTU_DEMO": "0", "SECRET_KEY": KEY} | more,
        capture_output=True,
        text=True,
    )


def gunicorn(database, **more):
    """A server started past bin/serve, on any free port; its exit code and what it said."""
    return subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", "--bind", "127.0.0.1:0"],
        cwd=ROOT,
        env=database.environment() | {"CUNTU_DEMO": "0", "CUNTU_WEB_WORKERS": "1", "SECRET_KEY": KEY} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )


@pytest.fixture(scope="module")
def with_a_sample(worker):
    with cloned(template(), f"production_{worker}") as database:
        with database.connect() as connection:
            connection.execute(
                "INSERT INTO staff_user (username, password, is_sample, is_superuser, is_staff, is_active,"
                " first_name, last_name, email, display_name, phone, must_change_password, date_joined)"
                " VALUES ('editor', '', true, false, false, true, '', '', '', '', '', false, now())"
            )
        yield database


def test_a_web_server_started_past_the_command_refuses_samples(with_a_sample) -> None:
    refused = gunicorn(with_a_sample)
    assert refused.returncode != 0
    assert "不能启动：数据库中还有示例数据（人员 1）" in refused.stdout


def test_a_web_server_started_past_the_command_refuses_a_short_key(with_a_sample) -> None:
    refused = gunicorn(with_a_sample, SECRET_KEY="changeme")
    assert refused.returncode != 0
    assert "SECRET_KEY 太短或是默认值" in refused.stdout


def test_a_web_server_that_cannot_ask_the_database_does_not_start(with_a_sample) -> None:
    gone = {"DATABASE_URL": with_a_sample.url("default").replace("/production_", "/no_such_")}
    refused = gunicorn(with_a_sample, **gone)
    assert refused.returncode != 0
    assert "无法确认没有示例数据" in refused.stdout


def test_check_production_ends_with_1_and_says_why_on_stderr(with_a_sample) -> None:
    refused = manage(with_a_sample, "check_production")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[0].endswith("不能作为正式服务启动：")
    assert "数据库中还有示例数据（人员 1）" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_bin_serve_refuses_production_with_the_sample_city_before_it_touches_the_database(
    worker, tmp_path
) -> None:
    with cloned(template(), f"untouched_{worker}") as database:
        served = subprocess.run(
            [sys.executable, "-m", "deploy.stack", "serve"],
            cwd=ROOT,
            env=database.environment()
            | {
                "CUNTU_MODE": "production",
                "CUNTU_DEMO": "0",
                "CUNTU_VAR": str(tmp_path),
                "PORT": str(free_port()),
            },
            capture_output=True,
            text=True,
        )
        assert served.returncode == 1
        assert "城市文件是示例城市的" in served.stderr
        assert "✗ This is not fit for production." in served.stderr
        with psycopg.connect(database.url("owner")) as connection:
            assert connection.execute("SELECT count(*) FROM regions_region").fetchone() == (0,)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
