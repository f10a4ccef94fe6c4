"""A theme colour: legible, and the two tones that a page takes from it. Colours are "#rrggbb"."""

import re

from django.core.exceptions import ValidationError

HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)
# WCAG 2.1, 1.4.3: running text.
LEAST_CONTRAST = 4.5
WHITE, BLACK = "#ffffff", "#000000"
# The ground of every page (tokens.css).
GROUND = "#f4f6f8"


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.1, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str) -> float:
    """Of links and buttons in that colour: on paper, on the ground, on the wash of the colour itself."""
    return min(contrast(colour, ground) for ground in (WHITE, GROUND, wash(colour)))


def wash(colour: str) -> str:
    """What lies under a chosen row."""
    return _mixed(colour, WHITE, 0.92)


def deep(colour: str) -> str:
    """What a button turns to under the finger."""
    return _mixed(colour, BLACK, 0.28)


def readable_colour(text: str) -> None:
    """A validator of a model's column. Raises ValidationError with the reason in Chinese."""
    if not HEX.fullmatch(text):
        raise ValidationError("主题色应写作 #0b57a4 的样子：井号和 6 位小写的数字、字母")
    if (found := least_contrast(text)) < LEAST_CONTRAST:
        raise ValidationError(
            f"这个颜色与浅底的对比度只有 {found:.1f}:1，老人看不清；应不低于 {LEAST_CONTRAST}:1，请选深一些的"
        )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(own + (more - own) * share):02x}" for own, more in pairs)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
