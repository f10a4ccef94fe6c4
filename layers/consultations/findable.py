"""How search finds an answered question: by every word of question and answer."""

from layers.consultations.selected import KIND, SelectedAnswer
from layers.organisations.located import with_organisation
from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable, Kind, register


def findable(found: SelectedAnswer) -> Findable:
    return Findable(
        key=found.public_id,
        names=[found.question],
        url=found.get_absolute_url(),
        region_path=found.organisation.region.path,
        region_name=found.organisation.region.full_name,
        note=f"咨询答复 · {found.organisation.name}",
        readings=[],
        body=found.answer,
        opened=opened(found, Genre.QUESTION, found.organisation, theme_of(KIND), found.answered_on),
    )


register(
    Kind(
        name=KIND,
        title="咨询答复",
        queryset=lambda: with_organisation(SelectedAnswer.objects.published()),
        findable=findable,
        order=6,
    )
)
