"""A policy, a section and a class in one line each."""

import datetime as dt

from layers.land.document_number import normalise
from layers.policies.models import InClass, Policy, PolicyClass, PolicySection


def policy(organisation, title="稳岗补贴办法", classes=(), **given):
    number = given.get("doc_no_raw", "")
    values = {"issued_on": dt.date(2024, 1, 5), "doc_no": normalise(number) if number else "", **given}
    made = Policy.objects.create(organisation=organisation, title=title, **values)
    InClass.objects.bulk_create(InClass(policy=made, policy_class=one) for one in classes)
    return made


def section(code="enterprise", name="惠企政策", **given):
    return PolicySection.objects.update_or_create(code=code, defaults={"name": name, **given})[0]


def policy_class(code="employment", name="稳岗就业", is_confirmed=True, **given):
    values = {"name": name, "is_confirmed": is_confirmed, **given}
    return PolicyClass.objects.update_or_create(code=code, defaults=values)[0]
