"""/staff/categories/new, /staff/calendar/new and the like: records whose key is a code or a year that the editor gives."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.aggregate import noun_of
from layers.changes.drafting import draft
from layers.changes.reading import snapshot
from layers.staff.scope import scope_for
from portal.desk.categories import refuse_outsiders
from portal.desk.edit import address


@dataclass(frozen=True)
class Coded:
    noun: str
    label: str
    help: str
    form: re.Pattern[str]


CODE_HELP = "小写英文字母、数字和连字符，如 night-pharmacy；定下以后不再改。"
POLICY_CODE_HELP = "小写英文字母、数字和连字符，如 housing-support；会出现在网址里，定下以后不再改。"
ATTRIBUTE_CODE_HELP = "小写英文字母、数字和连字符，如 staff-count；定下以后不再改。"
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
YEAR = re.compile(r"(19|20|21)\d\d", re.ASCII)
CODED = {
    "categories": Coded("category", "代码", CODE_HELP, CODE),
    "category-groups": Coded("category_group", "代码", CODE_HELP, CODE),
    "policy-sections": Coded("policy_section", "代码", POLICY_CODE_HELP, CODE),
    "policy-classes": Coded("policy_class", "代码", POLICY_CODE_HELP, CODE),
    "video-categories": Coded("video_category", "代码", POLICY_CODE_HELP, CODE),
    "benefit-attributes": Coded("benefit_attribute", "代码", ATTRIBUTE_CODE_HELP, CODE),
    "calendar": Coded("calendar", "年份", "四位数字，如 2027。", YEAR),
}


@require_http_methods(["GET", "HEAD", "POST"])
def new_coded(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for the key, then opens a draft of the record."""
    refuse_outsiders(scope_for(request))
    coded = CODED[slug]
    noun = noun_of(coded.noun)
    key, error = request.POST.get("key", "").strip(), ""
    # The button of the list sends no key: it is asked for here.
    if request.method == "POST" and "key" in request.POST:
        try:
            if not coded.form.fullmatch(key):
                raise BadInput("key", f"{coded.label}：{coded.help}")
            if snapshot(noun, key) is not None:
                raise BadInput("key", f"已有这个{coded.label}，请在列表里打开它修改")
            with acting_in(request, scope=scope_for(request)):
                return redirect(address(draft(coded.noun, request.user, key, {})))
        except BadInput as problem:
            error = problem.message
    context = {"noun": noun, "coded": coded, "key": key, "error": error}
    return render(request, "desk/new_coded.html", context, status=422 if error else 200)
