"""政策 with sections and classes, at the desk."""

from django.db.models import QuerySet
from django.utils import timezone

from layers.policies.models import Policy, PolicyClass, PolicySection
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def policies() -> QuerySet[Policy]:
    return without_areas(
        Policy.objects.select_related("organisation", "section").defer("body"), "organisation__region"
    )


register(
    DeskNoun(
        "policies", "policy", "政策", "policy", policies,
        (
            ("文号", lambda row: row.doc_no or "—"),
            ("发布机关", lambda row: row.organisation),
            ("版块", lambda row: row.section or "—"),
            ("有效性", lambda row: row.standing(timezone.localdate()).word),
            ("成文", lambda row: dated(row.issued_on)),
        ),
        region_path="organisation__region__path", found_as="policy",
        section=Section.SERVICES,
    )
)  # fmt: skip
register(
    DeskNoun(
        "policy-sections", "policy_section", "政策版块", "list", PolicySection.objects.all,
        (("代码", lambda row: row.code), ("排序", lambda row: row.sort_key), ("停用", lambda row: dated(row.retired_on))),
        order=("sort_key", "code"), region_path="", organisation=None, withdrawn=None, searched=("name", "code"),
        new="new_policy_section",
        section=Section.SERVICES, is_setup=True,
    )
)  # fmt: skip
register(
    DeskNoun(
        "policy-classes", "policy_class", "政策类别", "list", PolicyClass.objects.all,
        (
            ("代码", lambda row: row.code), ("排序", lambda row: row.sort_key),
            ("名称", lambda row: "已确认" if row.is_confirmed else "待确认"),
        ),
        order=("sort_key", "code"), region_path="", organisation=None, withdrawn=None, searched=("name", "code"),
        new="new_policy_class",
        section=Section.SERVICES, is_setup=True,
    )
)  # fmt: skip
