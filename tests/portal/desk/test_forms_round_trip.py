"""A form that is posted back as it was shown gives the identical record: nothing is lost, rounded or reordered."""

import datetime as dt
import random
from collections.abc import Iterator

import pytest
from django.contrib.gis.geos import Point
from django.db.models import CharField, TextField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from layers.catchments.models import Catchment
from layers.changes.aggregate import NOUNS
from layers.changes.reading import snapshot
from layers.compensation.models import CompensationZone
from layers.land.models import Approval
from layers.places import models
from layers.roads.models import RoadDataset
from layers.services.material_lines import read_lines
from layers.services.models import Material
from layers.staff.scope import scope_of
from layers.workdays.models import CalendarDay, CalendarYear
from portal.desk.forms.fields import Editor, Found
from portal.desk.forms.form import NounForm, PartForm
from portal.desk.forms.layout import LAYOUTS
from tests.layers.benefits.making import attribute, benefit
from tests.layers.channels.making import account, website
from tests.layers.consultations.making import selected_answer
from tests.layers.foi.making import foi_answer, office
from tests.layers.land.factories import case, parcel, square
from tests.layers.local_modules.making import local_module
from tests.layers.places.making import category
from tests.layers.policies.making import policy, policy_class, section
from tests.layers.services.making import item
from tests.layers.videos import making as videos
from tests.layers.zones.making import board, zone

pytestmark = pytest.mark.django_db
HOSTILE = [
    "<script>alert(1)</script>",
    "a\"b'c&amp;",
    " 前后有空格 ",
    "‮反写",
    "{{ x }}",
    "%s",
    "０１２",
    "👍🏽",
]


def shown(form: PartForm) -> list[tuple[str, str]]:
    """What a browser would send of the form as it is on the page."""
    sent: list[tuple[str, str]] = []
    for name in form.form.fields:
        bound = form.form[name]
        value = bound.value()
        if isinstance(value, dict):
            sent += [
                (bound.html_name if part == "text" else f"{bound.html_name}_{part}", text)
                for part, text in value.items()
            ]
        elif isinstance(value, list):
            sent += [(bound.html_name, one) for one in value]
        elif isinstance(value, bool):
            sent += [(bound.html_name, "on")] if value else []
        else:
            # A browser ends the lines of a textarea as the net does.
            sent.append((bound.html_name, str(value).replace("\n", "\r\n")))
    for rows in form.rows.values():
        for row_id, row in rows.numbered:
            sent.append((rows.name, row_id))
            sent += shown(row)
    return sent


def posted_back(noun, content, user, change=lambda sent: sent):
    editor = Editor(user, scope_of(user))
    form = NounForm(NOUNS[noun], LAYOUTS[noun], editor, content)
    data = QueryDict(mutable=True)
    for name, value in change(shown(form)):
        data.appendlist(name, value)
    again = NounForm(NOUNS[noun], LAYOUTS[noun], editor, content, data=data, files=MultiValueDict())
    found = NOUNS[noun].canonical(again.read_all())
    return found, again


def generated_place(draw, cast, number):
    """Any place that the tables can hold, text that nobody would choose included."""
    words = lambda most: draw.choice([*HOSTILE[:3], *HOSTILE[4:], "湖滨镇卫生院"])[:most]  # noqa: E731
    point = lambda: Point(118 + draw.random() / 3, 37.3 + draw.random() / 3, srid=4490)  # noqa: E731
    yes_no = lambda: draw.choice([None, True, False])  # noqa: E731
    place = models.Place.objects.create(
        name=words(120), aliases=draw.choice(["", words(200)]), category=category(), region=cast.village,
        organisation=draw.choice([None, cast.town_government]), location=(spot := point()), public_location=spot,
        seat_of=None, address=draw.choice(["", words(200)]), introduction=draw.choice(["", "一\n\n二\n", "\n开头换行"]),
        has_parking=yes_no(), is_accessible=yes_no(), source=words(120),
        verified_on=draw.choice([None, dt.date(1999, 12, 31)]),
    )  # fmt: skip
    for n in range(draw.randrange(4)):
        place.entrances.create(name=words(60), location=point(), is_main=n == 1, is_accessible=yes_no())
    for n in range(draw.randrange(5)):
        place.phones.create(label=words(40), number=f"0543-{n}", sort_key=draw.choice([0, 0, n, 10 * n, 7]))
    for _ in range(draw.randrange(4)):
        place.opening_hours.create(
            days=draw.choice(models.OpeningHours.Days.values), opens=dt.time(draw.randrange(12), draw.randrange(60)),
            closes=draw.choice([dt.time(17, 30), dt.time(23, 59, 59), dt.time(18, 0, 0, 5)]), note=draw.choice(["", "午休"]),
        )  # fmt: skip
    for n in range(draw.randrange(3)):
        place.posts.create(title=words(60), duties=words(200), sort_key=n)
        place.questions.create(question=words(200), answer="甲\n乙 ", sort_key=0)
    return place.public_id


