from django.apps import AppConfig

from portal.module import Module


class ServicesConfig(Module, AppConfig):
    name = "portal.modules.services"
    label = "module_services"
    verbose_name = "政务服务"
    route = "services/"
    icon = "service-hall"
    summary = "找谁办、怎么办、办多久。"
    coming = (
        "办事事项、办事机构、办事指南",
        "办理时限与收费",
        "办事流程",
    )
    meanwhile = "便民服务地图上已标出政务服务大厅和各办事网点，可查电话、开门时间和路线。"
