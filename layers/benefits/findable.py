"""How search finds a benefit: by its name and by what people call it."""

from layers.benefits.models import Benefit
from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable, Kind, register

# The areas of a county weigh megabytes; names do not need them.
PARENTS = [f"region{'__manage_parent' * up}" for up in range(3)]


def findable(benefit: Benefit) -> Findable:
    return Findable(
        key=benefit.public_id,
        names=[benefit.name, *filter(None, benefit.aliases.split("、"))],
        url=benefit.get_absolute_url(),
        region_path=benefit.region.path,
        region_name=benefit.region.full_name,
        note=f"{benefit.get_served_display()} · {benefit.amount}",
        opened=opened(benefit, Genre.BENEFIT, benefit.organisation, theme_of("benefit")),
    )


register(
    Kind(
        name="benefit",
        title="惠企惠民政策",
        queryset=lambda: (
            Benefit.objects.published()
            .select_related("organisation", "region__manage_parent__manage_parent")
            .defer(*(f"{parent}__{area}" for parent in PARENTS for area in ("area", "public_area")))
        ),
        findable=findable,
        order=5,
    )
)
