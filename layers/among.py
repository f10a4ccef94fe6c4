"""``filter(key__among=keys)``: one array however many keys, where ``__in`` writes, sends and parses each as a value.

Of thousands give a set: Django looks at each item of a list for an expression in it.
"""

from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class Among(Lookup[Any]):
    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        prepared = self.lhs.output_field.get_prep_value
        return [prepared(value) for value in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, before = self.process_lhs(compiler, connection)
        right, after = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*before, *after)
