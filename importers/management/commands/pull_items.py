"""Fetches the service items of a source from where the settings say, and hands them in for review (docs/item-sources.md)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from importers.item_sources.fetching import fetch
from importers.item_sources.models import ItemSource, Push
from importers.item_sources.pushing import receive
from layers.changes.errors import Conflict


class Command(BaseCommand):
    help = "从设置里写明的地址拉取一个来源的事项，检查无误后提交审核，从不发布"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="来源编号")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["source"]
        source = ItemSource.objects.for_list().in_force().filter(assignment__user__username=code).first()
        if source is None:
            raise CommandError(f"没有登记来源“{code}”，或它的密钥已收回")
        try:
            pushed = receive(source, fetch(code), how=Push.How.PULLED)
        except (BadInput, Conflict) as problem:
            raise CommandError(problem.message) from None
        push = pushed.push
        self.stdout.write(json.dumps(push.report, ensure_ascii=False))
        self.stderr.write("已经收到，正在审核" if pushed.is_repeated else push.get_outcome_display())
        if push.outcome == Push.Outcome.REFUSED:
            raise CommandError(f"有 {push.report['problem_count']} 处问题，整份没有接收")