@pytest.mark.parametrize("seed", range(30))
def test_a_place_posted_back_unchanged_is_the_identical_place(cast, seed):
    key = generated_place(random.Random(seed), cast, seed)
    before = snapshot(NOUNS["place"], key)
    after, form = posted_back("place", before, cast.town_editor)
    assert form.errors == []
    assert after == before


def one_of_each(cast):
    """Of every noun with an editor but place, case and region: the key of a record."""
    year = CalendarYear.objects.create(year=2031, source_title="通知", note="一\n二")
    CalendarDay.objects.create(year=year, date=dt.date(2031, 1, 1), kind="HOLIDAY", name="元旦")
    CalendarDay.objects.create(year=year, date=dt.date(2031, 1, 4), kind="MAKEUP", name="元旦")
    made = category()
    made.wanted = ["phones", "pictures"]
    made.save()
    talent = policy_class("talent", "人才")
    granting = policy(cast.city_office, classes=[talent], doc_no_raw="示例办字〔2024〕1号", body="<p>一</p>")
    return {
        "calendar": "2031",
        "category": made.code,
        "category_group": made.group_id,
        "organisation": cast.bureau.public_id,
        "official_account": account(
            cast.city_office, handle="a-b", last_post_on=dt.date(2024, 3, 4)
        ).public_id,
        "service_item": an_item(cast),
        "benefit": benefit(cast.city_office, rules=[("age", "at_least", "60")], policy=granting).public_id,
        "benefit_attribute": attribute("household").code,
        "policy": granting.public_id,
        "policy_section": section(retired_on=dt.date(2024, 3, 4)).code,
        "policy_class": policy_class().code,
        "zone": zone(cast.city_office).public_id,
        "board": board(cast.city_office).public_id,
        "video": (film := videos.video(cast.city_office)).public_id,
        "video_category": videos.category().code,
        "playlist": videos.playlist(cast.city_office, film).public_id,
        "foi_office": office(
            cast.city_office, mode="link", link="https://example.com/foi", postcode="100000"
        ).public_id,
        "foi_answer": foi_answer(cast.city_office, "公告在哪里看", answer="一\n二").public_id,
        "local_module": local_module(
            cast.county,
            cast.bureau,
            kind="list",
            rows=[{"title": "甲", "phone": "0000-1"}],
            shown_until=dt.date(2024, 3, 4),
        ).public_id,
        "selected_answer": selected_answer(cast.city_office, answer="一\n二").public_id,
        "catchment": a_catchment(cast).public_id,
        "compensation_zone": a_compensation_zone(cast).public_id,
        "website": website(cast.city_office, is_working=False, site_code="3716000001").public_id,
        "road_dataset": str(RoadDataset.objects.create(name="路", expires_on=dt.date(2099, 1, 1)).pk),
    }


def test_every_other_noun_posted_back_unchanged_is_identical(cast):
    for noun, key in one_of_each(cast).items():
        before = snapshot(NOUNS[noun], key)
        after, form = posted_back(noun, before, cast.city_editor)
        assert (form.errors, after) == ([], before), noun


def a_catchment(cast):
    made = Catchment.objects.create(
        service="primary",
        name="中心小学",
        county=cast.county,
        year=2024,
        extent="一\n二",
        source="公告",
        area=square(0, 0, 9),
    )
    made.catchment_villages.create(village=cast.village)
    return made


def a_compensation_zone(cast):
    made = CompensationZone.objects.create(
        county=cast.county, number="Ⅰ", price_per_mu="62000.50", land_share=40, resettlement_share=60, document_no="1号",
        valid_from=dt.date(2024, 1, 1), area=square(0, 0, 9),
    )  # fmt: skip
    made.zone_villages.create(village=cast.village)
    return made


def row_names(form: PartForm) -> Iterator[str]:
    """The names under which the numbers of rows are sent."""
    for rows in form.rows.values():
        yield rows.name
        for _, row in rows.numbered:
            yield from row_names(row)


@pytest.mark.parametrize(
    "words", [HOSTILE[0], "\u202e反写", "'; DROP TABLE x;--", "0" * 5000, "\x00", "{{ x }}"]
)
def test_hostile_words_in_every_field_are_kept_letter_by_letter_or_refused_in_words(cast, words):
    cast.village.other_names.create(name="老东庄", kind="former")
    keys = {**one_of_each(cast), "region": cast.village.code, "case": a_whole_case(cast)}
    keys["place"] = generated_place(random.Random(1), cast, 1)
    for noun, key in keys.items():
        content = snapshot(NOUNS[noun], key)
        editor = Editor(cast.city_editor, scope_of(cast.city_editor))
        as_it_is = NounForm(NOUNS[noun], LAYOUTS[noun], editor, content)
        data, rows = QueryDict(mutable=True), set(row_names(as_it_is))
        # What is chosen from a list too: a forged form.
        for name, value in shown(as_it_is):
            data.appendlist(name, value if name in rows else words)
        form = NounForm(NOUNS[noun], LAYOUTS[noun], editor, content, data=data, files=MultiValueDict())
        after = form.read_all()
        assert form.errors, noun
        for problem in form.errors:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.message), (noun, problem)
        # A body is rich text, which is cleaned; numbers and dates are read.
        plain = {
            field.name for field in NOUNS[noun].model._meta.fields if type(field) in (CharField, TextField)
        }
        for name in plain & set(form.sound_names) - {"body"}:
            if after[name] != content[name]:
                assert after[name] == words and words.isprintable(), (noun, name)


