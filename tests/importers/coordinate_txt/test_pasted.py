"""What staff copy out of a report into a form: a list of points without any head, or a whole file."""

import pytest
import shapely

from importers.formats.coordinate_txt.reading import read_pasted
from tests.importers.coordinate_txt.surveys import (
    HOLE,
    OUTER,
    PARCEL_M2,
    codes,
    faults,
    read,
    rows_of,
    survey,
)

WANTED = shapely.to_wkb(shapely.normalize(read(survey()).plots[0].area))
RINGS = rows_of([OUTER, HOLE])


@pytest.mark.parametrize(
    "change",
    [
        lambda name, ring, x, y: f"{name},{ring},{x},{y}",
        lambda name, ring, x, y: f"{name}\t{ring}\t{x}\t{y}",
        lambda name, ring, x, y: f"{name} {ring} {x} {y}",
        lambda name, ring, x, y: f"{name} {x} {y}",
        lambda name, ring, x, y: f"{name},{x},{y}",
        lambda name, ring, x, y: f"{x} {y}",
        lambda name, ring, x, y: f"{x}\t{y}",
        lambda name, ring, x, y: f"{name}\t{x}\t{y}\t150.00",
        lambda name, ring, x, y: f"7\t{name}\t{x}\t{y}",
        lambda name, ring, x, y: f"7,{name},{x},{y},150.00,备注",
    ],
)
def test_points_of_a_report_are_one_plot_in_the_crs_that_is_chosen(change):
    text = "\n".join(change(*row.split(",")) for row in RINGS)
    found = read_pasted(text, crs=4527)
    assert codes(found) == []
    (plot,) = found.plots
    assert shapely.to_wkb(shapely.normalize(plot.area)) == WANTED
    assert (plot.number, plot.name, plot.area_m2, plot.rows, found.srid) == (None, None, PARCEL_M2, 10, 4527)


def test_the_titles_of_the_table_above_the_points_are_passed_over():
    text = "界址点成果表\n点号 纵坐标X 横坐标Y\n" + "\n".join(RINGS)
    assert codes(read_pasted(text, crs=4527)) == []


def test_a_list_of_points_names_no_crs_so_it_must_be_chosen():
    found = read_pasted("\n".join(RINGS))
    assert faults(found) == [("zone_unknown", None)]
    assert (found.plots[0].area, found.plots[0].area_m2) == (None, PARCEL_M2)


def test_a_whole_file_may_be_pasted_and_then_says_its_crs_itself():
    found = read_pasted("\ufeff" + survey())
    assert (codes(found), found.crs, found.plots[0].number, found.encoding) == ([], 4527, "DK-01", None)
    assert shapely.to_wkb(shapely.normalize(found.plots[0].area)) == WANTED


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ("no_plots", None)),
        ("这里没有坐标", ("no_plots", None)),
        ("\n".join([*RINGS, "J9,1,abc,39599400.000"]), ("bad_number", 11)),
        ("\n".join([RINGS[0], "150.00", *RINGS[1:]]), ("bad_number", 2)),
        ("\n".join(RINGS).replace(",", "，"), ("fullwidth_punctuation", 1)),
        ("\n".join(f"J{at} {y} {x}" for at, (x, y) in enumerate(OUTER)), ("swapped_axes", 1)),
        ("J1 4113800 39599400\nJ2 4113800 39599550", ("self_intersection", 1)),
        ("J1 4113800 39599400\x00", ("no_plots", 1)),
        ("J1 118.1 37.1\nJ2 118.2 37.1\nJ3 118.2 37.2", ("bad_number", 1)),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, fault):
    assert faults(read_pasted(text, crs=4527))[0] == fault


def test_a_list_in_the_wrong_zone_is_refused():
    assert codes(read_pasted("\n".join(RINGS), crs=4528)) == ["zone_conflict"]
