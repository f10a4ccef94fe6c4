"""Words that somebody wrote to become public as they are: the same detectors as for files, and nobody may let them pass."""

from collections.abc import Iterable, Mapping
from typing import Any

from geo.errors import BadInput
from layers.screening.detectors import detect
from layers.screening.models import Finding


def refuse_personal(snapshot: Mapping[str, Any], names: Iterable[str]) -> None:
    """个人信息保护法 25. Raises BadInput for the first of the named fields that seems to tell of a person."""
    for name in names:
        if found := detect(snapshot[name] or ""):
            kinds = "、".join(sorted({str(Finding.Kind(hit.kind).label) for hit in found}))
            raise BadInput(name, f"里面疑似有{kinds}（{found[0].excerpt}），公开版不能有，请删去")
