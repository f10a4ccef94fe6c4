"""docs/adding-a-module.md done as it says, in a copy beside the checkout: one folder and one word."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ASK = """
import django
from django.conf import settings
# No collected files beside the copy.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve
from portal.module import modules
from portal.pages.home import tile
from portal.skins import Skin
request = RequestFactory(SERVER_NAME="localhost").get("/")
small = [tile(module, {module: ""}) for module in modules() if not module.spatial]
home = render_to_string("pages/home.html", {"small": small, "skin": Skin(request)}, request)
print('href="/markets/"' in home, "<strong>集市</strong>" in home)
print(resolve("/markets/").func(request).content.decode())
from portal.desk.navigation import entries
print([(one.section.title, one.name, one.url) for one in entries() if one.name == "集市"])
"""


def test_a_tenth_module_is_one_folder_and_one_word(tmp_path):
    text = (ROOT / "docs/adding-a-module.md").read_text(encoding="utf-8")
    for part in ("geo", "layers", "importers", "tiles", "deploy", "data"):
        (tmp_path / part).symlink_to(ROOT / part)
    (tmp_path / "portal").mkdir()
    for part in (ROOT / "portal").iterdir():
        if part.name not in ("modules", "settings.py", "__pycache__"):
            (tmp_path / "portal" / part.name).symlink_to(part)
    modules = tmp_path / "portal/modules"
    modules.mkdir()
    for part in (ROOT / "portal/modules").iterdir():
        (modules / part.name).symlink_to(part)
    folder = modules / "markets"
    folder.mkdir()
    (folder / "__init__.py").touch()
    apps = re.search(r"```python\n(.*?)```", text, re.DOTALL).group(1)
    (folder / "apps.py").write_text(re.sub(r"^   ", "", apps, flags=re.MULTILINE), encoding="utf-8")
    desk = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[1]
    (folder / "desk.py").write_text(
        desk.replace("layers.markets.models import Market", "layers.places.models import Place as Market"),
        encoding="utf-8",
    )
    (folder / "urls.py").write_text(
        "from django.http import HttpResponse\nfrom django.urls import path\n\n"
        'urlpatterns = [path("", lambda request: HttpResponse("周六有集"), name="markets")]\n',
        encoding="utf-8",
    )
    given = (ROOT / "portal/settings.py").read_text(encoding="utf-8")
    word = given.replace('    "government_sites",\n', '    "government_sites",\n    "markets",\n', 1)
    (tmp_path / "portal/settings.py").write_text(word, encoding="utf-8")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    desk_entry = "[('地图与地点', '集市', '/staff/markets/')]"
    assert done.stdout.splitlines() == ["True True", "周六有集", desk_entry]
    assert not (ROOT / "portal/modules/markets").exists()
