"""服务片区: with the villages that its notice names. The county's."""

from geo.errors import BadInput
from layers.catchments.models import Catchment, CatchmentVillage
from layers.changes.aggregate import Child, Layers, Noun, Snapshot, register
from layers.changes.found import taken_back
from layers.regions.models import Level, Region

LAYER = "catchments"


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return snapshot["county"], None


def check(key: str, snapshot: Snapshot) -> None:
    county = Region.objects.filter(code=snapshot["county"]).only("level").first()
    if county is not None and county.level != Level.COUNTY:
        raise BadInput("county", "应写县、市、区或开发区")
    if not snapshot["area"] and not snapshot["catchment_villages"]:
        raise BadInput("catchment_villages", "要写涉及村，或有范围图形")


def layers(keys: list[str]) -> Layers:
    counties = Catchment.objects.filter(public_id__in=keys).values_list("county__code", flat=True)
    return {LAYER: set(counties)}


register(
    Noun(
        name="catchment",
        title="服务片区",
        model=Catchment,
        fields=("service", "name", "county", "place", "year", "extent", "source", "note", "area"),
        children=(
            Child(model=CatchmentVillage, name="catchment_villages", label="涉及村", parent="catchment",
                  fields=("village",), identity=("village",)),
        ),
        place=place,
        check=check,
        withdraw=taken_back(Catchment, "片区"),
        layers=layers,
        order=6,
    )
)  # fmt: skip
