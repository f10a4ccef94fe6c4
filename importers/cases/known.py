"""The cases that a file may mean, by our 编号, 项目名称 and 批复文号: public ones, and one's own in a draft."""

from collections import defaultdict
from dataclasses import dataclass

from layers.changes.models import ChangeRow, ChangeSet
from layers.land.document_number import search_form
from layers.land.models import Case
from layers.staff.models import User


@dataclass(frozen=True)
class Known:
    """``draft``: the public id of one's own draft that has it already, "" without."""

    key: str
    name: str
    number: str
    draft: str = ""


class KnownCases:
    def __init__(self, user: User | None) -> None:
        rows = Case.objects.filter(withdrawn_at__isnull=True).values_list(
            "public_id", "name", "approval__doc_no"
        )
        self.by_key = {key: Known(key, name, number or "") for key, name, number in rows}
        mine = ChangeRow.objects.filter(
            noun="case", after__isnull=False, change_set__author=user, change_set__state=ChangeSet.State.DRAFT
        )
        for key, after, draft in mine.order_by("change_set_id").values_list(
            "key", "after", "change_set__public_id"
        ):
            assert after is not None
            number = (after["approval"] or {}).get("doc_no") or ""
            self.by_key[key] = Known(key, after["name"] or "", number, draft)
        self.by_word: dict[str, list[Known]] = defaultdict(list)
        for known in self.by_key.values():
            for word in {known.name, known.number} - {""}:
                self.by_word[word].append(known)

    def of(self, text: str) -> list[Known]:
        """Those that the text names, in whatever brackets: one, none or several."""
        plain = text.strip()
        if plain.upper() in self.by_key:
            return [self.by_key[plain.upper()]]
        return self.by_word.get(plain, []) or self.by_word.get(search_form(plain), [])
