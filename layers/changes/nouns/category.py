"""网点类目 and their groups, the chips of the map. They are the whole city's; a merger moves the places first."""

from django.db.models import ProtectedError

from geo.errors import BadInput
from layers.changes.aggregate import Layers, Noun, register
from layers.places.models import Category, CategoryGroup, Place
from layers.places.publish import LAYER
from layers.regions.models import Region
from layers.search import index
from layers.search.registry import KINDS


def layers(keys: list[str]) -> Layers:
    """Feeds and tiles of every county carry category and group."""
    return {LAYER: set(Region.objects.counties().values_list("code", flat=True))}


def show_places(keys: list[str], is_preview: bool) -> None:
    """Search shows the name of the category beside each place. A preview shows one page, not the search."""
    if not is_preview:
        index.update("place", KINDS["place"].queryset().filter(category__in=keys).iterator(chunk_size=2_000))


def remove(withdrawals: list[tuple[str, str, str]]) -> None:
    """Nothing is orphaned: the places of a category are moved first. Its withdrawn ones follow it to its successor."""
    for code, _, successor in withdrawals:
        if successor:
            gone = Place.objects.filter(category=code, withdrawn_at__isnull=False)
            gone.update(category=Category.objects.filter(code=successor).first() or code)
        if held := Place.objects.filter(category=code).count():
            raise BadInput("category", f"类目下还有 {held} 个网点（含已撤回的），请并入别的类目")
        Category.objects.filter(code=code).delete()


def remove_groups(withdrawals: list[tuple[str, str, str]]) -> None:
    try:
        CategoryGroup.objects.filter(code__in=[code for code, *_ in withdrawals]).delete()
    except ProtectedError:
        raise BadInput("group", "类目组下还有类目，请先移走") from None


register(
    Noun(
        name="category",
        title="类目",
        model=Category,
        key="code",
        fields=("name", "group", "icon", "sort_key", "wanted"),
        publish=show_places,
        withdraw=remove,
        layers=layers,
        is_lasting=False,
        order=3,
    )
)
register(
    Noun(
        name="category_group",
        title="类目组",
        model=CategoryGroup,
        key="code",
        fields=("name", "icon", "hue", "sort_key"),
        withdraw=remove_groups,
        layers=layers,
        is_lasting=False,
        order=2,
    )
)
