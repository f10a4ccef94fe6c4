"""What the front page and the routes ask of a module: a mixin for the AppConfig in portal/modules/<name>/apps.py."""

from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    from portal.skins import Village


class LatestRow(TypedDict, total=False):
    """One line of 我村最新: what happened, in plain words, and how long one may still answer."""

    title: str
    url: str
    plain: str
    date: date | None
    days_left: int | None
    state: Literal["running", "done", "waiting", "late"]


class HomePart(TypedDict, total=False):
    """What a module adds to the home page. Every key may be missing."""

    figure: str  # one short line on the tile: 我村 3 件
    # In place of figure: what is counted and how its number is said, "{} 处". The first that is not 0 is shown; those
    # of all modules are counted in one query.
    counted: Sequence[tuple[QuerySet[Any], str]]
    latest: list[LatestRow]
    as_of: date | None  # the day of the newest row behind figure and latest


class Module:
    """Mixed into an AppConfig: class LandInfoConfig(Module, AppConfig). verbose_name is the title of the tile.

    It is no AppConfig itself, so that Django finds exactly one in each apps.py.
    """

    name: str
    verbose_name: str
    route = ""  # of all its pages, with a slash at the end: "land/"
    icon = ""  # a symbol of portal/static/icons/icons.svg
    summary = ""  # one plain sentence under the title
    spatial = False  # the two large tiles
    coming: tuple[str, ...] = ()  # while it is under construction: what will be here
    meanwhile = ""  # and where to go until then

    @property
    def slug(self) -> str:
        return self.name.rsplit(".", 1)[-1]

    @property
    def is_ready(self) -> bool:
        """A module without urls.py is under construction, and says so."""
        return find_spec(f"{self.name}.urls") is not None

    @property
    def href(self) -> str:
        return f"/{self.route}"

    def home_context(self, request: HttpRequest, village: "Village | None") -> HomePart:
        """What the module shows on the home page, for the chosen village or for everyone."""
        return {}


def modules() -> list[Module]:
    """The modules of settings.MODULES, in that order."""
    return [cast(Module, apps.get_app_config(f"module_{name}")) for name in settings.MODULES]
