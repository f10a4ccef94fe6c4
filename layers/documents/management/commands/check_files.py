"""Are all files there that a row names?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from layers.documents.completeness import expected, faults
from layers.documents.storage import StoreAway


class Command(BaseCommand):
    help = "核对每个上传的文件都在、大小相符；缺少或不符时逐个指出，退出码 1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--read", type=int, default=0, metavar="N", help="另把 N 个文件从头读一遍，核对内容"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        read, many = options["read"], expected().count()
        if read < 0:
            raise CommandError("✗ --read 应为 0 或正整数")
        try:
            found = list(faults(read))
        except StoreAway as problem:
            raise CommandError(f"✗ 存储桶没有回答（{problem}），什么也没有核对") from None
        if found:
            raise CommandError("\n".join(f"✗ {one}" for one in found))
        self.stdout.write(f"✓ {many} 个文件都在，读了其中 {min(read, many)} 个")
