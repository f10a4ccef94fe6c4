"""How search finds the answers that are for everybody, and the offices that take applications."""

from layers.foi.models import Office, PublicAnswer
from layers.organisations.located import with_organisation
from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable, Kind, register


def answer(found: PublicAnswer) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.question],
        url=found.get_absolute_url(),
        region_path=found.organisation.region.path,
        region_name=found.organisation.region.full_name,
        note=f"依申请公开答复 · {found.organisation.name}",
        body=found.answer,
        opened=opened(found, Genre.FOI_ANSWER, found.organisation, theme_of("foi_answer"), found.answered_on),
    )


def office(found: Office) -> Findable:
    return Findable(
        key=found.public_id,
        names=[f"{found.organisation.name}{found.name}"],
        url=found.get_absolute_url(),
        region_path=found.organisation.region.path,
        region_name=found.organisation.region.full_name,
        note="政府信息公开工作机构",
        opened=opened(found, Genre.FOI_OFFICE, found.organisation, theme_of("foi_office")),
    )


register(
    Kind(
        name="foi_answer",
        title="依申请公开答复",
        queryset=lambda: with_organisation(PublicAnswer.objects.published()),
        findable=answer,
        order=11,
    )
)
register(
    Kind(
        name="foi_office",
        title="公开工作机构",
        queryset=lambda: with_organisation(Office.objects.published()),
        findable=office,
        order=12,
    )
)
