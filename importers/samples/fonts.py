"""Small copies of the Chinese fonts with only the characters of the samples.

WeasyPrint subsets the fonts of each file; from 65,000 glyphs that costs more than the layout of the page, and a
file carries 100 kB of shared outlines. From a few thousand glyphs it costs neither.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FOLDERS = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
# Name in the style sheet → files that Debian's fonts-noto-cjk brings.
WANTED = {"Sample Song": "NotoSerifCJK-Regular.ttc", "Sample Song Bold": "NotoSerifCJK-Bold.ttc"}
SIMPLIFIED = "SC"
ALWAYS = "".join(map(chr, range(32, 127))) + "·—…“”‘’、。〈〉《》〔〕【】（）！，：；？×〇"


def small_fonts(text: str, folder: Path) -> dict[str, Path]:
    """Family name → file in ``folder``, able to write ``text``; {} where the fonts are not installed."""
    made = {}
    for family, file_name in WANTED.items():
        source = next((path for root in FOLDERS for path in root.rglob(file_name)), None)
        if source is not None:
            made[family] = folder / f"{family.replace(' ', '-')}.otf"
            _subset(source, text + ALWAYS, made[family])
    return made


def _subset(source: Path, text: str, target: Path) -> None:
    options = subset.Options()
    options.font_number = _number(source)
    options.desubroutinize = True
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.save(target)


def _number(source: Path) -> int:
    """Which font of the collection has the glyph forms of the mainland."""
    with TTCollection(source, lazy=True) as collection:
        count = len(collection.fonts)
    for number in range(count):
        name = TTFont(source, fontNumber=number, lazy=True)["name"].getDebugName(1)
        if name and name.endswith(SIMPLIFIED):
            return number
    return 0


def font_faces(fonts: dict[str, Path]) -> str:
    """CSS that names them."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; src: url("{path.as_uri()}"); }}'
        for family, path in fonts.items()
    )
