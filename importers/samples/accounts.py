"""Demonstration accounts, one a role, with random passwords that only this machine knows."""

import datetime as dt
import os
import secrets
from pathlib import Path

from django.conf import settings

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.regions.models import Level
from layers.staff.models import Assignment, Role, User

PASSWORD_BYTES = 9
SINCE = dt.date(2024, 1, 1)


def password_file() -> Path:
    return Path(settings.VAR_DIR) / "secrets" / "demo_passwords.txt"


def make_accounts(city: City, organisations: Organisations) -> dict[str, str]:
    """User name → password, which is stored nowhere but in the returned dict and, by the caller, in the file."""
    county = city.parent(city.showcase_town, Level.COUNTY)
    neighbour = next(unit for unit in city.counties if unit.pk != county.pk)
    department = organisations.departments[min(organisations.departments)]
    posts = [
        ("demo-city-editor", "市级编辑（示例）", Role.EDITOR, city.root, department),
        (
            "demo-county-editor",
            "县级编辑（示例）",
            Role.EDITOR,
            county,
            organisations.land_offices[county.pk],
        ),
        (
            "demo-county-reviewer",
            "县级审核（示例）",
            Role.REVIEWER,
            county,
            organisations.land_offices[county.pk],
        ),
        (
            "demo-county-publisher",
            "县级发布（示例）",
            Role.PUBLISHER,
            county,
            organisations.governments[county.pk],
        ),
        (
            "demo-neighbour-editor",
            "邻县编辑（示例）",
            Role.EDITOR,
            neighbour,
            organisations.land_offices[neighbour.pk],
        ),
        (
            "demo-town-editor",
            "镇级编辑（示例）",
            Role.EDITOR,
            city.showcase_town,
            organisations.governments[city.showcase_town.pk],
        ),
        ("demo-auditor", "审计（示例）", Role.AUDITOR, city.root, department),
    ]
    administrator = User(username="demo-admin", display_name="系统管理（示例）", is_superuser=True)
    passwords = {administrator.username: _save(administrator)}
    for username, display_name, role, region, organisation in posts:
        user = User(username=username, display_name=display_name)
        passwords[username] = _save(user)
        Assignment.objects.create(
            user=user, role=role, region=region, organisation=organisation, valid_from=SINCE
        )
    return passwords


def _save(user: User) -> str:
    """The password that it was given."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user.is_staff = user.is_sample = True
    user.set_password(password)
    user.save()
    return password


def write_passwords(passwords: dict[str, str]) -> Path:
    """Readable by this account only; written whole or not at all."""
    target = password_file()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{username} {password}\n" for username, password in passwords.items())
    part.replace(target)
    return target
