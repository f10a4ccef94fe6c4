"""Organisations by what a list calls them: name, 统一社会信用代码 or public id."""

from importers.entries import Entry
from importers.listing import Listing
from layers.organisations.models import Organisation
from layers.staff.models import Role


class Offices:
    """Withdrawn ones are found only by the id that a record still names. The column is called organisation."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        rows = Organisation.objects.select_related("region").defer("region__area", "region__public_area")
        self.by_id: dict[str, Organisation] = {}
        self.by_word: dict[str, list[Organisation]] = {}
        for office in rows:
            self.by_id[office.public_id] = office
            if office.withdrawn_at is None:
                for word in {office.name, office.uscc, office.public_id} - {""}:
                    self.by_word.setdefault(word, []).append(office)

    def of(self, entry: Entry) -> Organisation | None:
        """Of several of one name the editor's own; None, with the fault beside the row unless the cell is empty."""
        given = entry.values["organisation"]
        if not given:
            return None
        found = self.by_word.get(given) or self.by_word.get(given.split()[-1]) or []
        mine = [one for one in found if self._is_mine(one)] if len(found) > 1 else found
        if len(mine) != 1:
            why = "有几个同名的单位" if found else "没有这个单位"
            self.listing.fault(
                entry, "organisation", why, "写单位全称，或它的 9 位编号", "unknown_organisation"
            )
            return None
        return mine[0]

    def _is_mine(self, office: Organisation) -> bool:
        listing = self.listing
        return listing.user is None or listing.scope.covers(Role.EDITOR, office.region.path, office.pk)
