"""What the samples' writer writes is read back as the land that it was."""

import datetime as dt
import random
from decimal import Decimal

import pytest
import shapely
from shapely.geometry import Polygon

from geo.area import hectares
from geo.zone import GAUSS_KRUGER
from importers.samples.survey_text import survey_text
from tests.importers.coordinate_txt.surveys import read


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
