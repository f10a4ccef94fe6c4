"""What can be imported with a position: ONE file in ``datasets/`` says the columns and what a row becomes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from geo.errors import BadInput
from importers.columns import Column
from layers.changes.aggregate import Snapshot
from layers.staff.models import Role, User


class After(Protocol):
    """From the staged values of a row, and what is public of it already, to what it shall be."""

    def __call__(
        self, values: dict[str, str | None], before: Snapshot | None, *, origin: str
    ) -> Snapshot: ...


@dataclass(frozen=True)
class Dataset:
    """``noun`` is one of layers.changes with ``name``, ``category``, ``region`` and a point ``location``. ``columns`` of
    one person, or of the system's own (None). Two columns are called lng and lat, one key."""

    name: str
    title: str
    noun: str
    role: Role
    columns: Callable[[User | None], tuple[Column, ...]]
    after: After
    hint: str = ""


DATASETS: dict[str, Dataset] = {}


def register(dataset: Dataset) -> Dataset:
    DATASETS[dataset.name] = dataset
    return dataset


def dataset_of(name: str) -> Dataset:
    """Raises BadInput for a name that is none."""
    try:
        return DATASETS[name]
    except KeyError:
        raise BadInput("dataset", "没有这个数据集") from None
