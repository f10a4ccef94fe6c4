"""单位: for scope it is its own once it is there, its parent's before."""

from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import Noun, Snapshot, register
from layers.changes.found import taken_back
from layers.organisations.models import Organisation
from layers.search import index
from layers.search.registry import KINDS


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return snapshot["region"], key if is_there else snapshot["parent"]


def show_what_is_theirs(keys: list[str], is_preview: bool) -> None:
    """Search shows beside these whose they are."""
    ended = Organisation.objects.filter(public_id__in=keys, region__valid_to__lte=timezone.localdate())
    if (late := ended.select_related("region").first()) is not None:
        raise BadInput("region", f"{late}：{late.region}已于 {late.region.valid_to} 撤销，请改为现在的区划")
    for kind in (
        "item",
        "account",
        "website",
        "policy",
        "local_module",
        "video",
        "foi_answer",
        "foi_office",
        "question",
    ):
        index.update(kind, KINDS[kind].queryset().filter(organisation__public_id__in=keys))


def _refuse_a_parent(public_id: str) -> None:
    if Organisation.objects.filter(parent__public_id=public_id, withdrawn_at__isnull=True).exists():
        raise BadInput("parent", "还有下级单位，请先移走")


def check(key: str, snapshot: Snapshot) -> None:
    if snapshot["parent"] == key:
        raise BadInput("parent", "单位不能是它自己的下级")


register(
    Noun(
        name="organisation",
        title="单位",
        model=Organisation,
        fields=("name", "short_name", "uscc", "region", "parent", "phone", "hours", "address"),
        place=place,
        publish=show_what_is_theirs,
        withdraw=taken_back(Organisation, "单位", refuse=_refuse_a_parent),
        check=check,
        order=1,
    )
)
