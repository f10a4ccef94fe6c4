"""The form of a snapshot: a Django form for each row of it, as deep as the noun goes.

``NounForm(noun, editor, base)`` shows a snapshot, ``NounForm(…, data, files)`` reads it back: ``read()`` gives the new
snapshot and fills ``errors``. What the form does not show comes from ``base``, the draft as it is.

Rows of a child stand in the order of their hidden inputs: each ``<input name="phones" value="3">`` opens the row whose
fields are called ``phones-3-label``. So a script that moves, adds or drops a fieldset needs to renumber nothing.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Part, Snapshot
from layers.changes.values import Relation
from layers.public_ids import PublicIdField
from portal.desk.forms.fields import Editor, Hidden, ValueField, field_class
from portal.desk.forms.layout import Group, Layout
from portal.desk.forms.offers import OFFERS
from portal.desk.forms.single import SingleChild

ROW_ID = re.compile(r"[a-z0-9]{1,12}", re.ASCII)
MOST_ROWS = 2_000
HIGHEST_SORT_KEY = 32_767


@dataclass(frozen=True)
class Problem:
    """``anchor`` is the id of the input at fault; ``message`` a Chinese sentence."""

    anchor: str
    message: str


class PartForm:
    """One row with what belongs to it. ``prefix`` is "" for the record itself, "phones-3" for a row."""

    demanded: Collection[str] = ()

    def __init__(
        self, part: Part, layout: Layout, editor: Editor, base: Snapshot, *, prefix: str = "", data: Any = None,
        files: Any = None,
    ) -> None:  # fmt: skip
        self.part, self.layout, self.editor, self.base, self.prefix = part, layout, editor, base, prefix
        self.data = data
        self.form = forms.Form(
            data, files, prefix=prefix or None, auto_id="id_%s", use_required_attribute=False
        )
        names = layout.names()
        for value in part.values:
            if value.name in names:
                self.form.fields[value.name] = self._field(value)
        for child in part.children:
            if child.name in layout.fields:
                self.form.fields[child.name] = self._field(SingleChild(child))
        self.rows = {
            child.name: RowsForm(child, layout.rows[child.name], self, data, files)
            for child in part.children
            if child.name in names and child.name not in layout.fields
        }

    def _field(self, value: Any) -> ValueField:
        name, layout = value.name, self.layout
        made = layout.fields.get(name) or (Hidden if name in layout.hidden else field_class(value))
        if name == "sort_key" and name in layout.hidden:
            made = SortKey
        field = made(
            value, self.editor, self.base.get(name), label=layout.labels.get(name, value.label),
            help_text=layout.help.get(name, value.field.help_text), today=layout.today.get(name, ""),
        )  # fmt: skip
        # A new row gets its public id when it is first read, not in the template that every new row is copied from.
        is_given_later = isinstance(value.field, PublicIdField)
        given = self.base[name] if name in self.base else "" if is_given_later else value.default()
        field.initial = field.shown(given)
        return field

    def read(self) -> Snapshot:
        """What was typed, on top of the base; ``problems`` has what could not be read, and there the base stays."""
        found = dict(self.base)
        for name in self.form.fields:
            if name not in self.form.errors:
                found[name] = self.form.cleaned_data[name]
        for name, rows in self.rows.items():
            found[name] = rows.read()
        return found

    def problems(self) -> Iterator[Problem]:
        """All of them, in the order of the page."""
        for name in self.layout.names():
            if name in self.rows:
                yield from self.rows[name].problems()
            elif name in self.form.fields:
                for message in self.form.errors.get(name, ()):
                    yield Problem(self.form[name].id_for_label or self.form[name].auto_id, str(message))

    def leave_unchecked(self) -> None:
        """What was typed is shown again and not judged yet."""
        self.form._errors = ErrorDict()  # type: ignore[attr-defined]
        for rows in self.rows.values():
            for form in rows.forms:
                form.leave_unchecked()

    def refuse_incomplete(self, snapshot: Snapshot) -> None:
        """Adds what may not be published so, next to its field."""
        for value in self.part.values:
            if value.name in self.form.fields and value.name not in self.form.errors:
                try:
                    value.complete(snapshot[value.name])
                except BadInput as problem:
                    self.form.add_error(value.name, problem.message)
        for name, rows in self.rows.items():
            rows.refuse_incomplete(snapshot[name])

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """For the template: each group with its fields and its rows in order."""
        return [self._shown(group) for group in self.layout.groups]

    def _shown(self, group: Group) -> dict[str, Any]:
        items = []
        for name in group.names:
            shown = {"rows": self.rows[name]} if name in self.rows else {"field": self.form[name]}
            items.append({**shown, "is_demanded": name in self.demanded})
        return {
            "title": group.title, "help": group.help, "has_map": group.has_map, "items": items,
            "template": group.template,
        }  # fmt: skip

    @property
    def hidden(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.layout.hidden]


class SortKey(Hidden):
    """Given by the order of the rows; what a row had stays while the order is the same."""

    def clean(self, typed: Any) -> Any:
        return int(typed) if re.fullmatch(r"\d{1,5}", typed or "", re.ASCII) else None


class RowsForm:
    """All rows of one child."""

    def __init__(self, child: Child, layout: Layout, parent: PartForm, data: Any, files: Any) -> None:
        self.child, self.layout, self.parent, self.files = child, layout, parent, files
        self.editor, self.data = parent.editor, data
        self.name = f"{parent.prefix}-{child.name}" if parent.prefix else child.name
        self.refusals: list[str] = []
        self.known = known = child.rows(parent.base) if parent.base.get(child.name) is not None else []
        if data is None:
            self.ids = [str(number) for number in range(len(known))]
            self.forms = [self._row(row_id, base) for row_id, base in zip(self.ids, known, strict=True)]
        else:
            self.ids = row_ids(data, self.name)
            self.forms = [self._row(row_id, self._base_of(row_id, known)) for row_id in self.ids]

    def _row(self, row_id: str, base: Snapshot, data: Any = ...) -> PartForm:
        return PartForm(
            self.child, self.layout, self.editor, base, prefix=f"{self.name}-{row_id}",
            data=self.data if data is ... else data, files=self.files,
        )  # fmt: skip

    def _base_of(self, row_id: str, known: list[Snapshot]) -> Snapshot:
        """The row of the draft with the same identity: what is not in the form comes from there."""
        if self.child.is_single:
            return known[0] if known else {}
        if not self.child.identity:
            return {}
        for row in known:
            if all(self._posted(row_id, name) == str(row[name]) for name in self.child.identity):
                return row
        return {}

    def _posted(self, row_id: str, name: str) -> str:
        field = f"{self.name}-{row_id}-{name}"
        return str(self.data.get(f"{field}_key") or self.data.get(field, ""))

    def read(self) -> Any:
        rows = [form.read() for form in self.forms]
        if self.child.is_single:
            return rows[0] if rows else None
        if "sort_key" in self.child.fields:
            self._put_in_order(rows)
        return rows

    def _put_in_order(self, rows: list[Snapshot]) -> None:
        """Keeps the sort keys where they say what the screen says, else counts from one."""
        last = 0
        for row in rows:
            if row.get("sort_key") is None:
                row["sort_key"] = last + 1
            last = max(last, row["sort_key"])
        keys = [row["sort_key"] for row in rows]
        is_told = keys == sorted(keys) and last <= HIGHEST_SORT_KEY
        if is_told and len(set(keys)) < len(keys):
            is_told = rows == self.known
        if not is_told:
            for number, row in enumerate(rows, start=1):
                row["sort_key"] = number

    def problems(self) -> Iterator[Problem]:
        for message in self.refusals:
            yield Problem(f"rows_{self.name}", message)
        for form in self.forms:
            yield from form.problems()

    def refuse_incomplete(self, snapshot: Any) -> None:
        rows = [snapshot] if self.child.is_single and snapshot is not None else snapshot or []
        for form, row in zip(self.forms, rows, strict=True):
            form.refuse_incomplete(row)

    @property
    def label(self) -> str:
        return self.parent.layout.labels.get(self.child.name, self.child.label)

    @property
    def help(self) -> str:
        return self.parent.layout.help.get(self.child.name, "")

    @property
    def one(self) -> str:
        return self.layout.one or self.child.label

    @property
    def is_full(self) -> bool:
        return self.child.is_single and bool(self.forms)

    @property
    def is_ordered(self) -> bool:
        return "sort_key" in self.child.fields

    @property
    def mark(self) -> str:
        """In the template of a new row this stands for its id; a template within it has a mark of its own."""
        return f"__{self.name.count('-') // 2 + 1}__"

    @cached_property
    def blank(self) -> PartForm:
        """What the script copies when a row is added."""
        return self._row(self.mark, {}, data=None)

    @property
    def numbered(self) -> list[tuple[str, PartForm]]:
        return list(zip(self.ids, self.forms, strict=True))


class NounForm(PartForm):
    """The form of a record."""

    def __init__(
        self, noun: Noun, layout: Layout, editor: Editor, base: Snapshot, *, data: Any = None, files: Any = None,
        key: str = "",
    ) -> None:  # fmt: skip
        self.noun, self.key = noun, key
        self.further: list[Problem] = []
        self.demanded = layout.demanded(base)
        editor.key = key
        learn_labels(noun, layout, editor, base)
        layout.learn(editor, base)
        super().__init__(noun, layout, editor, base, data=data, files=files)

    def read_all(self) -> Snapshot:
        """The snapshot, with the rows in their one order. ``errors`` has what could not be read."""
        self.typed = self.read()
        found = dict(self.typed)
        for name, rows in self.rows.items():
            if any(True for _ in rows.problems()):
                continue
            try:
                found[name] = rows.child.canonical_rows(found[name])
            except BadInput as problem:
                rows.refusals.append(problem.message)
        return found

    def refuse_unfit(self, found: Snapshot) -> None:
        """After ``read_all``: adds all that keeps it from being published, each next to its field."""
        self.refuse_incomplete(self.typed)
        if self.errors:
            return
        try:
            self.noun.complete(found)
            self.noun.check(self.key, found)
        except BadInput as problem:
            self.refuse(problem)
        for name in self.layout.demanded(found):
            if found[name] in (None, "", []):
                self.refuse(BadInput(name, f"{self.part.labels()[name]}：这个类目必填"))

    def refuse(self, problem: BadInput) -> None:
        """Puts a refusal from below next to the field that it names."""
        name = problem.parameter or ""
        if name in self.form.fields:
            self.form.add_error(name, problem.message)
        elif name in self.rows:
            self.rows[name].refusals.append(problem.message)
        else:
            self.further.append(Problem("editor", problem.message))

    @property
    def errors(self) -> list[Problem]:
        return [*self.further, *self.problems()]

    def given_ids(self) -> dict[str, str]:
        """Name of a hidden input → the public id that its new row got; the page keeps it for the next time."""
        return {form.form.add_prefix(name): form.form.cleaned_data[name] for form, name in new_ids(self)}

    @property
    def sound_names(self) -> set[str]:
        """Columns and children without a problem: these an autosave may keep."""
        bad = set(self.form.errors) | {
            name for name, rows in self.rows.items() if any(True for _ in rows.problems())
        }
        return {*self.form.fields, *self.rows} - bad


def new_ids(part: PartForm) -> Iterator[tuple[PartForm, str]]:
    for rows in part.rows.values():
        for form in rows.forms:
            for name, field in form.form.fields.items():
                is_new = isinstance(field, Hidden) and isinstance(field.value.field, PublicIdField)
                if is_new and name in form.form.cleaned_data and not form.form[name].data:
                    yield form, name
            yield from new_ids(form)


def learn_labels(part: Part, layout: Layout, editor: Editor, *rows: Snapshot) -> None:
    """The names of all related rows of a snapshot: one query a model."""
    wanted: dict[Any, set[Any]] = {}

    def walk(part: Part, layout: Layout, rows: list[Snapshot]) -> None:
        for value in part.values:
            if isinstance(value, Relation) and value.name in layout.names() and value.target in OFFERS:
                offer = OFFERS[value.target]
                if not offer.is_short:
                    found = {row[value.name] for row in rows if row.get(value.name)}
                    wanted.setdefault(value.target, set()).update(found)
        for child in part.children:
            if child.name in layout.rows:
                below = [
                    found for row in rows if row.get(child.name) is not None for found in child.rows(row)
                ]
                walk(child, layout.rows[child.name], below)

    walk(part, layout, list(rows))
    for target, keys in wanted.items():
        if keys:
            editor.learn(OFFERS[target], sorted(keys))
            editor.kept |= {(target, key) for key in keys}


def row_ids(data: Any, name: str) -> list[str]:
    """Raises BadInput for ids that no page of ours has made, twice the same, or too many rows."""
    ids = data.getlist(name)
    if (
        len(ids) > MOST_ROWS
        or len(set(ids)) < len(ids)
        or not all(ROW_ID.fullmatch(row_id) for row_id in ids)
    ):
        raise BadInput(name, "表单的行不正确，请重新打开这一页")
    return list(ids)


def with_rows_moved(data: QueryDict, do: str) -> tuple[QueryDict, str]:
    """What was typed, with a row added, removed or moved as the button without a script says, and where to go on.

    ``do``: "add phones", "remove phones-0", "up phones-0", "down phones-0"; "part case_documents-0" adds a row for the
    same document; "today verified_on" sets a date to today. Raises BadInput for anything else.
    """
    verb, _, where = do.partition(" ")
    if verb == "today" and where in data:
        dated = data.copy()
        dated[where] = timezone.localdate().isoformat()
        return dated, f"id_{where}"
    name, _, row_id = (where, "", "") if verb == "add" else where.rpartition("-")
    if verb not in ("add", "remove", "up", "down", "part") or not name:
        raise BadInput("do", "没有这个操作")
    changed = data.copy()
    ids = row_ids(data, name)
    if verb != "add" and row_id not in ids:
        raise BadInput("do", "这一行已经不在了")
    if verb in ("add", "part"):
        made = next(made for n in range(len(ids) + 1) if (made := f"n{n}") not in ids)
        ids.insert(ids.index(row_id) + 1 if verb == "part" else len(ids), made)
        for stale in [key for key in changed if key.startswith(f"{name}-{made}-")]:
            del changed[stale]
        if verb == "part":
            for column in ("document", "audience"):
                changed[f"{name}-{made}-{column}"] = data.get(f"{name}-{row_id}-{column}", "")
        row_id = made
    elif verb == "remove":
        ids.remove(row_id)
    else:
        at = ids.index(row_id)
        to = max(0, min(len(ids) - 1, at + (-1 if verb == "up" else 1)))
        ids.insert(to, ids.pop(at))
    changed.setlist(name, ids)
    return changed, f"row_{name}-{row_id}" if verb != "remove" else f"rows_{name}"
