"""Entries in the words of the people who read them."""

from functools import cache

from django.apps import apps

from layers.audit.models import AuditEntry

# What is not here is shown by its name: a new action is never hidden.
ACTIONS = {
    "insert": "新增",
    "update": "修改",
    "delete": "删除",
    "truncate": "清空",
    "login": "登录",
    "logout": "退出登录",
    "login_failed": "登录失败",
    "export": "导出",
    "import": "导入",
    "unmask": "查看隐去的内容",
    "show": "现场出示",
    "read": "阅读来信内容",
    "remove": "移出旧记录",
    "check": "核对封存",
    "refusal": "越权访问",
    "assign": "任职",
    "end_assignment": "结束任职",
    "lend": "代理",
    "disable_account": "停用账号",
    "enable_account": "启用账号",
    "reset_password": "重设密码",
    "reset_second_factor": "重设动态口令",
    "hand_over": "移交草稿",
    "flag": "带提示公布",
    "erase_contact": "清除手机号",
}

DETAILS = {
    "message": "说明",
    "purpose": "用途",
    "entitled": "出示给",
    "path": "网址",
    "method": "方法",
    "day": "日期",
    "entries": "条数",
    "seals": "封存数",
    "fault": "问题",
    "file": "文件",
    "rows": "行数",
    "counts": "各几行",
    "username": "用户名",
    "from": "原为",
    "to": "改为",
    "title": "标题",
    "columns_read": "读了哪几项",
}


@cache
def titles() -> dict[str, str]:
    """Table → what staff call its rows."""
    return {
        model._meta.db_table: str(model._meta.verbose_name)
        for model in apps.get_models(include_auto_created=True)
    }


@cache
def _columns(table: str) -> dict[str, str]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return {str(field.column): str(field.verbose_name) for field in model._meta.fields}
    return {}


def action_title(action: str) -> str:
    return ACTIONS.get(action, action)


def noun_title(table: str) -> str:
    return titles().get(table, table)


def changed_columns(entry: AuditEntry) -> list[str]:
    """Of a small update the names of what changed; the values stand in no entry."""
    known = _columns(entry.noun)
    found = entry.detail.get("columns") if isinstance(entry.detail, dict) else None
    # Nobody wrote the text that layers.features keeps beside a row.
    names = [name for name in found or [] if isinstance(name, str) and not name.startswith("feature_of_")]
    return [known.get(name, name) for name in names]


def details(entry: AuditEntry) -> dict[str, object]:
    """What else the entry says, by Chinese names where there are such."""
    found: dict[str, object] = entry.detail if isinstance(entry.detail, dict) else {}
    return {DETAILS.get(name, name): value for name, value in found.items() if name != "columns"}
