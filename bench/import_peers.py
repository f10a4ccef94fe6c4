"""What others do with the same file: ogr2ogr, shp2pgsql, and the LayerMapping of Django. They check nothing."""

import os
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.contrib.gis.db import models
from django.contrib.gis.utils import LayerMapping
from django.db import connections

FIELDS = {"name": "名称", "category": "类目", "region": "区划", "address": "地址", "phones": "电话"}


class BenchPoint(models.Model):
    """As somebody would write it who follows the manual."""

    name = models.CharField(max_length=120)
    category = models.CharField(max_length=120)
    region = models.CharField(max_length=120)
    address = models.CharField(max_length=120)
    phones = models.CharField(max_length=120)
    location = models.PointField(srid=4490)

    class Meta:
        app_label = "bench"
        db_table = "bench_layermapping"


def dsn() -> str:
    """For libpq's own programs, from the login of the site."""
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return f"host={host} dbname={parts.path.lstrip('/')} user={parts.username} password={parts.password}"


def ogr2ogr(path: Path) -> float:
    options = ["-nln", "bench_ogr", "-lco", "SPATIAL_INDEX=NONE", "-lco", "UNLOGGED=ON", "-overwrite"]
    if path.suffix == ".csv":
        options += ["-oo", "X_POSSIBLE_NAMES=经度", "-oo", "Y_POSSIBLE_NAMES=纬度", "-a_srs", "EPSG:4490"]
    begun = time.perf_counter()
    subprocess.run(
        ["ogr2ogr", "-q", "-f", "PostgreSQL", f"PG:{dsn()}", path, *options, "--config", "PG_USE_COPY", "YES"],
        check=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - begun


def shp2pgsql(path: Path) -> float:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_shp")
    begun = time.perf_counter()
    made = subprocess.Popen(
        ["shp2pgsql", "-D", "-s", "4490", path, "bench_shp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", dsn()], stdin=made.stdout, check=True, **quiet)
    assert made.wait() == 0
    return time.perf_counter() - begun


def layer_mapping(path: Path) -> float:
    owner = connections["owner"]
    with owner.schema_editor() as editor:
        editor.execute("DROP TABLE IF EXISTS bench_layermapping")
        editor.create_model(BenchPoint)
    begun = time.perf_counter()
    mapping = {**FIELDS, "location": "POINT"}
    LayerMapping(BenchPoint, path, mapping, transform=False, encoding="utf-8", using="owner").save(
        strict=True
    )
    spent = time.perf_counter() - begun
    with owner.schema_editor() as editor:
        editor.execute("DROP TABLE bench_layermapping")
    return spent
