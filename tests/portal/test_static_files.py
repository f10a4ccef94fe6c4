"""What the browser gets: own files only, nothing inline, every reference answered."""

import json
import os
import re
import threading
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from portal.module import modules
from portal.static_release import collect_static

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
        "map-base.js",
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


@pytest.fixture
def source(tmp_path: Path, settings: Any) -> Path:
    """One style, to be laid down in the folder `static` beside it."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "page.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [folder], tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "portal.static_files.StaticFiles"},
    }
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    return folder


def in_force(root: Path) -> str:
    """The name under which pages of the newest release ask for the style."""
    found: str = json.loads((root / "staticfiles.json").read_text())["paths"]["page.css"]
    return found


def test_a_page_of_the_release_before_finds_its_style_for_a_month(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "static"
    collect_static()
    old = root / in_force(root)
    # The release stood for a year, and its style leaves today.
    os.utime(old, (0, 0))
    (source / "page.css").write_text("body { color: navy }")
    collect_static()
    new = root / in_force(root)
    assert "navy" in new.read_text()
    assert "black" in old.read_text()

    month_ago = time.time() - 31 * 24 * 3600
    os.utime(old, (month_ago, month_ago))
    (source / "page.css").write_text("body { color: teal }")
    collect_static()
    assert not old.exists()
    assert new.exists()


def test_no_style_is_missing_or_half_there_while_files_are_laid_down(source: Path, tmp_path: Path) -> None:
    root, text = tmp_path / "static", "body { color: black } " * 20_000
    (source / "page.css").write_text(text)
    collect_static()
    asked, seen, done = root / in_force(root), set(), threading.Event()

    def ask() -> None:
        while not done.is_set():
            seen.add(asked.stat().st_size if asked.exists() else 0)

    asking = threading.Thread(target=ask)
    asking.start()
    for _ in range(5):
        (root / ".stamp").unlink()
        collect_static()
    done.set()
    asking.join()
    assert seen == {len(text)}
    assert [file.name for file in root.iterdir() if file.name.startswith(".new-")] == []


def test_what_cannot_be_collected_leaves_all_as_it_was(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "static"
    collect_static()
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    (source / "page.css").write_text("body { background: url(nowhere.png) }")
    with pytest.raises(ValueError, match=r"nowhere\.png"):
        collect_static()
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before


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
