"""勘测定界 coordinate TXT: the seven files of the contract, and one parcel in every dialect."""

import json
from pathlib import Path

import pytest

from importers.formats.coordinate_txt.reading import read_file

CORPUS = Path(__file__).parent.parent / "corpus/coordinate_txt"
VECTORS = json.loads((CORPUS / "vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "status", "crs", "codes"),
    [
        ("ok_gbk", "ok", 4527, []),
        ("ok_hole_same_ringno", "ok", 4527, []),
        ("ok_unprefixed_4548", "ok", 4548, []),
        ("warn_area_m2", "warning", 4527, [("area_mismatch", 13)]),
        ("bad_number", "refused", 4527, [("bad_number", 15)]),
        ("bad_selfintersect", "refused", 4527, [("self_intersection", 14)]),
        ("bad_swapped_xy", "refused", None, [("swapped_axes", 14)]),
    ],
)
def test_a_file_of_the_corpus_gives_the_answer_of_the_contract(name, status, crs, codes):
    survey = read_file((CORPUS / f"{name}.txt").read_bytes())
    assert (survey.status, survey.crs, survey.encoding) == (status, crs, "gb18030")
    assert [(problem.code, problem.line) for problem in survey.problems] == codes
    (plot,) = survey.plots
    assert (plot.number, plot.name, plot.use, plot.rows_declared, plot.rows) == (
        "DK-01", "地块1", "工业用地", 10, 10,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["ok_gbk", "ok_hole_same_ringno", "ok_unprefixed_4548", "warn_area_m2"])
def test_the_parcel_of_the_corpus_has_the_area_the_hole_and_the_place_of_its_vector(name):
    wanted = VECTORS["expected_ok"]
    survey = read_file((CORPUS / f"{name}.txt").read_bytes())
    (plot,) = survey.plots
    assert plot.area_m2 == pytest.approx(wanted["planar_area_m2"], abs=0.01)
    assert (plot.parts, plot.holes) == (1, wanted["holes"])
    assert plot.area.geoms[0].exterior.coords[0] == pytest.approx(wanted["J1_lonlat_4490"], abs=1e-8)
    assert plot.bbox == pytest.approx((118.11887071, 37.14868679, 118.12058545, 37.15050452), abs=1e-8)
