"""No position and no number of a citizen in a log."""

import io
import logging

import pytest

from portal.logs import DropPositions, without_citizens


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ('"GET /api/here?lng=118.123456&lat=37.05 HTTP/1.1" 200', '"GET /api/here?… HTTP/1.1" 200'),
        ("GET /api/layers/places.geojson?bbox=118.1,37.0,118.2,37.1", "GET /api/layers/places.geojson?…"),
        ("Referer: https://x.gov.cn/map/?near=118.1,37.2", "Referer: https://x.gov.cn/map/?…"),
        ("/api/route?from=118.1,37.0&to=118.2,37.1", "/api/route?…"),
        ("bad input lng=118.123456 lat=37.05", "bad input lng=… lat=…"),
        ("{'lng': '118.123456', 'lat': '37.05'}", "{'lng': …, 'lat': …}"),
        ("bbox%3D118.1%2C37.0", "bbox%3D…"),
        ("身份证号 11010519491231002X 有误", "身份证号 … 有误"),
        ("Failing row contains (7, 13800138000, 张三)", "Failing row contains (7, …, 张三)"),
        ("电话13800138000。", "电话…。"),
        ("card=6222020200112233445;", "card=…;"),
        ("job 1234567890123 at 1764250000.138001380001", "job 1234567890123 at 1764250000.138001380001"),
        ("GET /c/AEP4EB9K8", "GET /c/AEP4EB9K8"),
        ("Is it ready? yes", "Is it ready? yes"),
        ("GET /v/371625102201", "GET /v/371625102201"),
    ],
)
def test_the_query_of_every_address_is_dropped(line: str, clean: str) -> None:
    assert without_citizens(line) == clean


@pytest.fixture
def log() -> tuple[logging.Logger, io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(DropPositions())
    logger = logging.Logger("tests.positions")
    logger.addHandler(handler)
    return logger, written


def test_arguments_are_cleaned_too(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.warning("Bad Request: %s", "/api/here?lng=118.123456&lat=37.05")
    assert written.getvalue() == "Bad Request: /api/here?…\n"


def test_a_traceback_is_cleaned_and_still_there(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    try:
        raise ValueError("no route /api/route?from=118.123456,37.05")
    except ValueError:
        logger.exception("failed")
    assert "ValueError: no route /api/route?…" in written.getvalue()
    assert "118.123456" not in written.getvalue().split("ValueError:")[1]
