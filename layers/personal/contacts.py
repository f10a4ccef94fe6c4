"""手机号 of the staff: each keeps her own, others see it masked, who is entitled reads it in full with a reason.

Everything here wants to be inside ``acting`` with the scope: without it the database shows no row.
"""

import re

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from geo.errors import BadInput
from layers.audit.record import record
from layers.personal.models import StaffContact
from layers.staff.models import Role, User
from layers.staff.scope import Scope

MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
# Who has to reach people out of office: who publishes in a hurry, and who looks after the accounts.
ENTITLED = (Role.PUBLISHER, Role.SECURITY_ADMINISTRATOR)
ELSEWHERE = "您的手机号记在以前任职的地方，请安全管理员在“账号”里清除后再填"


def contacts(scope: Scope) -> QuerySet[StaffContact]:
    """Of those whose post lies in one's regions, by name."""
    rows = StaffContact.objects.filter(region__in=scope.regions(), user__is_active=True)
    named = rows.select_related("user", "region", "personal_key").defer("region__area", "region__public_area")
    return named.order_by("user__display_name", "pk")


def may_unmask(scope: Scope, contact: StaffContact) -> bool:
    return any(scope.covers(role, contact.region.path, None) for role in ENTITLED)


def keep(user: User, scope: Scope, typed: str) -> None:
    """One's own number, or "" to have it erased. Raises BadInput."""
    mobile = re.sub(r"[\s-]", "", typed)
    if mobile and not MOBILE.fullmatch(mobile):
        raise BadInput("mobile", "应为 11 位手机号")
    own = StaffContact.objects.filter(user=user).first()
    if not mobile:
        if own is not None:
            own.delete()
        return
    home = next((grant.region_id for grant in scope.grants if grant.principal_id == user.pk), None)
    if home is None:
        raise BadInput("mobile", "您现在没有任职，不能登记手机号")
    own = own or StaffContact(user=user)
    own.region_id, own.mobile = home, mobile
    try:
        with transaction.atomic():
            own.save()
    except IntegrityError:
        raise BadInput("mobile", ELSEWHERE) from None


def erase(contact: StaffContact) -> None:
    """For somebody who has left, or whose post has moved: the key goes with the row."""
    record("erase_contact", noun=StaffContact, keys=[contact.pk])
    contact.delete()
