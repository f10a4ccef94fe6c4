"""便民网点 from a file: see importers.dataset_command."""

from importers.dataset_command import DatasetCommand


class Command(DatasetCommand):
    help = "检查便民网点文件：字段、坐标系、区划、重复，一次列出全部问题；加 --submit --as 提交审核，从不发布"
    dataset = "places"
