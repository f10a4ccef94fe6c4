"""村的调整 from a file: see importers.dataset_command."""

from importers.dataset_command import DatasetCommand


class Command(DatasetCommand):
    help = "检查村的调整（合并、拆分、更名、划归）文件，一次列出全部问题；加 --submit --as 提交审核，从不发布"
    dataset = "village_changes"
