"""A file of roads is handed in at the desk, with what is registered of it. The worker reads it and keeps its dataset."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.core.exceptions import ValidationError

from geo.bbox import BBox
from geo.errors import BadInput
from importers.choices import Choices
from importers.findings import Findings
from importers.handed import HandedFile
from importers.handing_in import hand_in
from importers.models import Batch
from importers.progress import Told
from importers.roads.lines import checked_crs
from importers.roads.reading import read
from layers.area import city_box
from layers.documents.store import open_stored
from layers.roads.models import RoadDataset
from layers.roads.storing import store
from layers.staff.models import User

FACTS = ("name", "producer", "qualification", "approval_no", "licence", "expires_on")
WHOLE, CITY = "", "city"


def hand_in_roads(user: User, files: Sequence[tuple[str, IO[bytes]]], given: Mapping[str, str]) -> Batch:
    """``given``: FACTS as text, ``crs`` an EPSG number or "", ``cut`` WHOLE or CITY.

    Raises NotSeen for who is no editor of the city, BadInput that names the file or the field.
    """
    facts = {name: given.get(name, "").strip() for name in FACTS}
    _checked(_dataset(facts))
    if given.get("cut", WHOLE) not in (WHOLE, CITY):
        raise BadInput("cut", "请选择导入整份文件，还是裁剪到本市")
    crs = given.get("crs", "").strip()
    checked_crs(crs)
    fixed = {**facts, "cut": given.get("cut", WHOLE)}
    return hand_in(user, "roads", files, choices=Choices.of({"fixed": fixed, "crs": crs}))


def check_roads(batch: Batch, told: Told, choices: Choices) -> Findings:
    """In a transaction: the file becomes a dataset that is not in use. Raises BadInput, Cancelled."""
    assert batch.file is not None
    box: BBox | None = city_box() if choices.fixed.get("cut") == CITY else None
    told.enter("读取道路")
    with open_stored(batch.file) as content:
        roads, notes, source, licence = read(
            HandedFile(batch.file_name, content), choices.crs, box=box, heard=told.add
        )
    told.enter("保存路网")
    dataset = _dataset(choices.fixed)
    dataset.name = dataset.name or batch.file_name[:80]
    dataset.source, dataset.licence = source, dataset.licence or licence
    dataset.file_name, dataset.sha256 = batch.file_name, batch.file.sha256
    store(dataset, roads, notes)
    found = Findings(rows=dataset.edge_count, notes=notes, made=str(dataset.pk))
    found.counts["new"] = dataset.edge_count
    return found


def _dataset(facts: Mapping[str, str]) -> RoadDataset:
    """Raises BadInput for a day that is none."""
    day = facts.get("expires_on", "")
    try:
        expires_on = dt.date.fromisoformat(day) if day else None
    except ValueError:
        raise BadInput("expires_on", "审图号有效期至应写作 2028-11-30 的样子") from None
    texts: dict[str, Any] = {name: facts.get(name, "") for name in FACTS if name != "expires_on"}
    return RoadDataset(expires_on=expires_on, **texts)


def _checked(dataset: RoadDataset) -> None:
    """Lengths and characters, as the columns have them. The name may still be that of the file."""
    texts = [name for name in FACTS if name != "expires_on" and getattr(dataset, name)]
    labels = {field.name: field.verbose_name for field in RoadDataset._meta.fields}
    for name in texts:
        if not getattr(dataset, name).isprintable():
            raise BadInput(name, f"{labels[name]}：含有换行或看不见的字符")
    try:
        dataset.clean_fields(exclude=labels.keys() - set(texts))
    except ValidationError as problem:
        name, messages = next(iter(problem.message_dict.items()))
        raise BadInput(name, f"{labels[name]}：{messages[0]}") from None
