"""A small invented city is started by one command and served: nothing in the code knows the sample's one."""

import ast
import re
import stat
import tomllib
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from layers.api.schema import openapi
from layers.regions.models import Level, Region
from layers.staff.models import User
from tests.layers.places.making import place

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "data/samples/binzhou"
DIVISIONS = """\
code,name,level,parent_code
990000,云岭市,city,980000
990021,青石县,county,990000
990021100000,上河镇,town,990021
990021100201,松坪村委会,village,990021100000
990021100202,柳湾村委会,village,990021100000
"""


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    (tmp_path / "divisions.csv").write_text(DIVISIONS, encoding="utf-8")
    # A process serves one city and keeps the description of its API.
    openapi.cache_clear()
    yield tmp_path
    openapi.cache_clear()


def start(folder, **changed):
    given = {
        "name": "云岭市", "code": "990000", "area": "100.0,25.0,101.5,26.0", "admin": "li",
        "divisions": folder / "divisions.csv", "out": folder / "var/city.toml",
    }  # fmt: skip
    call_command("new_city", **{**given, **changed})
    return folder / "var/city.toml"


def serve(settings, city_file):
    """The settings of the process that serves what was started."""
    settings.DEMO, settings.HTTPS, settings.SECURE_SSL_REDIRECT = False, True, True
    settings.ALLOWED_HOSTS = ["xxgk.example.gov.cn"]
    settings.SMS_BACKEND = settings.MAIL_BACKEND = ""
    settings.CITY_FILE = city_file
    settings.CITY = tomllib.loads(city_file.read_text(encoding="utf-8"))
    client = Client(SERVER_NAME="xxgk.example.gov.cn")

    def page(path):
        answer = client.get(path, secure=True)
        assert answer.status_code == 200, path
        return answer.content.decode()

    return page


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_city_is_started_and_its_pages_know_no_other(committed_database, folder, settings, capsys) -> None:
    city_file = start(folder)
    told = capsys.readouterr().out
    assert "云岭市已建立：区划 5 个" in told
    page = serve(settings, city_file)

    home, land, village = page("/"), page("/land/"), page("/v/990021100201")
    assert "云岭政务公开便民服务" in home
    assert "青石县" in land
    assert "松坪村" in village
    assert "上河镇" in village
    assert 'href="/v/990021100202"' in page("/search?q=lw")
    others = ["/land/990021000000", "/map/", "/about/", "/search?q=松坪", "/api/"]
    shown = {"/": home, "/land/": land, "/v/": village} | {path: page(path) for path in others}
    for path, html in shown.items():
        assert re.findall(r".{0,20}(?:滨州|博兴|[Bb]inzhou|3716|0543|示例数据).{0,20}", html) == [], path

    # What a later start does changes nothing.
    call_command("set_area")
    call_command("load_divisions")
    assert Region.objects.count() == 5
    call_command("check_production", settings_only=True)

    # The first thing of one's own is published; what lies outside is refused.
    where = Region.objects.get(code="990021100201")
    clinic = place("松坪卫生室", where, at=(100.5, 25.5))
    assert "松坪卫生室" in page(f"/map/{clinic.public_id}")
    with pytest.raises(IntegrityError, match="in_area"), transaction.atomic():
        place("远方卫生室", where, at=(118.0, 37.4))


def test_the_first_account_may_do_all_and_its_password_is_for_us_alone(
    committed_database, folder, capsys
) -> None:
    start(folder)
    secret = folder / "var/secrets/first_account.txt"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    name, password = secret.read_text().split()
    assert authenticate(username=name, password=password) == User.objects.get(
        username="li", is_superuser=True
    )
    assert len(password) >= 20
    assert password not in capsys.readouterr().out


def test_the_written_file_has_every_key_that_the_sample_has(committed_database, folder) -> None:
    def keys(table, before=""):
        return {
            name
            for key, value in table.items()
            for name in (keys(value, f"{before}{key}.") if isinstance(value, dict) else {before + key})
        }

    city = tomllib.loads(
        start(folder, name="云岭自治州", divisions=renamed(folder)).read_text(encoding="utf-8")
    )
    assert keys(city) == keys(tomllib.loads((SAMPLE / "city.toml").read_text(encoding="utf-8")))
    assert (city["short_name"], city["code"], city["area"]) == ("云岭", "990000", [100.0, 25.0, 101.5, 26.0])
    # 100.75° E lies in the 3-degree zone 34, whose middle is 102° E: EPSG:4522.
    assert (city["centre"], city["surveying"]["srid"]) == ([100.75, 25.5], 4522)


def renamed(folder):
    path = folder / "renamed.csv"
    path.write_text(DIVISIONS.replace("云岭市", "云岭自治州"), encoding="utf-8")
    return path


