"""Demonstration accounts, one a role, with random passwords that only this machine knows."""

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.organisations.models import Organisation
from layers.regions.models import Level, Region
from layers.staff import second_factor
from layers.staff.models import ADMINISTRATORS, Assignment, Role, SecondFactor, User
from layers.staff.passwords import random_password

SINCE = dt.date(2024, 1, 1)
SECRECY = "demo-secrecy-reviewer"
SUPERUSER = "demo-admin"

Post = tuple[str, str, Role, Region, Organisation]


def password_file() -> Path:
    return Path(settings.VAR_DIR) / "secrets" / "demo_passwords.txt"


def make_accounts(city: City, organisations: Organisations) -> dict[str, str]:
    """User name → password, for an administrator a space and the secret for the authenticator too.

    They are stored nowhere in the clear but in the returned dict and, by the caller, in the file.
    """
    told = {}
    for username, title, role, region, organisation in posts(city, organisations):
        user = User(username=username, display_name=f"{title}（示例）", is_superuser=username == SUPERUSER)
        told[username] = _save(user)
        Assignment.objects.create(
            user=user,
            role=role,
            region=region,
            organisation=organisation,
            valid_from=SINCE,
            is_secrecy_reviewer=username == SECRECY,
        )
        if role in ADMINISTRATORS:
            told[username] += f" {second_factor.enrol(user)}"
            SecondFactor.objects.filter(user=user).update(confirmed_at=timezone.now())
    return told


def posts(city: City, organisations: Organisations) -> list[Post]:
    """A cast that can play a whole review: drafts, three reviews, the secrecy review and publication by six people."""
    county, town = city.parent(city.showcase_town, Level.COUNTY), city.showcase_town
    neighbour = next(unit for unit in city.counties if unit.pk != county.pk)
    village = city.children[town.pk][0]
    department = organisations.departments[min(organisations.departments)]
    bureau, government = organisations.land_offices[county.pk], organisations.governments[county.pk]
    next_bureau = organisations.land_offices[neighbour.pk]
    next_government = organisations.governments[neighbour.pk]
    town_government = organisations.governments[town.pk]
    return [
        (SUPERUSER, "系统管理", Role.SYSTEM_ADMINISTRATOR, city.root, department),
        ("demo-security-admin", "安全管理", Role.SECURITY_ADMINISTRATOR, city.root, department),
        ("demo-audit-admin", "审计管理", Role.AUDIT_ADMINISTRATOR, city.root, department),
        ("demo-auditor", "审计", Role.AUDITOR, city.root, department),
        ("demo-city-editor", "市级编辑", Role.EDITOR, city.root, department),
        ("demo-city-reviewer", "市级审核", Role.REVIEWER, city.root, department),
        ("demo-city-publisher", "市级发布", Role.PUBLISHER, city.root, department),
        ("demo-county-editor", "县级编辑", Role.EDITOR, county, bureau),
        ("demo-county-reviewer", "县级初审", Role.REVIEWER, county, bureau),
        ("demo-county-reviewer-2", "县级复审", Role.REVIEWER, county, bureau),
        ("demo-county-reviewer-3", "县级终审", Role.REVIEWER, county, government),
        (SECRECY, "县级保密审查", Role.REVIEWER, county, government),
        ("demo-county-publisher", "县级发布", Role.PUBLISHER, county, government),
        ("demo-bureau-editor", "县教体局编辑", Role.EDITOR, county, organisations.other_bureau),
        ("demo-neighbour-editor", "邻县编辑", Role.EDITOR, neighbour, next_bureau),
        ("demo-neighbour-reviewer", "邻县审核", Role.REVIEWER, neighbour, next_bureau),
        ("demo-neighbour-publisher", "邻县发布", Role.PUBLISHER, neighbour, next_government),
        ("demo-town-editor", "镇级编辑", Role.EDITOR, town, town_government),
        ("demo-town-reviewer", "镇级审核", Role.REVIEWER, town, town_government),
        ("demo-village-clerk", "村文书", Role.EDITOR, village, town_government),
    ]


def _save(user: User) -> str:
    """The password that it was given."""
    password = random_password()
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
