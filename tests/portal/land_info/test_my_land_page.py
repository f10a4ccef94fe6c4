import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from geo.crs import CGCS2000, transformer
from tests.layers.land.factories import at, case, parcel, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def land(places):
    county, _, place = places
    found = case(county, [place], name="脚下的案件")
    parcel(found, square(0, 0, 400))
    return found


def ring(east_m, north_m, side_m):
    ends = [(0, 0), (side_m, 0), (side_m, side_m), (0, side_m)]
    return [at(east_m + east, north_m + north) for east, north in ends]


def degrees(*given):
    return "\n".join(f"{lng:.7f}, {lat:.7f}" for lng, lat in ring(*given))


def survey(*given):
    to_4527 = transformer(CGCS2000, 4527)
    planar = [to_4527.transform(lng, lat) for lng, lat in ring(*given)]
    return "\n".join(f"J{n} {north:.3f} {east:.3f}" for n, (east, north) in enumerate(planar, 1))


def ask(client, **given):
    return client.post("/land/mine", given)


def test_a_drawn_field_is_answered_with_square_metres_mu_and_share(client, land):
    page = ask(client, corners=degrees(300, 100, 200), crs="4490", drawn="1").content.decode()
    assert "您的地块碰到 1 件已公开的征地" in page
    assert "合 30.0" in page or "合 29.9" in page
    assert "占您地块的 50%" in page
    assert "手画的" in page
    assert f"/c/{land.public_id}" in page


def test_pasted_corners_of_a_survey_and_a_file_of_them_give_the_same_answer(client, land):
    pasted = ask(client, corners=survey(300, 100, 200), crs="4527").content.decode()
    assert "占您地块的 50%" in pasted
    assert "按勘测坐标精确计算" in pasted
    rows = survey(300, 100, 200).replace(" ", ",").splitlines()
    head = (
        "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=39\n[地块坐标]\n4,4.0000,DK-1,我的地,面,,,,@"
    )
    text = "\n".join([head, *(row.replace(",", ",1,", 1) for row in rows)])
    file = SimpleUploadedFile("dk.txt", text.encode("gb18030"))
    uploaded = ask(client, file=file).content.decode()
    assert "占您地块的 50%" in uploaded


def test_a_field_of_an_old_datum_is_never_inside(client, land):
    page = ask(client, corners=survey(100, 100, 50), crs="2363").content.decode()
    assert "说不准，附近有征地" in page
    assert "可能碰到，无法确定" in page
    assert "占您地块的" not in page


def test_a_field_that_touches_nothing_says_so_and_what_no_map_can_find(client, land, places):
    county, _, place = places
    case(county, [place], name="没有坐标的案件")
    page = ask(client, corners=degrees(450, 450, 50), crs="4490").content.decode()
    assert "没有碰到已公开的征地地块" in page
    assert "这些村还有 <b>1</b> 件征地没有可用的地块坐标" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"corners": "118.0, 37.4\n118.1, x", "crs": "4490"}, "第 2 行应是"),
        ({"corners": degrees(0, 0, 50)}, "请选这些经纬度是从哪里来的"),
        ({"corners": degrees(0, 0, 50), "crs": "shifted"}, "加了偏移"),
        ({"corners": degrees(0, 0, 50), "crs": "9999"}, "请选这些经纬度"),
        ({"corners": survey(0, 0, 50), "crs": "9999"}, "坐标系不在可选的范围内"),
        ({"corners": survey(0, 0, 50), "crs": "4490"}, "不是经纬度"),
        ({"corners": degrees(0, 0, 2400), "crs": "4490"}, "一次最多查 500 公顷"),
        ({"corners": "J1 4113800.000 39599400.000\nJ2 abc 39599400"}, "第 2 行"),
        ({"corners": "你好"}, "请选这些经纬度"),
        ({"corners": "x" * 200_001}, "文字超过"),
        ({"file": SimpleUploadedFile("a.txt", b"x" * 200_001)}, "文件超过 200 KB"),
        ({"file": SimpleUploadedFile("a.txt", b"\x00\x01\x02")}, "第 1 行"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_400_that_names_the_row_or_field(client, land, given, told):
    answer = ask(client, **given)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert told in page.split('role="alert">')[1].split("</p>")[0]
    assert "查一查" in page


def test_the_empty_form_is_the_page_itself(client):
    assert ask(client).status_code == 200
    assert "我的地征了吗？" in client.get("/land/mine").content.decode()


def rows_of_all_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        names = [name for (name,) in cursor.fetchall()]
        counted = {}
        for name in names:
            cursor.execute(f"SELECT has_table_privilege(current_user, '\"{name}\"', 'SELECT')")
            if cursor.fetchone()[0]:
                cursor.execute(f'SELECT count(*) FROM "{name}"')
                counted[name] = cursor.fetchone()[0]
        return counted


def test_the_land_stays_nowhere_not_in_a_log_a_table_a_cookie_or_an_address(client, land, caplog):
    before = rows_of_all_tables()
    with caplog.at_level(logging.DEBUG):
        answer = ask(client, corners=degrees(300, 100, 200), crs="4490", drawn="1")
        ask(client, corners="118.0, 37.4\n118.1, x", crs="4490")
    spoken = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    for lng, lat in ring(300, 100, 200):
        assert f"{lng:.5f}"[:8] not in spoken
        assert f"{lat:.5f}"[:7] not in spoken
    assert before == rows_of_all_tables()
    assert len(before) > 30
    assert "no-store" in answer["Cache-Control"]
    assert set(answer.cookies) <= {"csrftoken"}
    assert 'method="post" action="/land/mine"' in answer.content.decode()


def test_an_address_with_corners_in_it_is_not_answered(client, land):
    page = client.get("/land/mine", {"corners": degrees(300, 100, 200), "crs": "4490"}).content.decode()
    assert "我的地征了吗？" in page
    assert "脚下的案件" not in page
