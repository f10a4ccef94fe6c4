"""办事事项 from a file, as ``import_places`` reads places; the JSON of ``--report json`` is the same."""

from importers.management.commands.import_places import Command as DatasetCommand


class Command(DatasetCommand):
    help = "检查办事事项文件，一次列出全部问题；加 --submit --as 提交审核，从不发布"
    dataset = "service_items"
