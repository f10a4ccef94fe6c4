"""The file of a document in the form of its record: what is said of it is typed, its bytes are named by the draft alone.

A file with several parts stands in several rows. Title, number and date are typed in one of them and count for all.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from layers.changes.aggregate import Snapshot
from layers.changes.case_files import DOCUMENT, TOLD
from layers.changes.values import Json
from portal.desk.files import file_views
from portal.desk.forms.fields import DATE, Editor, Hidden, Several, ValueField

PARTS = ("title", "doc_no", "issued_on", "issuer")


class FileInput(Several):
    """Reads what is typed in the row that tells of the same document."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        row, _, column = name.rpartition("-")
        rows = row.rpartition("-")[0]
        document = data.get(f"{row}-document", "")
        ids = data.getlist(rows) if hasattr(data, "getlist") else []
        tellers = [
            name,
            *(f"{rows}-{one}-{column}" for one in ids if data.get(f"{rows}-{one}-document") == document),
        ]
        teller = next((one for one in tellers if f"{one}_title" in data), None)
        typed = {part: data.get(f"{teller}_{part}", "") if teller else None for part in PARTS}
        return typed | {"document": document, "is_teller": teller == name}


class DocumentFile(ValueField):
    """The version of a document as its draft tells it. ``about`` is the FileView beside it."""

    kind = "file"
    template = "desk/forms/file.html"

    def input(self) -> forms.Widget:
        return FileInput(PARTS)

    def shown(self, json: Json) -> dict[str, Any]:
        document = json[DOCUMENT] if json else ""
        is_teller = json is None or document not in self.editor.tellers
        self.editor.tellers.add(document)
        parts = {part: (json or {}).get(part) or "" for part in PARTS}
        return parts | {"document": document, "is_teller": is_teller, **self.around(document)}

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data | self.around(data["document"])

    def around(self, document: str) -> dict[str, Any]:
        version = self.editor.versions.get(document)
        return {
            "about": self.editor.files.get((document, version["original__sha256"] if version else "")),
            "file_name": version["file_name"] if version else "",
        }

    def parsed(self, typed: dict[str, Any]) -> Json:
        version = self.editor.versions.get(typed["document"])
        if version is None or typed["title"] is None:
            return version
        given = {part: typed[part].strip() for part in PARTS}
        kept = {part: version[part] or "" for part in PARTS}
        if given == {part: text.strip() for part, text in kept.items()}:
            return version
        return {**version, **given, "issued_on": self.day(given["issued_on"])}

    def day(self, typed: str) -> str | None:
        match = DATE.fullmatch(typed)
        if typed and match is None:
            raise self.refused("成文日期应写成 2026-03-01 这样的日期")
        return "-".join(f"{part:0>2}" for part in match.groups()) if match else None


class OwnDocument(Hidden):
    """Only what the draft names already: a file comes into it by being handed in, never by its number."""

    def clean(self, typed: Any) -> Json:
        if typed not in self.editor.versions:
            raise ValidationError("这份文件不是这里的，请从下面上传")
        return typed


def knows_files(rows: str) -> Callable[[Editor, Snapshot], None]:
    """For ``Layout.learn``: what the rows of files of that name have to know."""

    def learn(editor: Editor, snapshot: Snapshot) -> None:
        editor.files = file_views(snapshot[rows])
        for row in snapshot[rows]:
            editor.versions.setdefault(row["document"], row["version"])

    return learn


class OfStage(ValueField):
    """One of the stages that the draft has; the public finds the document beside it."""

    kind = "choice"

    def input(self) -> forms.Widget:
        return forms.Select(choices=[("", "不属于某一阶段"), *self.editor.stages.items()])

    def shown(self, json: Json) -> str:
        return f"{json['kind__code']} {json['version']}" if json else ""

    def parsed(self, typed: str) -> Json:
        if not typed:
            return None
        if self.base is not None and typed == self.shown(self.base):
            return self.base
        if typed not in self.editor.stages:
            raise self.refused("不在可选的范围内，请先保存阶段")
        code, _, version = typed.partition(" ")
        return {"case__public_id": self.editor.key, "kind__code": code, "version": int(version)}


assert set(PARTS) < set(TOLD)
