"""The real units of the sample city load; a bad file says all of its faults and loads nothing."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from layers import versions
from layers.regions.division_file import FileProblems, read_divisions
from layers.regions.kinds import kind_of, short_name
from layers.regions.load import load_divisions
from layers.regions.models import Kind, Level, Region, RegionCode
from layers.regions.pronunciation import readings

HEADER = "code,name,level,parent_code\n"
CITY = HEADER + "371600,滨州市,city,370000\n371625,博兴县,county,371600\n371625104000,湖滨镇,town,371625\n"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole city, once for this file, rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        result = load_divisions()
        yield result
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def test_all_3309_units_and_the_three_zones_are_there(loaded):
    assert (loaded.added, loaded.zones) == (3312, 3)
    counts = {level: Region.objects.at(level).count() for level in Level}
    assert counts == {Level.CITY: 1, Level.COUNTY: 10, Level.TOWN: 92, Level.VILLAGE: 3209}


def test_the_picker_shows_ten_counties_with_the_zones_last(loaded):
    city = Region.objects.get(level=Level.CITY)
    names = [region.short_name for region in Region.objects.under(city).in_picking_order()]
    assert names == ["滨城", "沾化", "惠民", "阳信", "无棣", "博兴", "邹平", "经开区", "高新区", "北海经开区"]


def test_a_street_of_a_zone_is_found_under_the_zone_and_under_its_county(loaded):
    street = Region.objects.get(name="杜店街道")
    for name in ("滨州经济技术开发区", "滨城区"):
        assert street in Region.objects.under(Region.objects.get(name=name))
    assert street.county.name == "滨州经济技术开发区"
    assert Region.objects.within(street.county).villages().count() > 0


def test_the_path_follows_management_to_the_last_village(loaded):
    for village in Region.objects.villages().with_parents()[:200]:
        chain = [*village.ancestors, village]
        assert village.path == "".join(f"{unit.pk}/" for unit in chain)
        assert [unit.level for unit in chain] == [1, 2, 3, 4]


def test_loading_again_changes_nothing_and_keeps_what_staff_changed(loaded):
    before = versions.current("regions")
    street = Region.objects.get(name="沙河街道")
    Region.objects.filter(pk=street.pk).update(manage_parent=Region.objects.get(name="滨城区"))
    assert load_divisions().added == 0
    assert versions.current("regions") == before
    assert Region.objects.get(pk=street.pk).manage_parent.name == "滨城区"
    Region.objects.filter(pk=street.pk).update(manage_parent=street.manage_parent)


def test_every_unit_carries_its_code_since_a_date(loaded):
    assert RegionCode.objects.filter(valid_to=None).count() == 3312
    former = RegionCode.objects.get(code="371626000000")
    assert (former.region.name, former.valid_to.year) == ("邹平市", 2018)
    assert former.region.other_names.get().name == "邹平县"


def test_local_names_are_read_as_their_people_read_them(loaded):
    def of(name):
        return {reading.syllables for reading in Region.objects.get(name=name).readings.all()}

    assert of("长山镇") == {"chang shan zhen"}
    assert of("翟王镇") == {"zhai wang zhen"}
    assert of("泊头镇") == {"bo tou zhen", "po tou zhen"}
    assert of("博兴县") == {"bo xing xian"}
    assert Region.objects.get(name="博兴县").readings.get().initials == "bxx"


@pytest.mark.parametrize(
    ("level", "code", "name", "kind"),
    [
        (Level.COUNTY, "371602000000", "滨城区", Kind.DISTRICT),
        (Level.COUNTY, "371625000000", "博兴县", Kind.COUNTY),
        (Level.COUNTY, "371681000000", "邹平市", Kind.COUNTY_CITY),
        (Level.TOWN, "371602002000", "市西街道", Kind.SUBDISTRICT),
        (Level.TOWN, "371625104000", "湖滨镇", Kind.TOWN),
        (Level.TOWN, "371602203000", "秦皇台乡", Kind.TOWNSHIP),
        (Level.TOWN, "371603400000", "海防办事处乡", Kind.QUASI_TOWN),
        (Level.VILLAGE, "371625104201", "高家村委会", Kind.VILLAGE),
        (Level.VILLAGE, "371625104201", "高家居委会", Kind.COMMUNITY),
        (Level.VILLAGE, "371603400500", "海防渔业社虚拟生活区", Kind.QUASI_VILLAGE),
    ],
)
def test_code_and_name_say_the_kind(level, code, name, kind):
    assert kind_of(level, code, name) == kind


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("高家村委会", "高家"),
        ("高家村民委员会", "高家"),
        ("高家村", "高家"),
        ("高家村村民委员会", "高家"),
        ("新苑社区居委会", "新苑"),
        ("幸福新村", "幸福新村"),
        ("王村村委会", "王村"),
    ],
)
def test_a_village_is_one_name_whatever_its_suffix(name, short):
    assert short_name(Level.VILLAGE, name) == short


def test_an_override_of_a_part_is_put_into_the_whole_name():
    assert readings("小泊头东村委会", "小泊头东", {"泊头": ["bo tou", "po tou"]}) == [
        ("xiao bo tou dong cun wei hui", True),
        ("xiao po tou dong cun wei hui", True),
    ]


def test_a_name_has_few_readings_and_the_one_in_context_comes_first():
    found = [reading for reading, _ in readings("重庆长行", "重庆长行", {})]
    assert found[0].startswith("chong qing")
    assert len(found) <= 8


@pytest.mark.django_db
def test_a_bad_file_names_every_bad_row_and_loads_nothing(tmp_path):
    path = tmp_path / "divisions.csv"
    path.write_text(
        CITY + "37162510420X,高家村委会,village,371625104000\n"
        "371625104202,,village,371625104000\n"
        "371625104203,王家,hamlet,371625104000\n"
        "371625104204,李家村委会,village,371625999000\n"
        "371625104000,湖滨镇,town,371625\n",
        encoding="utf-8",
    )
    with pytest.raises(CommandError) as refused:
        call_command("load_divisions", file=path)
    for row, reason in ((5, "12 位"), (6, "1 至 80"), (7, "hamlet"), (8, "不在文件中"), (9, "重复")):
        assert any(f"第 {row} 行" in line and reason in line for line in str(refused.value).splitlines()), row
    assert Region.objects.count() == 0


def test_a_file_without_its_columns_says_which(tmp_path):
    path = tmp_path / "divisions.csv"
    path.write_text("code,name\n", encoding="utf-8")
    with pytest.raises(FileProblems, match="level、parent_code"):
        read_divisions(path, settings.CITY["code"])


@pytest.mark.django_db
def test_a_zone_with_an_unknown_town_is_refused_by_name(tmp_path):
    (tmp_path / "divisions.csv").write_text(CITY, encoding="utf-8")
    (tmp_path / "zones.toml").write_text(
        '[[zone]]\ncode = "371671000000"\nname = "某开发区"\nshort_name = "某区"\ntowns = ["371625999000"]\n',
        "utf-8",
    )
    with pytest.raises(FileProblems, match="371625999000"):
        load_divisions(tmp_path / "divisions.csv")
    assert Region.objects.count() == 0
