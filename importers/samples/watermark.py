"""What every page bears: 示例数据 across it, the line at its foot, its number.

Drawn as outlines of the glyphs, so that none of it is among the words of the page; one drawing in the file that
all its pages share. As a background image and margin boxes of the style sheet it took half of the time of a file.
"""

import io
import math

import pydyf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

WORDS = "示例数据"
# A4 in points; the middles of the words from the lower edge, their letters' size, light grey.
WIDTH, HEIGHT = 595.28, 841.89
PLACES = (0.2, 0.5, 0.8)
SIZE = 88.0
ANGLE = math.radians(30)
# Lighter than this the 32 colours of a page image make it white.
GREY = 0.918
FOOT_WORDS = "示例数据，不具法律效力"
# The foot: its base line, the edges of the text, points.
FOOT, LEFT, RIGHT = 54.0, 73.6, 521.6
DARK_RED = "0.54 0.11 0.08"


class PathPen(BasePen):  # type: ignore[misc]
    """Glyph outlines as PDF path operators, moved by ``dx`` font units."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []
        self.dx = 0.0

    def _point(self, point: tuple[float, float]) -> str:
        return f"{point[0] + self.dx:.0f} {point[1]:.0f}"

    def _moveTo(self, point: tuple[float, float]) -> None:
        self.operators.append(f"{self._point(point)} m")

    def _lineTo(self, point: tuple[float, float]) -> None:
        self.operators.append(f"{self._point(point)} l")

    def _curveToOne(self, *points: tuple[float, float]) -> None:
        self.operators.append(" ".join(map(self._point, points)) + " c")

    def _closePath(self) -> None:
        self.operators.append("h")


class Glyphs:
    """The outlines of one font."""

    def __init__(self, font: bytes) -> None:
        opened = TTFont(io.BytesIO(font), lazy=True)
        self._glyphs, self._names = opened.getGlyphSet(), opened.getBestCmap()
        self.units: float = opened["head"].unitsPerEm

    def outline(self, words: str, spacing: float = 0.0) -> tuple[str, float]:
        """Path operators of ``words`` from 0 on, and how far they reach, both in font units; spacing in ems."""
        pen = PathPen(self._glyphs)
        for letter in words:
            glyph = self._glyphs[self._names[ord(letter)]]
            glyph.draw(pen)
            pen.dx += glyph.width + self.units * spacing
        return "\n".join(pen.operators), pen.dx - self.units * spacing


def watermark(glyphs: Glyphs) -> str:
    """The content stream of the watermark, in the points of an A4 page."""
    path, across = glyphs.outline(WORDS, spacing=0.2)
    scale, cos, sin = SIZE / glyphs.units, math.cos(ANGLE), math.sin(ANGLE)
    matrix = f"{scale * cos:.5f} {scale * sin:.5f} {-scale * sin:.5f} {scale * cos:.5f}"
    half_across, half_high = across / 2 * scale, glyphs.units * 0.38 * scale
    marks = []
    for part in PLACES:
        x = WIDTH / 2 - half_across * cos + half_high * sin
        y = HEIGHT * part - half_across * sin - half_high * cos
        marks.append(f"q {matrix} {x:.2f} {y:.2f} cm\n{path}\nf Q")
    return f"q {GREY} g\n" + "\n".join(marks) + "\nQ\n"


def line(glyphs: Glyphs, words: str, x: float, size: float, colour: str, *, ends: bool = False) -> str:
    """One line at the foot, from x on, or up to x when it ``ends`` there; points."""
    path, across = glyphs.outline(words)
    scale = size / glyphs.units
    start = x - across * scale if ends else x
    return f"q {colour} rg {scale:.5f} 0 0 {scale:.5f} {start:.2f} {FOOT:.2f} cm\n{path}\nf Q\n"


class Furniture:
    """A finisher for weasyprint's write_pdf."""

    def __init__(self, serif: bytes, sans: bytes) -> None:
        self._serif = Glyphs(serif)
        bold = Glyphs(sans)
        foot = line(bold, FOOT_WORDS, LEFT, 9.0, DARK_RED)
        self._shared = (watermark(bold) + foot).encode()

    def __call__(self, document: object, pdf: pydyf.PDF) -> None:
        shared = pydyf.Stream([self._shared], compress=True)
        pdf.add_object(shared)
        for number, page in enumerate(pages_of(pdf), start=1):
            own = pydyf.Stream([line(self._serif, f"— {number} —", RIGHT, 13.0, "0 0 0", ends=True).encode()])
            pdf.add_object(own)
            page["Contents"] = pydyf.Array([shared.reference, own.reference, page["Contents"]])


def pages_of(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    """In their order."""
    return [
        found for found in pdf.objects if isinstance(found, pydyf.Dictionary) and found.get("Type") == "/Page"
    ]
