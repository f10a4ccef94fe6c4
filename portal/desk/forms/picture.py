"""A picture of a record: handed in through the one door of files, with its caption as its words."""

from typing import Any

from django import forms

from geo.errors import BadInput
from layers.changes.values import Json
from layers.documents.media import publish_media
from layers.documents.models import MediaFile
from portal.desk.forms.fields import Found, Several


class PictureInput(Several):
    """Reads the file together with the caption of its row."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        words = data.get(f"{name.rpartition('-')[0]}-caption", "")
        return super().value_from_datadict(data, files, name) | {"words": words}


class Picture(Found):
    """The public id of a MediaFile, and an input for a new one. The gates decide what may be public at all."""

    kind = "picture"

    def input(self) -> forms.Widget:
        self.candidates = []
        return PictureInput(("text",))

    def shown(self, json: Json) -> dict[str, str]:
        return {"text": json or ""}

    def parsed(self, typed: dict[str, Any]) -> Json:
        if typed["file"]:
            return self.stored(typed["file"], typed["words"])
        return self.allowed(typed["text"]) if typed["text"] else None

    def stored(self, file: Any, words: str) -> Json:
        """Kept at once, so that another error on the page does not lose it."""
        kind = MediaFile.Kind.ANIMATION if file.name.lower().endswith(".mp4") else MediaFile.Kind.PHOTO
        if not words.strip():
            raise self.refused("请先写说明，再选图片")
        try:
            made = publish_media(kind, file, file_name=file.name, title=words.strip()[:120], transcript=words)
        except BadInput as problem:
            raise BadInput(self.value.name, problem.message) from None
        return made.public_id
