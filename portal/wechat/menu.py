"""The menu of the 公众号, from a file of data to what WeChat takes (自定义菜单创建接口)."""

import tomllib
from pathlib import Path
from typing import Any

from geo.errors import BadInput
from layers.subscriptions.wording import absolute

FILE = Path(__file__).parent / "menu.toml"
MOST_BUTTONS, MOST_SUB_BUTTONS = 3, 5
# 一级菜单最多 4 个汉字，二级最多 8 个.
LONGEST, LONGEST_SUB = 4, 8


def menu(text: str) -> dict[str, Any]:
    """The body for menu/create. Raises BadInput that names the button."""
    try:
        buttons = tomllib.loads(text).get("button", [])
    except tomllib.TOMLDecodeError:
        raise BadInput("menu", "菜单文件不是 TOML") from None
    _check_number(buttons, MOST_BUTTONS, "一级菜单")
    return {"button": [_button(one) for one in buttons]}


def _button(given: dict[str, Any]) -> dict[str, Any]:
    if "sub" not in given:
        return _single(given, LONGEST)
    _check_number(given["sub"], MOST_SUB_BUTTONS, f"“{given.get('name', '')}”的子菜单")
    return {"name": _name(given, LONGEST), "sub_button": [_single(one, LONGEST_SUB) for one in given["sub"]]}


def _single(given: dict[str, Any], longest: int) -> dict[str, Any]:
    match given:
        case {"path": str(path)} if path.startswith("/"):
            does = {"type": "view", "url": absolute(path)}
        case {"text": str(said)} if said:
            does = {"type": "click", "key": said}
        case {"scan": True}:
            does = {"type": "scancode_push", "key": "scan"}
        case {"location": True}:
            does = {"type": "location_select", "key": "location"}
        case _:
            raise BadInput("menu", f"菜单“{given.get('name', '')}”没有写 path、text、scan 或 location")
    return {"name": _name(given, longest), **does}


def _name(given: dict[str, Any], longest: int) -> str:
    name = str(given.get("name", ""))
    if not 1 <= len(name) <= longest:
        raise BadInput("menu", f"菜单名“{name}”应为 1 至 {longest} 个字")
    return name


def _check_number(buttons: list[Any], most: int, title: str) -> None:
    if not 1 <= len(buttons) <= most:
        raise BadInput("menu", f"{title}应为 1 至 {most} 个")
