"""Starting an empty city: its file, its area, its divisions, its first account. Everything is checked before."""

import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from geo.bbox import BBox
from geo.errors import BadInput
from layers.area import install
from layers.regions.division_file import Division, FileProblems, name_fault, padded, read_divisions
from layers.regions.load import load_divisions, read_zones
from layers.regions.models import Level, Region
from layers.regions.pronunciation import read_overrides
from layers.samples import count_samples
from layers.search.index import rebuild
from layers.staff.models import User
from portal.city_file import city_text

# Beside the divisions these may stand: the development zones, and how names are read.
COMPANIONS = ("zones.toml", "readings.csv")
WIDEST_DEGREES = 15.0


@dataclass(frozen=True)
class NewCity:
    """What the command was given; ``area`` as text, west,south,east,north in EPSG:4490."""

    name: str
    code: str
    divisions: Path
    area: str
    admin: str
    out: Path
    province: str = ""

    @property
    def password_file(self) -> Path:
        return Path(settings.VAR_DIR) / "secrets/first_account.txt"

    def copies(self) -> dict[Path, Path]:
        """Where `manage.py load_divisions` will look for them at every later start: beside the city's file."""
        wanted = {self.divisions: self.out.parent / "divisions.csv"}
        for name in COMPANIONS:
            if (self.divisions.parent / name).is_file():
                wanted[self.divisions.parent / name] = self.out.parent / name
        return {source: target for source, target in wanted.items() if source.resolve() != target.resolve()}


def problems(city: NewCity) -> list[str]:
    """All that is wrong, in Chinese; [] when the city can be started."""
    return [
        *_faults_of_database(),
        *_faults_of_words(city),
        *_faults_of_area(city),
        *_faults_of_divisions(city),
        *_faults_of_files(city),
    ]


def start(city: NewCity) -> int:
    """Write and load all of it; the number of units. What was written is taken back when anything fails."""
    area = BBox.parse(city.area, "area")
    written: list[Path] = []
    try:
        _write(city.out, city_text(city.name, city.code, area, city.province), written, 0o644)
        for source, target in city.copies().items():
            written.append(target)
            shutil.copyfile(source, target)
        install(area)
        with transaction.atomic():
            added = load_divisions(city.divisions, city.code).added
            rebuild(["region"])
            password = secrets.token_urlsafe(15)
            User.objects.create_superuser(city.admin, password=password, must_change_password=True)
            _write(city.password_file, f"{city.admin} {password}\n", written, 0o600)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return added


def _write(path: Path, text: str, written: list[Path], mode: int) -> None:
    """A new file; FileExistsError when somebody made it meanwhile."""
    if mode == 0o600:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    written.append(path)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)


def _faults_of_database() -> Iterator[str]:
    samples = count_samples()
    if samples:
        listed = "、".join(f"{name} {count}" for name, count in samples.items())
        yield f"数据库中有示例数据（{listed}）；请用一个空数据库"
    if count := Region.objects.count():
        yield f"数据库中已有 {count} 个区划；新城市要从空数据库开始"


def _faults_of_words(city: NewCity) -> Iterator[str]:
    if fault := name_fault(city.name):
        yield f"--name：{fault}"
    if not re.fullmatch(r"\d{4}00(000000)?", city.code, re.ASCII):
        yield f"--code：“{city.code}”应为市级代码，6 位（末两位 00）或补零的 12 位数字"
    if city.province and (fault := name_fault(city.province)):
        yield f"--province：{fault}"
    try:
        User._meta.get_field("username").clean(city.admin, None)
    except ValidationError as fault_of_name:
        yield f"--admin：{''.join(fault_of_name.messages)}"
    if User.objects.filter(username=city.admin).exists():
        yield f"--admin：账号 {city.admin} 已存在"


def _faults_of_area(city: NewCity) -> Iterator[str]:
    try:
        area = BBox.parse(city.area, "area")
        city_text("", "", area)  # has a zone of China
    except BadInput as problem:
        yield f"--area：{problem.message}"
        return
    width, height = area.east - area.west, area.north - area.south
    if not (0 < width <= WIDEST_DEGREES and 0 < height <= WIDEST_DEGREES):
        yield f"--area：范围应有面积，东西、南北都不超过 {WIDEST_DEGREES:g} 度"


def _faults_of_divisions(city: NewCity) -> Iterator[str]:
    """Of the divisions and of what stands beside them."""
    if not city.divisions.is_file():
        yield f"--divisions：没有这个文件：{city.divisions}"
        return
    divisions: list[Division] = []

    def read() -> None:
        divisions.extend(read_divisions(city.divisions, padded(city.code)))

    faults = list(_faults_in(city.divisions, read))
    yield from faults or _faults_between(city, divisions)
    if faults:
        return
    folder, codes = city.divisions.parent, {division.code for division in divisions}
    yield from _faults_in(folder / "zones.toml", lambda: read_zones(folder / "zones.toml", codes))
    yield from _faults_in(folder / "readings.csv", lambda: read_overrides(folder / "readings.csv"))


def _faults_in(path: Path, read: Callable[[], object]) -> Iterator[str]:
    """What reading a file says, as lines that name it."""
    try:
        read()
    except FileProblems as problem:
        yield from (f"{path.name} {line}" for line in problem.problems)
    except UnicodeDecodeError:
        yield f"{path.name}：不是 UTF-8 编码的文本；在表格软件中另存为“CSV UTF-8”"
    except tomllib.TOMLDecodeError as problem:
        yield f"{path.name}：不是正确的 TOML（{problem}）"
    except (KeyError, TypeError, AttributeError) as problem:
        yield f"{path.name}：缺少或写错了 {problem}"
    except OSError as problem:
        yield f"{path.name}：不能读取（{problem.strerror}）"


def _faults_between(city: NewCity, divisions: list[Division]) -> Iterator[str]:
    named = [division for division in divisions if division.level == Level.CITY]
    if not named:
        yield f"{city.divisions.name}：没有级别为 city 的一行（本市自己）"
    for division in named:
        if division.name != city.name:
            yield f"{city.divisions.name} 第 {division.row} 行：市名“{division.name}”与 --name “{city.name}”不同"


def _faults_of_files(city: NewCity) -> Iterator[str]:
    for path in (city.out, *city.copies().values(), city.password_file):
        if path.exists():
            yield f"已有文件 {path}；不覆盖，请移走或换一个 --out"
