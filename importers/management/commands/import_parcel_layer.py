"""征地地块 from a GIS file: see importers.dataset_command. A coordinate TXT is ``import_parcels``."""

from importers.dataset_command import DatasetCommand


class Command(DatasetCommand):
    help = "检查地块图层（Shapefile、GeoPackage、GeoJSON），一次列出全部问题；加 --submit --as 提交审核，从不发布"
    dataset = "parcels"
