"""What the browser gets: own files only, nothing inline, every reference answered."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from portal.module import modules

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    file for folder in ("portal", "layers") for file in (ROOT / folder).rglob("templates/**/*.html")
)
SCRIPTS = sorted((ROOT / "portal/static/js").glob("*.js"))
SVG = "{http://www.w3.org/2000/svg}"


def symbols() -> list[ElementTree.Element]:
    return ElementTree.parse(ROOT / "portal/static/icons/icons.svg").getroot().findall(f"{SVG}symbol")


def drawn_icons() -> set[str | None]:
    return {symbol.get("id") for symbol in symbols()}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_template_carries_an_inline_script_style_or_handler(template: Path) -> None:
    html = template.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle\s*=|\son\w+\s*=\s*[\"']|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_icon_that_a_template_names_is_drawn(template: Path) -> None:
    assert set(re.findall(r'{% icon "([^"]+)"', template.read_text(encoding="utf-8"))) <= drawn_icons()


def test_every_module_has_its_icon() -> None:
    assert {module.icon for module in modules()} <= drawn_icons()


@pytest.mark.django_db
def test_every_category_of_places_has_its_icon() -> None:
    from layers.places.models import Category, CategoryGroup

    named = {
        icon for model in (Category, CategoryGroup) for icon in model.objects.values_list("icon", flat=True)
    }
    assert named - drawn_icons() == set()


def test_every_symbol_is_named_once_on_the_24_grid_and_one_path_that_a_canvas_can_draw() -> None:
    names = [symbol.get("id") for symbol in symbols()]
    assert len(names) == len(set(names)) > 100
    for symbol in symbols():
        assert symbol.get("viewBox") == "0 0 24 24"
        assert [child.tag for child in symbol] == [f"{SVG}path"]
        assert symbol[0].get("stroke-width") == "2"


def test_only_the_adapter_talks_to_leaflet() -> None:
    assert {file.name for file in SCRIPTS if re.search(r"\bL\.", file.read_text())} == {
        "map.js",
        "map-layers.js",
        "map-route.js",
    }


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_names_no_foreign_host_and_writes_no_markup_of_its_own(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    # A piece of page that our own server rendered, and escaped, may be put in as it came.
    text = text.replace(".innerHTML = await answer.text()", "")
    assert not re.findall(r"https?://(?!www\.w3\.org/)", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)


def test_the_manifest_storage_finds_every_file_that_a_file_names(tmp_path: Path) -> None:
    # Whitenoise's storage without its compression, which takes most of a minute here.
    manifest = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": manifest}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("css/tokens.*.css"))
    assert list(tmp_path.glob("vendor/leaflet/leaflet.*.js"))


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours #rrggbb."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_and_category_colours_are_readable_on_paper_and_ground() -> None:
    css = (ROOT / "portal/static/css/tokens.css").read_text()
    usual = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css.split('[data-contrast="high"] {')[0]))
    text = ["ink", "ink-quiet", "brand", "land", "notice", "deadline"]
    hues = [f"hue-{n}" for n in range(1, 11)]
    assert {name for name in text + hues if contrast(usual[name], usual["paper"]) < 4.5} == set()
    assert {name for name in text if contrast(usual[name], usual["ground"]) < 4.5} == set()
    for name in ("notice", "deadline", "brand", "land"):
        assert contrast(usual[name], usual[f"{name}-wash"]) >= 4.5


def test_red_is_for_deadlines_only() -> None:
    css = (ROOT / "portal/static/css/tokens.css").read_text()
    assert "#b3261e" not in re.findall(r"--hue-\d+: (#[0-9a-f]{6});", css)
