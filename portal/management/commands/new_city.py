"""An empty city of one's own, in one command. docs/go-live.md has the way before and after it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal.new_city import NewCity, problems, start


class Command(BaseCommand):
    help = "建立一个空的城市：城市文件、范围、区划和第一个管理员账号；数据库须是空的"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="市名，如 某某市")
        parser.add_argument("--code", required=True, help="市级区划代码，6 位或 12 位")
        parser.add_argument(
            "--divisions", required=True, type=Path, help="区划文件：code,name,level,parent_code"
        )
        parser.add_argument("--area", required=True, help="全市范围：西,南,东,北（EPSG:4490 的度数）")
        parser.add_argument("--admin", required=True, help="第一个管理员的登录名")
        parser.add_argument("--province", default="", help="省名")
        parser.add_argument(
            "--out", type=Path, default=Path(settings.VAR_DIR) / "city.toml", help="写到哪个文件"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("name", "code", "divisions", "area", "admin", "out", "province")
        city = NewCity(**{name: options[name] for name in names})
        try:
            found = problems(city)
        except DatabaseError as problem:
            raise CommandError(
                f"数据库还没有准备好（{str(problem).splitlines()[0]}）；先运行 ./manage.py prepare migrate reference"
            ) from problem
        if found:
            raise CommandError("\n".join([f"有 {len(found)} 处问题，什么也没有做：", *found]))
        added = start(city)
        self.stdout.write(
            f"{city.name}已建立：区划 {added} 个。\n"
            f"城市文件：{city.out}（核对后设 CUNTU_CITY={city.out.absolute()}）\n"
            f"管理员 {city.admin} 的随机密码：{city.password_file}（只有本账号能读；登录改密后删去）"
        )
