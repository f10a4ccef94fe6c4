"""Text that has broken other sites, put into every column that staff may write, as if a review had let it pass."""

from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from geo.errors import BadInput
from layers.changes.aggregate import Noun, Part
from layers.changes.reading import snapshot
from layers.changes.values import Relation
from layers.public_ids import PublicIdField
from layers.rich_text import RichTextField, clean

CORPUS = (
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    "</textarea></title></script><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "' onmouseover='alert(1)",
    "{{7*7}}{% include 'x' %}${7*7}",
    "<!--<b>]]>&lt;&amp;#39;",
    '=HYPERLINK("http://x.example","1")',
    "' OR 1=1; --",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "<a href=data:text/html,<script>alert(1)</script>>",
    "𠮷野家👩‍👩‍👧‍👦ﷺ½",
)


def naughty(turn: int, longest: int | None) -> str:
    """As much of the corpus as fits, each column beginning with another of its lines."""
    turn %= len(CORPUS)
    return " ".join(CORPUS[turn:] + CORPUS[:turn])[: longest or 2_000].strip()


def poison(noun: Noun, row: models.Model) -> list[str]:
    """Writes it into the row and into all that belongs to it, wherever the noun takes it; the columns, as table.column."""
    key = str(getattr(row, noun.key))

    def accept() -> None:
        """Raises BadInput for what staff could not have written."""
        content = snapshot(noun, key)
        assert content is not None
        noun.check(key, noun.fill(key, noun.canonical(content)))

    return list(_poisoned(noun, noun.model._base_manager.filter(pk=row.pk), accept))


def _poisoned(part: Part, rows: QuerySet[models.Model], accept: Callable[[], None]) -> Iterator[str]:
    for turn, value in enumerate(part.values):
        field = None if isinstance(value, Relation) else value.field
        if not isinstance(field, models.CharField | models.TextField) or isinstance(field, PublicIdField):
            continue
        if field.choices or field.unique or isinstance(field, models.SlugField):
            continue
        text = naughty(turn, field.max_length)
        if isinstance(field, RichTextField):
            text = clean(text)
        try:
            field.run_validators(text)
            with transaction.atomic():
                written = rows.update(**{value.name: text})
                accept()
        except (ValidationError, IntegrityError, BadInput):  # what nobody can store needs no escaping
            continue
        if written:
            yield f"{part.model._meta.db_table}.{value.name}"
    for child in part.children:
        owners = rows.values("pk")
        yield from _poisoned(
            child, child.model._base_manager.filter(**{f"{child.parent}__in": owners}), accept
        )
