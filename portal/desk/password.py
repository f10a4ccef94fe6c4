"""/staff/account/password/: a person's own password."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.staff import lockout, open_sessions, passwords
from layers.staff.models import User


class PasswordForm(forms.Form):
    old_password = forms.CharField(max_length=128, strip=False)
    new_password = forms.CharField(max_length=128, strip=False)
    again = forms.CharField(max_length=128, strip=False)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Changes it; other sessions of the same person end, this one gets a new key."""
    user = request.user
    assert isinstance(user, User)
    error = ""
    if request.method == "POST":
        try:
            change(user, PasswordForm(request.POST))
        except BadInput as problem:
            error = problem.message
        else:
            key = request.session.session_key
            update_session_auth_hash(request, user)
            open_sessions.renamed(key, request.session.session_key)
            messages.success(request, "密码已更改")
            return redirect("desk:home")
    rules = password_validators_help_texts()
    return render(request, "desk/password.html", {"error": error, "rules": rules})


def change(user: User, form: PasswordForm) -> None:
    """Raises BadInput. Whoever finds an open desk cannot guess the old password here for ever."""
    if not form.is_valid():
        raise BadInput("new_password", "三项都要填写，每项不超过 128 个字符")
    account = lockout.of_account(user.username)
    if not lockout.charge(account) or not user.check_password(form.cleaned_data["old_password"]):
        raise BadInput("old_password", "现在的密码不正确，或者输错次数过多")
    lockout.forgive(account)
    if form.cleaned_data["new_password"] != form.cleaned_data["again"]:
        raise BadInput("again", "两次输入的新密码不一样")
    passwords.change(user, form.cleaned_data["new_password"])
