"""The organisation that somebody wrote down: its name, its 统一社会信用代码 or its public id."""

import re

from django.db.models import Q, QuerySet

from geo.errors import BadInput
from layers.organisations.models import Organisation

PUBLIC_ID = re.compile(r"(?<![0-9A-Z])[0-9A-HJKMNP-TV-Z]{9}(?![0-9A-Z])")
FEW = 5


def organisation_named(
    text: str, among: QuerySet[Organisation], parameter: str = "organisation"
) -> Organisation:
    """The one organisation of ``among`` that is meant; a public id decides, as in 县教育局 8XK2M4P7Q.

    Raises BadInput for none, and for several, which it names with their ids.
    """
    wanted = text.strip()
    public_id = PUBLIC_ID.search(wanted)
    meant = Q(name=wanted) | (Q(uscc=wanted) & ~Q(uscc=""))
    found = list(among.select_related("region").defer("region__area", "region__public_area").filter(
        meant | Q(public_id=public_id.group()) if public_id else meant
    )[: FEW + 1])  # fmt: skip
    if not found:
        raise BadInput(parameter, "在您管理的范围内没有这个单位，请写全称")
    if len(found) > 1:
        several = "、".join(option(one) for one in found[:FEW])
        raise BadInput(parameter, f"有几个同名的单位，请带上编号：{several}")
    return found[0]


def option(organisation: Organisation) -> str:
    """What a list offers and ``organisation_named`` understands."""
    return f"{organisation.name} {organisation.public_id}"
