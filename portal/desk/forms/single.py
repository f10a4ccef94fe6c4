"""A child of at most one row as one field of the form of its parent."""

from types import SimpleNamespace
from typing import Any

from layers.changes.aggregate import Child
from layers.changes.values import Json


class SingleChild:
    """Asked by a field as a column would be."""

    def __init__(self, child: Child) -> None:
        self.child, self.name, self.label = child, child.name, child.label
        self.field = SimpleNamespace(help_text="", null=True, blank=True, max_length=None)
        self.is_text, self.choices = False, None

    def canonical(self, value: Any) -> Json:
        return self.child.canonical_rows(value)

    def complete(self, value: Json) -> None:
        if value is not None:
            self.child.complete(value)

    def default(self) -> Json:
        return None
