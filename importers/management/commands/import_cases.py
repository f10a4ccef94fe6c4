"""征地案件 from a county's list: see importers.dataset_command."""

from importers.dataset_command import DatasetCommand


class Command(DatasetCommand):
    help = "检查征地案件清单（批复、阶段、涉及村），一次列出全部问题；加 --submit --as 提交审核，从不发布"
    dataset = "cases"
