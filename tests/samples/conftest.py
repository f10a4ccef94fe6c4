"""Three cases by hand: one of the present law that is finished, one that is running, one old without a map."""

import datetime as dt
from decimal import Decimal

import pytest

from importers.samples import typefaces
from layers.land.models import Approval, Case, Parcel
from tests.layers.documents.files import stores_in
from tests.layers.land import factories


@pytest.fixture(autouse=True)
def stores(settings, tmp_path):
    return stores_in(tmp_path, settings)


@pytest.fixture(autouse=True, scope="session")
def faces():
    """Cutting a face down takes half a second, so one that has the characters already is taken again."""
    cut_down, cut = typefaces.cut_down, {}

    def once(face, characters):
        known, font = cut.get(face, (frozenset(), b""))
        if not known.issuperset(characters):
            known = known | frozenset(characters)
            font = cut_down(face, "".join(sorted(known)))
            cut[face] = known, font
        return font

    typefaces.cut_down = once
    yield cut_down
    typefaces.cut_down = cut_down


@pytest.fixture
def town(db):
    return factories.boxing()


@pytest.fixture
def finished(town):
    """湖滨镇 柳王村委会 and 柳白村委会, approved, announced; two parcels."""
    _, county, place = town
    east = factories.village("柳王村委会", "371625104215", place, factories.square(0, 0, 900))
    west = factories.village("柳白村委会", "371625104216", place, factories.square(1000, 0, 900))
    case = factories.case(
        county,
        [east, west],
        name="博兴县2023年第2批次城镇建设用地",
        is_sample=True,
        stages={
            "PRE_NOTICE": dt.date(2023, 3, 6),
            "SURVEY": dt.date(2023, 3, 8),
            "RISK": dt.date(2023, 3, 20),
            "PLAN_NOTICE": dt.date(2023, 4, 3),
            "REGISTER": (dt.date(2023, 4, 4), dt.date(2023, 5, 4)),
            "AGREEMENT": dt.date(2023, 5, 10),
            "SUBMIT": dt.date(2023, 5, 20),
            "APPROVAL": dt.date(2023, 9, 1),
            "FINAL_NOTICE": dt.date(2023, 9, 12),
        },
        approval=factories.approval("鲁政土字〔2023〕123号", dt.date(2023, 9, 1), dt.date(2023, 9, 5)),
        compensation="按区片综合地价执行,60000 元/亩;青苗另行补偿。",
        settled_population=18,
        phone="0543-0001234",
    )
    Case.objects.filter(pk=case.pk).update(total_area_ha=Decimal("2.0000"))
    case.stages.filter(kind__code="PRE_NOTICE").update(doc_no="博兴征预〔2023〕2号")
    for number, area in enumerate((factories.square(0, 0, 100), factories.square(1000, 0, 100)), start=1):
        parcel = factories.parcel(case, area, f"DK-0{number}", is_sample=True)
        Parcel.objects.filter(pk=parcel.pk).update(
            area_by_class={"水浇地": "0.9000", "农村宅基地": "0.1000"}, east="生产路", south="沟渠"
        )
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def running(finished, town):
    """Only the first notice has been posted, three days ago."""
    village = finished.case_villages.order_by("pk").first().village
    posted = dt.date.today() - dt.timedelta(days=3)
    return factories.case(
        town[1], [village], name="博兴湖滨泵站工程", kind=Case.Kind.PROJECT, is_sample=True, stages={"PRE_NOTICE": posted}
    )  # fmt: skip


@pytest.fixture
def old(finished, town):
    """Of 2008, without parcels; its approval bears no number."""
    village = finished.case_villages.order_by("pk").first().village
    approval = Approval.objects.create(
        issuer="山东省人民政府",
        level="province",
        no_number_reason="旧档案未载明",
        issued_on=dt.date(2008, 6, 2),
    )
    return factories.case(
        town[1],
        [village],
        regime="R2_2004_2019",
        name="博兴县2008年第1批次城镇建设用地",
        is_sample=True,
        approval=approval,
        stages={
            "NOTIFY": dt.date(2008, 1, 10),
            "SUBMIT": dt.date(2008, 3, 1),
            "APPROVAL": dt.date(2008, 6, 2),
            "FIRST_NOTICE": dt.date(2008, 6, 12),
            "REGISTER": dt.date(2008, 6, 13),
            "SECOND_NOTICE": dt.date(2008, 7, 20),
        },
    )
