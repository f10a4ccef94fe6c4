from django.apps import AppConfig

from portal.module import Module


class EnterprisePoliciesConfig(Module, AppConfig):
    name = "portal.modules.enterprise_policies"
    label = "module_enterprise_policies"
    verbose_name = "惠企政策平台"
    route = "enterprise/"
    icon = "enterprise"
    summary = "惠企政策，一处看全。"
    coming = (
        "按行业、规模找能享受的政策",
        "申报条件、金额、截止日期",
    )
    meanwhile = "可先在便民服务地图上找到政务服务大厅的企业服务窗口。"
