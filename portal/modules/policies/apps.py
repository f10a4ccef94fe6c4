from django.apps import AppConfig

from portal.module import Module


class PoliciesConfig(Module, AppConfig):
    name = "portal.modules.policies"
    label = "module_policies"
    verbose_name = "政策一窗通"
    route = "policies/"
    icon = "policy"
    summary = "查政策、看解读。"
    coming = (
        "政策原文与解读放在一起",
        "是否有效、何时到期",
        "按“我需要什么”来找",
    )
    meanwhile = "要问政策，可先在便民服务地图上找到负责的单位，打电话咨询。"
