"""Which letters a case has by now, with title, number, issuer and date of each."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from importers.samples.matter import Matter, chinese_date


@dataclass(frozen=True)
class Form:
    """How a kind of document is made. ``stage``: whose date, number and issuer it bears."""

    template: str
    stage: str
    title: str
    by_office: bool = False


# By code of DocumentKind. Titles know {issuer}, {name} and {taking} (征收, before 2004 征用).
FORMS = {
    "pre_notice": Form("pre_notice", "PRE_NOTICE", "{issuer}关于{name}{taking}土地的预公告"),
    "plan_notice": Form("plan_notice", "PLAN_NOTICE", "{issuer}关于{name}的征地补偿安置公告"),
    "compensation_plan": Form("compensation_plan", "PLAN_NOTICE", "{name}征地补偿安置方案"),
    "hearing_notice": Form("hearing_notice", "HEARING", "{issuer}关于{name}征地补偿安置方案的听证公告"),
    "approval": Form("approval", "APPROVAL", "{issuer}关于{name}的批复"),
    "final_notice": Form("final_notice", "FINAL_NOTICE", "{issuer}关于{name}的征收土地公告"),
    **{
        kind: Form("houses", stage, title)
        for kind, stage, title in (
            ("interpretation", "PLAN_NOTICE", "{name}政策解读"),
            ("house_plan_draft", "PLAN_NOTICE", "{issuer}关于{name}征收补偿方案征求意见的公告"),
            ("house_feedback", "FEEDBACK", "{name}征求意见和方案修改情况"),
            ("house_risk", "RISK", "{name}社会稳定风险评估结论"),
            ("house_decision", "FINAL_NOTICE", "{issuer}关于{name}的房屋征收决定"),
            ("house_decision_notice", "FINAL_NOTICE", "{issuer}关于{name}房屋征收决定的公告"),
            ("house_plan", "FINAL_NOTICE", "{name}征收补偿方案"),
            ("house_survey", "SURVEY", "{name}房屋调查登记结果"),
            ("house_valuer", "VALUER", "{name}评估机构选定结果"),
            ("house_values", "VALUES", "{name}分户初步评估结果"),
            ("house_agreement", "AGREEMENT", "{name}补偿协议文本"),
            ("house_results", "RESULTS", "{name}分户补偿情况"),
            ("house_audit", "AUDIT", "{name}补偿费用审计结果"),
        )
    },
    "notify_letter": Form("notify_letter", "NOTIFY", "{name}征地告知书", by_office=True),
    "first_notice": Form("first_notice", "FIRST_NOTICE", "{issuer}关于{name}的{taking}土地公告"),
    "second_notice": Form(
        "second_notice", "SECOND_NOTICE", "{issuer}关于{name}的征地补偿安置方案公告", by_office=True
    ),
    "submission": Form("submission", "SUBMIT", "{name}建设用地呈报说明书"),
    "conversion_plan": Form("conversion_plan", "SUBMIT", "{name}农用地转用方案"),
    "conversion_plan_2021": Form("conversion_plan_2021", "SUBMIT", "{name}农用地转用方案（含补充耕地）"),
    "cultivated_plan": Form("cultivated_plan", "SUBMIT", "{name}补充耕地方案"),
    "acquisition_plan": Form("acquisition_plan", "SUBMIT", "{name}{taking}土地方案"),
    "acquisition_application": Form("acquisition_plan", "SUBMIT", "{name}征收土地申请"),
    "supply_plan": Form("supply_plan", "SUBMIT", "{name}供地方案"),
    # All parts on one sheet, as old archives keep them.
    "dossier_whole": Form("dossier_whole", "SUBMIT", "{name}一书{plans}方案"),
}
DOSSIER = frozenset(kind for kind, form in FORMS.items() if form.stage == "SUBMIT")
# A name that already ends in what the title is about.
DOUBLED = (
    ("土地征收征收土地", "征收土地"),
    ("征收土地征收土地", "征收土地"),
    ("建设用地建设用地", "建设用地"),
)
UNBROKEN = re.compile(
    r"\d{4}年第\d+批次|城镇建设用地|建设用地|人民政府|管理委员会|征[收用]土地(?:的预)?(?:公告)?|征地补偿安置(?:方案|公告)|公告|的?批复|呈报|说明书"
    r"|农用地|转用方案|补充耕地|供地方案|告知书|申请|建设项目|工程|一书.方案"
)
NUMERALS = "〇一两三四五六七八九"


@dataclass(frozen=True)
class Letter:
    """``kind``: code of DocumentKind. ``correction``: what this version puts right, in words."""

    kind: str
    form: Form
    title: str
    issuer: str
    issued_on: dt.date
    doc_no: str = ""
    correction: str = ""
    with_supply: bool = False

    @property
    def heading(self) -> SafeString:
        """The title as HTML, with the words that are not to be broken at a line's end."""
        return mark_safe(UNBROKEN.sub(r'<span class="keep">\g<0></span>', escape(self.title)))  # noqa: S308

    @property
    def day(self) -> str:
        return chinese_date(self.issued_on)

    @property
    def masthead_class(self) -> str:
        """So that the issuer's name stays on one line of 155 mm."""
        length = len(self.issuer)
        return "" if length <= 9 else " long" if length <= 13 else " longer" if length <= 17 else " longest"

    def corrected(self, reason: str, issued_on: dt.date) -> "Letter":
        return replace(self, correction=reason, issued_on=issued_on)


