"""/staff/login/: the same answer for a wrong password, an unknown name and a disabled account, in about the same time."""

from django import forms
from django.contrib.auth import authenticate, logout
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from layers.audit.address import client_address
from layers.staff import lockout, second_factor
from layers.staff.models import User
from layers.staff.scope import scope_of
from portal.desk.sessions import begin, begin_pending
from portal.desk.way import safe_next

WRONG = "用户名或密码不正确。连续输错 5 次，30 分钟内不能登录。"
LOCKED = "用户名或密码不正确，或者输错次数过多。请 30 分钟后再试，或请安全管理员重设密码。"


class LoginForm(forms.Form):
    """Refuses what no name or password can be (NUL, thousands of letters) before the database sees it."""

    username = forms.CharField(max_length=150)
    password = forms.CharField(max_length=128, strip=False)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The form, and its answer."""
    after = safe_next(request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        return page(request, after)
    form = LoginForm(request.POST)
    if not form.is_valid():
        return page(request, after, WRONG)
    username, password = form.cleaned_data["username"], form.cleaned_data["password"]
    account, source = lockout.of_account(username), lockout.of_source(client_address(request))
    if not lockout.charge(account, source):
        # A refused try takes as long as a counted one, and is told to whoever keeps the audit.
        make_password(password)
        told = {"username": username, "locked": True}
        user_login_failed.send(__name__, credentials=told, request=request)
        return page(request, after, LOCKED)
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User) or not user.is_staff:
        return page(request, after, WRONG)
    lockout.forgive(account)
    lockout.refund([source])
    if second_factor.is_required(user, scope_of(user)) or second_factor.is_enrolled(user):
        begin_pending(request, user, after)
        return redirect("desk:code")
    begin(request, user, second_factor=False)
    return redirect(after)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """By a form: a picture on another site must not log anybody out."""
    logout(request)
    return redirect("desk:login")


def page(request: HttpRequest, after: str, error: str = "") -> HttpResponse:
    return render(request, "desk/login.html", {"next": after, "error": error})
