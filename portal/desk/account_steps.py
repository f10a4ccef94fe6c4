"""What a security administrator does to an account: each step one transaction, recorded, allowed by layers.staff."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes.errors import NotSeen
from layers.staff import accounts as rules
from layers.staff.models import Assignment, Role, User
from layers.staff.scope import scope_for
from portal.desk.accounts import back_to, one, person_of
from portal.desk.forms.accounts import AccountForm, EndForm, PostForm
from portal.desk.refusals import only_for
from portal.middleware import record_refusal

Step = Callable[[User, User], str | None]

# Each with what the trail calls it, what it does, and what is said afterwards; a step that gives text gives a password.
STEPS: dict[str, tuple[str, Step, str]] = {
    "disable": ("disable_account", rules.disable, "账号已停用，登录已全部退出"),
    "enable": ("enable_account", rules.enable, "账号已启用"),
    "password": ("reset_password", rules.reset_password, ""),
    "second-factor": ("reset_second_factor", rules.reset_second_factor, "动态口令已清除，下次登录时重新扫码"),
}


@only_for(Role.SECURITY_ADMINISTRATOR)
@require_POST
def account_step(request: HttpRequest, key: int, step: str) -> HttpResponse:
    person = person_of(request, key)
    action, change, message = STEPS[step]
    try:
        with acting_in(request, scope=scope_for(request)):
            password = change(user_of(request), person)
            record(action, noun=User, keys=[person.pk])
    except BadInput as problem:
        return refused(request, action, person, problem)
    if password:
        return one(request, person, password=password)
    return back_to(request, person, message)


@only_for(Role.SECURITY_ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """A person with a first post; the answer shows the password, once."""
    form = AccountForm(request.POST if request.method == "POST" else None, scope=scope_for(request))
    if form.is_bound and form.is_valid():
        try:
            with acting_in(request, scope=scope_for(request)):
                person, password = rules.create(user_of(request), **form.cleaned_data)
        except BadInput as problem:
            form.show(problem)
        else:
            return one(request, person, password=password)
    return _form(request, form, "新建账号")


@only_for(Role.SECURITY_ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_assignment(request: HttpRequest, key: int) -> HttpResponse:
    person = person_of(request, key)
    form = PostForm(request.POST if request.method == "POST" else None, scope=scope_for(request))
    if form.is_bound and form.is_valid():
        try:
            with acting_in(request, scope=scope_for(request)):
                rules.assign(user_of(request), person, **form.cleaned_data)
        except BadInput as problem:
            form.show(problem)
            record_refusal(request, problem.message, "assign", User, [person.pk])
        else:
            return back_to(request, person, "任职已增加")
    return _form(request, form, f"给{person}任职", person)


@only_for(Role.SECURITY_ADMINISTRATOR)
@require_POST
def end_assignment(request: HttpRequest, key: int, assignment: int) -> HttpResponse:
    person = person_of(request, key)
    held = Assignment.objects.filter(pk=assignment, user=person)
    found = held.select_related("user", "region", "organisation__region").first()
    if found is None:
        raise NotSeen
    form = EndForm(request.POST)
    if not form.is_valid():
        return one(request, person, problem=BadInput("last_day", "请写最后一天的日期，如 2026-01-31"))
    try:
        with acting_in(request, scope=scope_for(request)):
            rules.end_assignment(user_of(request), found, form.cleaned_data["last_day"])
    except BadInput as problem:
        return refused(request, "end_assignment", person, problem)
    return back_to(request, person, "任职的截止日期已写下")


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def refused(request: HttpRequest, action: str, person: User, problem: BadInput) -> HttpResponse:
    """The page of the person with the reason, after the refused transaction has ended."""
    record_refusal(request, problem.message, action, User, [person.pk])
    return one(request, person, problem=problem)


def _form(request: HttpRequest, form: PostForm, title: str, person: User | None = None) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "person": person,
        "regions": form.listed_regions(),
        "organisations": form.listed_organisations(),
        "today": timezone.localdate(),
    }
    status = 400 if form.is_bound else 200
    return render(request, "desk/account_form.html", context, status=status)