def letters_of(matter: Matter, kinds: Iterable[str]) -> list[Letter]:
    """One letter for each of ``kinds`` that can be written, in their order."""
    return [letter for kind in kinds if kind in FORMS and (letter := _letter(matter, kind, FORMS[kind]))]


def _letter(matter: Matter, kind: str, form: Form) -> Letter | None:
    stage = matter.stages.get(form.stage)
    approval = matter.approval
    if form.stage == "APPROVAL":
        if approval is None:
            return None
        return _titled(matter, kind, form, approval.issuer, approval.issued_on, approval.doc_no)
    if form.stage == "SUBMIT" and stage is None and approval is not None:
        # Old records often lack the day of submission; the dossier lies some weeks before its approval.
        return _titled(matter, kind, form, matter.government, approval.issued_on - dt.timedelta(days=45), "")
    if stage is None:
        return None
    default = matter.office if form.by_office else matter.government
    number = stage.doc_no if kind not in {*DOSSIER, "compensation_plan"} else ""
    issuer = default if kind in DOSSIER else stage.issuer or default
    return _titled(matter, kind, form, issuer, stage.posted_on, number)


def _titled(matter: Matter, kind: str, form: Form, issuer: str, issued_on: dt.date, doc_no: str) -> Letter:
    title = form.title.format(issuer=issuer, name=matter.name, taking=matter.taking, plans="{plans}")
    for doubled, once in DOUBLED:
        title = title.replace(doubled, once)
    return Letter(kind, form, title[:200], issuer, issued_on, doc_no)


def dossier_title(matter: Matter, letters: list[Letter]) -> str:
    """一书四方案, or as many as there are."""
    return f"{matter.name}一书{NUMERALS[len(letters) - 1]}方案（合订）"


def bound(matter: Matter, letters: list[Letter]) -> list[Letter]:
    """``letters`` with the parts of the dossier as one sheet."""
    parts = [letter for letter in letters if letter.kind in DOSSIER]
    if len(parts) < 2:
        return letters
    whole = _letter(matter, "dossier_whole", FORMS["dossier_whole"])
    if whole is None:
        return letters
    whole = replace(
        whole,
        title=whole.title.replace("{plans}", NUMERALS[len(parts) - 1]),
        with_supply=any(letter.kind == "supply_plan" for letter in parts),
    )
    return [*(letter for letter in letters if letter.kind not in DOSSIER), whole]
