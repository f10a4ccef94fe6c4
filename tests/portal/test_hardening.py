"""Rows of docs/hardening.md that no other test holds: headers, cookies, bounds of what is sent, the code itself."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.test import Client

from deploy.stack.paths import ROOT
from deploy.stack.rungs import PRODUCTION

OURS = ("geo", "layers", "importers", "tiles", "portal")
SOURCES = [
    file for floor in OURS for file in sorted((ROOT / floor).rglob("*.py")) if "/migrations/" not in str(file)
]


def test_django_has_the_fixes_of_its_spatial_lookups() -> None:
    # CVE-2026-15307 and CVE-2026-15830, fixed in 5.2.17; the line since then.
    assert django.VERSION[:2] == (5, 2) and django.VERSION[2] >= 19


# --- what every answer says -------------------------------------------------------------------------


@pytest.fixture
def on_the_net(settings) -> Client:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECURE_SSL_REDIRECT = True
    return Client()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/about/", "/staff/login/", "/api/", "/no/such/page", "/static/css/none.css"]
)
def test_every_answer_tells_the_browser_what_it_may_not(on_the_net: Client, path: str) -> None:
    headers = on_the_net.get(path, secure=True).headers
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"
    policy = headers["Content-Security-Policy"]
    assert (
        "default-src 'none'" in policy
        and "frame-ancestors 'none'" in policy
        and "script-src 'self'" in policy
    )
    assert "unsafe" not in policy and "http" not in policy
    assert not {"Server", "X-Powered-By"} & set(headers)


def test_in_production_cookies_and_redirections_are_those_of_https() -> None:
    names = [
        "DEBUG",
        "DEMO",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
    ]
    script = f"import json, portal.settings as s; print(json.dumps([getattr(s, name) for name in {names}]))"
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=PRODUCTION, capture_output=True, text=True
    )
    assert json.loads(said.stdout) == [False, False, True, 31_536_000, True, True]


def test_cookies_are_for_this_site_and_no_host_is_taken_from_a_header() -> None:
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE) == (True, "Lax")
    assert settings.CSRF_COOKIE_SAMESITE == "Lax" and not settings.USE_X_FORWARDED_HOST
    assert "*" not in settings.ALLOWED_HOSTS
    assert (settings.SESSION_COOKIE_AGE, settings.SESSION_HOURS) == (30 * 60, 8)


@pytest.mark.django_db
def test_a_strange_host_is_refused() -> None:
    assert Client(headers={"Host": "strange.example"}).get("/about/").status_code == 400


# --- bounds -----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("a=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "application/x-www-form-urlencoded"),
        ("a=1&" * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1), "application/x-www-form-urlencoded"),
        (
            "".join(
                f'--b\r\nContent-Disposition: form-data; name="f{n}"; filename="a"\r\n\r\n\r\n'
                for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)
            )
            + "--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
    ],
    ids=["bytes", "fields", "files"],
)
def test_too_much_of_anything_is_refused_before_a_view_reads_it(body: str, kind: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.post("/foi/receipt", body, content_type=kind).status_code in {400, 413}


DEEP = '{"type":"GeometryCollection","geometries":[' * 20_000 + "]}" * 20_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [DEEP, "GEOMETRYCOLLECTION(" * 20_000 + ")" * 20_000, "0" * 2_000_000],
    ids=["json", "wkt", "long"],
)
def test_a_monster_of_a_geometry_is_a_fault_of_the_form_and_no_crash(text: str) -> None:
    from django.core.exceptions import ValidationError

    from layers.administration import GeometryText

    with pytest.raises(ValidationError) as refused:
        GeometryText("POINT").clean(text)
    assert not refused.value.messages[0].isascii()


# --- the code ---------------------------------------------------------------------------------------

INTERPRETERS = re.compile(
    r"\b(pickle|marshal|shelve|yaml)\.(load|loads)\(|\bshell\s*=\s*True|(?<![.\w])(eval|exec)\("
)
TO_THE_NET = re.compile(
    r"^\s*(import|from)\s+(requests|boto3|botocore|storages|urllib3?\.request|httpx|aiohttp|http\.client|ftplib|smtplib)\b",
    re.M,
)


def test_no_word_from_outside_names_a_lookup_an_alias_or_an_option() -> None:
    """``filter(**request.GET)`` and its like were four holes of Django's own in five years."""
    assert len(SOURCES) > 400
    assert [name for file in SOURCES for name in calls_with_words_from_outside(file)] == []


def calls_with_words_from_outside(file: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for given in call.keywords if isinstance(call, ast.Call) else ():
            if given.arg is None and re.search(
                r"request\.(GET|POST|data|query_params)", ast.unparse(given.value)
            ):
                yield f"{file.relative_to(ROOT)}:{call.lineno}"


def test_the_code_runs_no_text_as_a_program() -> None:
    assert [
        str(file.relative_to(ROOT))
        for file in SOURCES
        if INTERPRETERS.search(file.read_text(encoding="utf-8"))
    ] == []


def test_five_places_alone_speak_to_another_machine_and_none_takes_its_address_from_a_user() -> None:
    found = {
        str(file.relative_to(ROOT)) for file in SOURCES if TO_THE_NET.search(file.read_text(encoding="utf-8"))
    }
    # To gateway, WeChat, route engine by one; the base map; the server of the mails; a list of items from the city's file;
    # the bucket of the files.
    assert found == {
        "layers/outbound.py",
        "layers/subscriptions/mail.py",
        "layers/documents/bucket.py",
        "importers/item_sources/fetching.py",
        "tiles/basemap.py",
    }


def test_no_template_switches_the_escaping_off() -> None:
    templates = [file for floor in OURS for file in (ROOT / floor).rglob("*.html")]
    assert len(templates) > 100
    loose = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
    assert [
        str(file.relative_to(ROOT)) for file in templates if loose.search(file.read_text(encoding="utf-8"))
    ] == []


def test_no_secret_is_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True).stdout.split(
        "\0"
    )
    secret = re.compile(
        rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|AGE-SECRET-KEY-1[0-9A-Z]{20}|postgresql://\w+:[A-Za-z0-9_-]{20,}@"
    )
    files = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    assert len(files) > 1_000
    assert [
        str(file) for file in files if file.stat().st_size < 1 << 20 and secret.search(file.read_bytes())
    ] == []


def test_every_test_that_the_document_names_is_there() -> None:
    told = (ROOT / "docs/hardening.md").read_text(encoding="utf-8")
    files = list((ROOT / "tests").rglob("test_*.py"))
    known = {file.stem for file in files}
    known |= {
        name
        for file in files
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)
    }
    paths = set(re.findall(r"tests/[\w/]+(?:\.py)?", told))
    assert len(paths) > 15 and [path for path in paths if not (ROOT / path).exists()] == []
    # Long names are cut by … in the table.
    named = re.findall(r"\b(test_\w+)(…)?", told)
    assert len(named) > 40
    missing = [
        name for name, cut in named if not any(one.startswith(name) if cut else one == name for one in known)
    ]
    assert missing == []