def an_item(cast):
    made = item(cast.city_office, legal_limit=20, promised_limit=3, conditions="一\n二", theme_id="housing")
    for number, line in enumerate(read_lines("身份证（原件，2 份，容缺）\n照片（一寸）")):
        Material.objects.create(item=made, **line | {"sort_key": number + 1})
    return made.public_id


def a_whole_case(cast):
    """With everything that a case can have; its parcels and their surveys are not on the form."""
    approval = Approval.objects.create(
        issuer="山东省人民政府", level="province", doc_no_raw="鲁政土字[2024] 012号", doc_no="鲁政土字〔2024〕12号",
        issued_on=dt.date(2024, 5, 6), received_on=dt.date(2024, 5, 10),
    )  # fmt: skip
    found = case(
        cast.county, [cast.village], organisation=cast.bureau, approval=approval, compensation="一\n二",
        stages={"PRE_NOTICE": dt.date(2024, 1, 2), "PLAN_NOTICE": (dt.date(2024, 2, 1), dt.date(2024, 3, 20))},
    )  # fmt: skip
    parcel(found, square(0, 0, 200), area_by_class={"水浇地": "4.0000"})
    return found.public_id


def test_a_case_posted_back_unchanged_is_identical_with_its_parcels_and_its_approval(cast):
    before = snapshot(NOUNS["case"], a_whole_case(cast))
    after, form = posted_back("case", before, cast.county_editor)
    assert form.errors == []
    assert after == before and after["parcels"] and after["approval"]["doc_no"] == "鲁政土字〔2024〕12号"


def test_a_village_posted_back_unchanged_is_identical(cast):
    cast.village.other_names.create(name="老东庄", kind="former", valid_to=dt.date(2012, 1, 1))
    cast.village.readings.create(syllables="dong cun", is_override=True)
    before = snapshot(NOUNS["region"], cast.village.code)
    after, form = posted_back("region", before, cast.town_editor)
    assert (form.errors, after) == ([], before)


@pytest.mark.parametrize("typed", ["鲁政土字[2024] 12号", "鲁政土字【2024】012号", "鲁政土字(２０２４)12号"])
def test_a_number_in_any_brackets_is_the_same_approval(cast, typed):
    before = snapshot(NOUNS["case"], a_whole_case(cast))
    change = lambda sent: [(name, typed if name == "approval_doc_no_raw" else value) for name, value in sent]  # noqa: E731
    after, form = posted_back("case", before, cast.county_editor, change)
    assert form.errors == [] and after["approval"]["doc_no"] == "鲁政土字〔2024〕12号"


@pytest.mark.parametrize(
    ("part", "typed", "said"),
    [
        ("doc_no_raw", "第十二号", "文号格式不对"),
        ("issued_on", "2024-13-40", "日期"),
        ("received_on", "2024-05-01", "不能早于"),
        ("level", "village", "不在可选"),
        ("issuer", "", "批准机关"),
    ],
)
def test_an_approval_that_cannot_be_is_told_at_its_field(cast, part, typed, said):
    before = snapshot(NOUNS["case"], a_whole_case(cast))
    change = lambda sent: [(name, typed if name == f"approval_{part}" else value) for name, value in sent]  # noqa: E731
    _, form = posted_back("case", before, cast.county_editor, change)
    assert any(said in problem.message for problem in form.errors), form.errors


def test_areas_that_do_not_fit_are_told_with_both_numbers_and_rules_that_are_broken_too(cast):
    before = snapshot(NOUNS["case"], a_whole_case(cast))
    said = LAYOUTS["case"].preview({**before, "total_area_ha": "2.5000"})
    assert "合计 1 公顷" in said["case_villages"] and "2.5 公顷不符" in said["case_villages"]
    early = [{**row, "posted_on": "2024-01-05", "closed_on": None} if row["kind"]["code"] == "PLAN_NOTICE" else row
             for row in before["stages"]]  # fmt: skip
    assert "请核对" in LAYOUTS["case"].preview({**before, "stages": early})["stages"]


def test_every_noun_with_an_editor_is_posted_back_in_these_tests(cast):
    assert set(LAYOUTS) == {
        "place", "calendar", "category", "category_group", "organisation", "case", "region", "official_account", "website",
        "service_item", "benefit", "benefit_attribute", "local_module", "policy", "policy_section", "policy_class", "zone",
        "zone_standard", "board", "foi_office", "foi_answer", "video", "video_category", "playlist",
        "catchment", "compensation_zone", "selected_answer", "road_dataset",
    }  # fmt: skip
    for noun, layout in LAYOUTS.items():
        for child in NOUNS[noun].children:
            if child.name in layout.rows and not child.identity and not child.is_single:
                assert set(layout.rows[child.name].names()) == set(child.fields), (noun, child.name)
    assert Found
