"""What is written is read back as the land that it was, with its names letter by letter."""

import datetime as dt
import random
from decimal import Decimal

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from geo.area import hectares
from geo.crs import geometry_from_4490
from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER
from importers.formats.coordinate_txt.writing import WrittenPlot, write_survey
from importers.samples.survey_text import survey_text
from tests.importers.coordinate_txt.surveys import OUTER, read


def random_plot(draw, easting, northing):
    """A star-shaped ring about a middle, with a hole of the same kind."""

    def ring(radius, corners):
        turns = sorted(draw.uniform(0, 360) for _ in range(corners))
        away = [
            shapely.affinity.rotate(shapely.Point(draw.uniform(0.5, 1) * radius, 0), turn, origin=(0, 0))
            for turn in turns
        ]
        return [(easting + point.x, northing + point.y) for point in away]

    while True:
        made = Polygon(ring(draw.uniform(20, 900), draw.randint(5, 40)), [ring(4, draw.randint(3, 9))])
        if made.is_valid:
            return made


@pytest.mark.parametrize("srid", [4527, 4528, 4548, 4549, 4498, 4509, 4513])
def test_a_written_survey_comes_back_within_a_millimetre(srid):
    draw = random.Random(srid)
    zone = GAUSS_KRUGER[srid]
    for _ in range(15):
        start = zone.zone * 1_000_000 if zone.prefixed else 0
        plot = random_plot(draw, start + draw.uniform(380_000, 640_000), draw.uniform(4_061_900, 4_238_800))
        area_ha = hectares(plot.area)
        text = survey_text(plot, srid, area_ha, "DK-09", "示例地块", "工业用地", "某局", dt.date(2024, 3, 5))
        found = read(text, "utf-8")
        (back,) = found.plots
        assert (found.problems, found.crs) == ((), srid)
        assert (back.number, back.name, back.use, back.declared_ha) == (
            "DK-09",
            "示例地块",
            "工业用地",
            area_ha,
        )
        assert shapely.hausdorff_distance(back.flat.boundary, plot.boundary) < 0.001
        assert abs(Decimal(back.area_m2) / 10_000 - area_ha) < Decimal("0.0002") + area_ha / 1_000


@pytest.mark.parametrize("srid", [4527, 4528, 4548, 4513, 4554, 4498])
def test_a_stored_area_comes_back_within_a_billionth_of_a_degree(srid):
    draw = random.Random(srid)
    zone = GAUSS_KRUGER[srid]
    for _ in range(10):
        middle = zone.central_meridian + draw.uniform(-1.2, 1.2), draw.uniform(36.7, 38.2)
        hole = shapely.Point(middle).buffer(0.0001, quad_segs=draw.randint(1, 4))
        part = Polygon(
            shapely.Point(middle).buffer(0.004, quad_segs=draw.randint(1, 30)).exterior, [hole.exterior]
        )
        stored = shapely.MultiPolygon([part, shapely.affinity.translate(hole, 0.01, 0.01)])
        flat = geometry_from_4490(stored, srid)
        plots = [WrittenPlot("DK-1", "一号，地块（东）,二", "住宅", hectares(flat.area), flat)]
        found = read(write_survey(plots, srid, office="某局", day=dt.date(2026, 1, 2)))
        assert (found.problems, found.crs) == ((), srid)
        back = found.plots[0].area
        assert (found.plots[0].parts, found.plots[0].holes) == (2, 1)
        for old, new in zip(shapely.get_rings(stored), shapely.get_rings(back), strict=True):
            assert abs(shapely.get_coordinates(old) - shapely.get_coordinates(new)).max() < 1e-9


UNSEEN_OR_SPACE = ["Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"]
letters = st.characters(codec="gb18030", exclude_categories=UNSEEN_OR_SPACE)
names = st.text(st.one_of(letters, st.sampled_from(",，面线点@ ")), max_size=12)


@settings(max_examples=200, deadline=None)
@given(names, names, names)
def test_names_come_back_letter_by_letter_or_are_refused_before_they_leave(number, name, use):
    plot = WrittenPlot(number, name, use, Decimal("3.0000"), Polygon([(y, x) for x, y in OUTER]))
    try:
        text = write_survey([plot], 4527, office="某局", day=dt.date(2026, 1, 2))
    except BadInput as refused:
        assert refused.parameter == "name"
        assert any(sign in number + name + use for sign in ",，面线点@ ")
        return
    for codec in ("gb18030", "utf-8", "utf-16"):
        found = read(text, codec)
        assert found.problems == ()
        assert (found.plots[0].number, found.plots[0].name, found.plots[0].use) == (number, name, use)


@pytest.mark.parametrize("name", [" a", "a ", "a\nb", "a\r", "a\x00", "a\u200bb", "a\u3000", "一,面,二"])
def test_a_name_that_would_not_come_back_is_refused(name):
    plot = WrittenPlot("1", name, "", Decimal("3.0000"), Polygon([(y, x) for x, y in OUTER]))
    with pytest.raises(BadInput):
        write_survey([plot], 4527, office="某局", day=dt.date(2026, 1, 2))


@pytest.mark.parametrize("srid", [4490, 3857, 0])
def test_a_survey_is_written_in_a_zone_and_in_nothing_else(srid):
    with pytest.raises(BadInput):
        write_survey([], srid, office="某局", day=dt.date(2026, 1, 2))
