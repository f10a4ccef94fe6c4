from django.apps import AppConfig

from portal.module import Module


class ScanToKnowConfig(Module, AppConfig):
    name = "portal.modules.scan_to_know"
    label = "module_scan_to_know"
    verbose_name = "码上知道"
    route = "know/"
    icon = "qr"
    summary = "扫码带走办事指南。"
    coming = (
        "每个事项一个二维码：依据、时限、要带的材料",
        "一次性告知单，可打印、可带走",
        "码不变，内容随时更新",
    )
    meanwhile = "要办事，可先在便民服务地图上找到负责的单位，打电话问清要带什么。"