def test_everything_wrong_is_told_at_once_and_nothing_is_done(committed_database, folder) -> None:
    bad = DIVISIONS.replace("990021,青石县,county,990000", "99002,青石县,county,990000").replace(
        "云岭市", "云山市"
    )
    (folder / "bad.csv").write_text(bad, encoding="utf-8")
    (folder / "city.toml").write_text("")
    with pytest.raises(CommandError) as refused:
        start(
            folder, code="990100", area="101.5,25.0,100.0,26.0", admin="李 四",
            divisions=folder / "bad.csv", out=folder / "city.toml",
        )  # fmt: skip
    text = str(refused.value)
    assert "--code：“990100”" in text or "城市代码应为 990100" in text
    assert "--area：范围框颠倒" in text
    assert "--admin：" in text
    assert "bad.csv 第 3 行" in text
    assert "代码“99002”应为 6 位或 12 位数字" in text
    assert "bad.csv 第 4 行" in text
    assert f"已有文件 {folder / 'city.toml'}" in text
    assert text.splitlines()[0] == f"有 {len(text.splitlines()) - 1} 处问题，什么也没有做："
    assert files(folder) == ["bad.csv", "city.toml", "divisions.csv"]
    assert not Region.objects.exists()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "云岭\u200b市"}, "--name：名称含有控制字符"),
        ({"name": "云山市"}, "第 2 行：市名“云岭市”与 --name “云山市”不同"),
        ({"code": "99"}, "--code：“99”应为市级代码"),
        ({"area": "100,25,101"}, "--area：范围框应为"),
        ({"area": "nan,25,101,26"}, "--area：西界"),
        ({"area": "100,25,100,26"}, "--area：范围应有面积"),
        ({"area": "10,25,11,26"}, "--area：经度不在中国"),
        ({"divisions": Path("no-such.csv")}, "--divisions：没有这个文件"),
    ],
)
@pytest.mark.django_db
def test_each_fault_has_its_own_words(folder, changed, reason) -> None:
    with pytest.raises(CommandError, match=re.escape(reason)):
        start(folder, **changed)
    assert files(folder) == ["divisions.csv"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("divisions.csv", DIVISIONS.encode("gb18030"), "divisions.csv：不是 UTF-8 编码的文本"),
        ("divisions.csv", b"code,name,level,parent_code\n", "divisions.csv：没有级别为 city 的一行"),
        ("divisions.csv", b"code;name\n1;2\n", "divisions.csv 第 1 行"),
        ("zones.toml", b"[[zone]\n", "zones.toml：不是正确的 TOML"),
        ("zones.toml", "[[zone]]\nname = '开发区'\n".encode(), "zones.toml：缺少或写错了 'code'"),
        ("readings.csv", b"characters,reading\n", "readings.csv："),
    ],
)
def test_a_broken_file_is_named(folder, name, content, reason) -> None:
    (folder / name).write_bytes(content + (b"x,y\n" if name == "readings.csv" else b""))
    before = files(folder)
    with pytest.raises(CommandError, match=re.escape(reason)):
        start(folder)
    assert files(folder) == before


@pytest.mark.django_db
def test_a_database_with_units_or_samples_in_it_is_refused(folder) -> None:
    Region.objects.create(level=Level.CITY, kind="city", name="甲市", code="980000000000", is_sample=True)
    with pytest.raises(CommandError, match=r"示例数据(?s:.*)数据库中已有 1 个区划"):
        start(folder)
    assert files(folder) == ["divisions.csv"]


def test_what_was_written_is_taken_back_when_the_loading_fails(
    committed_database, folder, monkeypatch
) -> None:
    def fails(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(User.objects, "create_superuser", fails)
    with pytest.raises(RuntimeError):
        start(folder)
    assert files(folder) == ["divisions.csv"]
    assert not Region.objects.exists()


def test_zones_and_readings_beside_the_divisions_go_with_them(committed_database, folder, settings) -> None:
    zone = '[[zone]]\ncode = "990071000000"\nname = "云岭高新技术产业开发区"\nshort_name = "高新区"\n'
    (folder / "zones.toml").write_text(zone + 'towns = ["990021100000"]\n', encoding="utf-8")
    start(folder)
    assert files(folder / "var") == ["city.toml", "divisions.csv", "secrets/first_account.txt", "zones.toml"]
    assert Region.objects.get(code="990021100000").manage_parent.name == "云岭高新技术产业开发区"


# --- nothing in the code knows the sample city ---------------------------------------------------
CODE = ("geo", "layers", "importers", "tiles", "portal", "deploy")
KNOWS = re.compile(r"滨州|[Bb]inzhou|BINZHOU|博兴|3716\d\d|0543")
# The settings name the file of the city that a newcomer is shown.
SETTINGS = "portal/settings.py"


def source_files():
    kinds = {".py", ".html", ".js", ".css", ".csv", ".toml", ".sql", ".conf", ".md", ".txt", ".json"}
    for floor in CODE:
        for path in sorted((ROOT / floor).rglob("*")):
            if path.suffix in kinds and "vendor" not in path.parts and path.is_file():
                yield path


def test_no_file_of_the_code_names_the_sample_city() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in source_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if KNOWS.search(line) and str(path.relative_to(ROOT)) != SETTINGS
    ]
    assert found == []


def test_the_settings_name_it_once_as_a_default() -> None:
    tree = ast.parse((ROOT / SETTINGS).read_text(encoding="utf-8"))
    named = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and KNOWS.search(str(node.value))
    ]
    assert named == ["data/samples/binzhou/city.toml"]


def test_no_number_of_the_code_is_a_side_of_the_sample_city() -> None:
    """117 to 119 and 36.5 to 38.5 are degrees of the sample; the code reads the box from the city file."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for path in source_files()
        if path.suffix == ".py" and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
        if 117.0 <= node.value <= 119.0 or 36.5 <= node.value <= 38.5
    ]
    assert found == []
