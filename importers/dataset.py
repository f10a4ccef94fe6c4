"""What can be imported: ONE file in ``datasets/`` says the columns and what a row becomes.

Four sorts: rows that are points (``Placed``: very many, one row one place, found by where they lie), lists
(``Listed``: some thousands of rows with keys of their own, with areas or without, several rows perhaps one record),
files with an index of them (``Bundled``: a zip whose files go into drafts), and what is kept as it is (``Whole``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from geo.errors import BadInput
from importers.columns import Column
from layers.changes.aggregate import Snapshot
from layers.staff.models import Role, User

if TYPE_CHECKING:
    from importers.listing import Listing


class After(Protocol):
    """From the staged values of a row, and what is public of it already, to what it shall be."""

    def __call__(
        self, values: dict[str, str | None], before: Snapshot | None, *, origin: str
    ) -> Snapshot: ...


@dataclass(frozen=True)
class Dataset:
    """``noun`` is one of layers.changes. ``columns`` of one person, or of the system's own (None)."""

    name: str
    title: str
    noun: str
    role: Role
    columns: Callable[[User | None], tuple[Column, ...]]
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Placed(Dataset):
    """Its noun has ``name``, ``category``, ``region`` and a point ``location``. Two columns are called lng and lat, one
    key."""

    after: After


@dataclass(frozen=True, kw_only=True)
class Listed(Dataset):
    """``propose`` gets all rows that can be read and puts what they make of the records. ``has_areas``: the file may
    bring areas, which come in EPSG:4490. ``has_surveys``: they are surveys, kept to the last digit, and taken as a
    sketch (仅示意) where their datum has no accurate parameters."""

    propose: "Callable[[Listing], None]"
    has_areas: bool = False
    has_surveys: bool = False


@dataclass(frozen=True, kw_only=True)
class Bundled(Dataset):
    """``columns`` are those of its index: the one sheet in the zip, or one that is handed in beside it. See
    importers.bundle."""


@dataclass(frozen=True, kw_only=True)
class Whole(Dataset):
    """A file that becomes ONE record with tables of its own and no columns to be told. The city's, handed in at a page of
    its own."""


Kind = TypeVar("Kind", bound=Dataset)
DATASETS: dict[str, Dataset] = {}


def register(dataset: Kind) -> Kind:
    DATASETS[dataset.name] = dataset
    return dataset


def dataset_of(name: str) -> Dataset:
    """Raises BadInput for a name that is none."""
    try:
        return DATASETS[name]
    except KeyError:
        raise BadInput("dataset", "没有这个数据集") from None
