"""/staff/operations/: how the service does, for the system administrators: checks, jobs, slow pages, the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from layers.staff.models import Role
from portal.desk.refusals import only_for
from portal.operating.state import look, words
from portal.operating.work import failed_jobs, logins, slow_pages

CHECKS = {
    "database": "数据库",
    "migrations": "数据库结构",
    "disk": "磁盘",
    "queue": "后台任务",
    "backup": "备份",
}
STANDS = {
    "ok": "正常",
    "missing": "有改动没有执行",
    "full": "快满了",
    "late": "没有人做",
    "failing": "日志没有进备份",
}
STATUSES = {
    "todo": "等着做",
    "doing": "正在做",
    "failed": "没做成",
    "cancelled": "已取消",
    "aborting": "正在停",
    "aborted": "已停下",
}


@only_for(Role.SYSTEM_ADMINISTRATOR)
@never_cache
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    state = look()
    context = {
        "checks": [(CHECKS[name], STANDS[word], word == "ok") for name, word in words(state)],
        "jobs": [(jobs, STATUSES.get(jobs.status, jobs.status)) for jobs in state.jobs],
        "failed": failed_jobs(),
        "pages": slow_pages(),
        "logins": logins(),
        "free_gb": state.free_bytes / (1 << 30),
    }
    return render(request, "desk/operations.html", context)
