"""The HTML of a sample file: its letters one after the other, each from the template of its kind."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.template import Context, Engine
from django.utils.html import escape

from importers.samples.letters import Letter
from importers.samples.matter import Matter
from importers.samples.printing import PRODUCER


@dataclass
class Stationery:
    """The templates of a folder."""

    folder: Path

    @cached_property
    def _engine(self) -> Engine:
        loaders = [
            ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
        ]
        return Engine(dirs=[str(self.folder)], loaders=loaders)

    def page(self, title: str, dated: dt.date, parts: Sequence[tuple[Matter, Letter]]) -> str:
        """A whole document; the section of part n has the id part-n, from 1."""
        sections = "".join(
            f'<section class="letter" id="part-{number}">{self._letter(matter, letter)}</section>'
            for number, (matter, letter) in enumerate(parts, start=1)
        )
        return (
            f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f'<meta name="generator" content="{PRODUCER}">'
            f'<meta name="author" content="{escape(parts[0][1].issuer)}">'
            f'<meta name="dcterms.created" content="{dated}"><meta name="dcterms.modified" content="{dated}">'
            f"</head><body>{sections}</body></html>"
        )

    def _letter(self, matter: Matter, letter: Letter) -> str:
        template = self._engine.get_template(f"{letter.form.template}.html")
        return template.render(Context({"m": matter, "letter": letter}))
