"""政府网站 from a file: see importers.dataset_command."""

from importers.dataset_command import DatasetCommand


class Command(DatasetCommand):
    help = "检查政府网站文件，一次列出全部问题；加 --submit --as 提交审核，从不发布"
    dataset = "websites"
