"""/staff/login/code/: the second step. Who has no authenticator yet is shown its QR code first."""

import re

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from layers.staff import second_factor
from layers.staff.models import User
from portal.desk.sessions import begin, pending

# As phones show it: 123 456.
SIX_DIGITS = re.compile(r"[0-9]{3}\s?[0-9]{3}", re.ASCII)
WRONG = "动态口令不正确、已用过，或输错次数过多。等手机上换了新的六位数再输入。"


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Asks for the six digits, and logs in who gives them."""
    waiting = pending(request)
    if waiting is None:
        messages.info(request, "请先输入用户名和密码")
        return redirect("desk:login")
    user, after = waiting
    error = ""
    if request.method == "POST":
        typed = request.POST.get("code", "").strip()
        if SIX_DIGITS.fullmatch(typed) and second_factor.accept(user, re.sub(r"\s", "", typed)):
            begin(request, user, second_factor=True)
            return redirect(after or "desk:home")
        error = WRONG
    return render(request, "desk/code.html", {"error": error, **enrolment(user)})


def enrolment(user: User) -> dict[str, str]:
    """The secret and its QR code, until the first right code; afterwards nobody sees it again."""
    if second_factor.is_enrolled(user):
        return {}
    secret = second_factor.enrol(user)
    drawn = segno.make(second_factor.address_for_phone(user, secret), error="m")
    spaced = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return {"secret": spaced, "qr": drawn.svg_data_uri(scale=5, border=4, light="#fff")}
