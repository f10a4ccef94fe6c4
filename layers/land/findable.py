"""How search finds a land acquisition: by its name and by the number of its approval."""

from layers.land.models import Case
from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable, Kind, register


def findable(case: Case) -> Findable:
    approval = case.approval.doc_no if case.approval else ""
    villages = [link.village.name for link in case.case_villages.all()]
    return Findable(
        key=case.public_id,
        names=[case.name, *filter(None, [approval])],
        url=case.get_absolute_url(),
        region_path=case.county.path,
        region_name=case.county.full_name,
        note="、".join(villages[:3]) + (f"等 {len(villages)} 村" if len(villages) > 3 else ""),
        # Nobody types the name of a batch in pinyin.
        readings=[],
        opened=opened(case, Genre.CASE, case.organisation, theme_of("case"), case.began_on),
    )


register(
    Kind(
        name="case",
        title="征地案件",
        queryset=lambda: (
            Case.objects.published()
            .select_related("approval", "organisation", "county__manage_parent")
            .prefetch_related("case_villages__village")
        ),
        findable=findable,
        order=3,
    )
)
