import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOOR = ROOT / "geo"
FOREIGN = {"django", "rest_framework", "layers", "importers", "tiles", "portal", "data", "tests"}


def imports_of(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    sources = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    parts = {f"{node.module}.{alias.name}" for node in sources for alias in node.names}
    return plain | {str(node.module) for node in sources} | parts


def test_the_ground_floor_imports_neither_django_nor_any_floor_above():
    files = list(FLOOR.rglob("*.py"))
    assert len(files) > 10
    found = {path.name: {name.split(".")[0] for name in imports_of(path)} & FOREIGN for path in files}
    assert {name: names for name, names in found.items() if names} == {}


def test_only_importers_know_the_inverse_of_the_shifted_datums():
    # Offering the inverse to the public is legally sensitive: no API, page or tile may reach it.
    floors = [ROOT / name for name in ("geo", "layers", "tiles", "portal")]
    for path in (path for floor in floors for path in floor.rglob("*.py")):
        found = imports_of(path)
        assert not any("datum_inverse" in name for name in found), path


def test_the_ground_floor_knows_no_city():
    for path in FLOOR.rglob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        assert "binzhou" not in text and "滨州" not in text and "3716" not in text, path.name
