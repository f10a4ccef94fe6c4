"""A column that is stored as ciphertext under the key of its own row."""

from typing import Any

from django.db import models

from layers.personal import cipher


class PersonalText(models.BinaryField[Any, Any]):
    """Text of a ``PersonalRecord``, or of a row that lends the key of one (layers.foi.events). Assign a str and save():
    from then on the attribute is ciphertext (bytes).

    Nothing prints, lists or exports the text by accident: it is read by ``masked`` and ``unmask`` alone
    (reading.py). ``shown`` letters at the beginning and at the end stay in the masked form. ``searchable`` keeps a
    keyed hash for exact look-up. QuerySet.update and filters with a text raise TypeError: they have no key.
    """

    def __init__(
        self, *args: Any, searchable: bool = False, shown: tuple[int, int] = (1, 0), **options: Any
    ) -> None:
        self.searchable = searchable
        self.shown = shown
        # No form shows it by itself; one of these columns asks with a field of its own.
        options["editable"] = False
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        options.pop("editable", None)
        # To a migration it is bytes.
        return name, "django.db.models.BinaryField", args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        from layers.personal import search
        from layers.personal.keys import key_for_writing

        value = getattr(model_instance, self.attname)
        if not isinstance(value, str):
            return value
        key = key_for_writing(model_instance)
        sealed = cipher.encrypt(key, value.encode(), self.belongs_to(model_instance)) if value else b""
        setattr(model_instance, self.attname, sealed)
        if self.searchable:
            search.remember(model_instance, self, value)
        return sealed

    def belongs_to(self, row: Any) -> bytes:
        """Table, column and key: a ciphertext moved to another of them does not open."""
        return f"{self.model._meta.db_table}.{self.column} {row.personal_key_id}".encode()

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            raise TypeError(f"{self.name} is encrypted under its row's own key: assign it and save() the row")
        return super().get_prep_value(value)
