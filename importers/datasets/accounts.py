"""账号: a row is one person with one post. The same user name in several rows is one person with several."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from geo.errors import BadInput
from importers.cells import date, one_of, phone, text, truth
from importers.columns import Column, Record, read_records
from importers.outcome import UNCHANGED, Line, Outcome, collect
from importers.sheet import Sheet
from importers.within import Within
from layers.staff import accounts
from layers.staff.models import Role, User
from layers.staff.scope import scope_of

TITLE = "账号"
ROLE = Role.SECURITY_ADMINISTRATOR
# Each new account's password takes a tenth of a second to hash: so many fit into one answer.
MOST_ROWS = 200
ROLES = {role.label: role for role in Role}

COLUMNS = (
    Column("username", "用户名", text(150), True, "zhang-san", "只能用文字、数字和 @ . + - _"),
    Column("display_name", "姓名", text(60), True, "张三"),
    Column("phone", "办公电话", phone(accounts.LONGEST_PHONE), False, "0530-5550000", "如 0530-5550000"),
    Column("role", "角色", one_of(ROLES), True, "编辑", "、".join(ROLES), options=tuple(ROLES)),
    Column("region", "区划", text(120), True, "示例镇 990101100000", "12 位代码，或从县写起的全名", 28),
    Column("organisation", "单位", text(140), True, "示例镇人民政府", "单位全称", 32),
    Column("valid_from", "任职自", date, True, "2026-01-01", "如 2026-01-01"),
    Column("valid_to", "任职至", date, False, "", "不写就是一直有效"),
    Column(
        "is_secrecy_reviewer",
        "保密审查员",
        truth,
        False,
        "否",
        "只有审核人员可以写“是”",
        options=("是", "否"),
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}


@dataclass
class AccountsOutcome(Outcome):
    """``passwords``: user name, name and password of each new account; to be shown once, stored nowhere."""

    passwords: list[tuple[str, str, str]] = field(default_factory=list)


def columns(by: User) -> tuple[Column, ...]:
    """With the lists that ``by`` may choose from."""
    return Within.of(scope_of(by), ROLE).with_lists(COLUMNS, "region", "organisation")


@transaction.atomic
def run(by: User, sheet: Sheet, *, trial: bool) -> AccountsOutcome:
    """Does what the sheet says, all of it or, with one problem or as a ``trial``, nothing."""
    records, samples = read_records(sheet, COLUMNS)
    outcome, scope = AccountsOutcome(samples=samples), scope_of(by)
    within, people = Within.of(scope, ROLE), accounts.people_of(scope)
    for record in records:
        where = {
            "region": within.region(record, BY_NAME["region"]),
            "organisation": within.organisation(record, BY_NAME["organisation"]),
        }
        person = _person(record)
        if person is None:
            _check_new(record)
        elif not people.filter(pk=person.pk).exists():
            record.fault(BY_NAME["username"], "这个用户名已有人用", "换一个用户名")
        elif person.display_name != record.values.get("display_name", person.display_name):
            record.fault(BY_NAME["display_name"], f"这个用户名是{person}的", "换一个用户名，或改正姓名")
        if not record.problems:
            _do(by, record, person, where, outcome, trial)
    collect(outcome, records)
    if trial or outcome.problems:
        transaction.set_rollback(True)
    return outcome


def _do(
    by: User,
    record: Record,
    person: User | None,
    where: dict[str, Any],
    outcome: AccountsOutcome,
    trial: bool,
) -> None:
    given = record.values
    post = where | {name: given[name] for name in ("role", "valid_from", "valid_to")}
    post["is_secrecy_reviewer"] = bool(given["is_secrecy_reviewer"])
    try:
        if person is None:
            who = (by, given["username"], given["display_name"])
            if trial:
                accounts.enter(*who, phone=given["phone"] or "", **post)
            else:
                made, password = accounts.create(*who, phone=given["phone"] or "", **post)
                outcome.passwords.append((made.username, made.display_name, password))
            verbs = ["新建账号"]
        else:
            verbs = _change(by, person, given["phone"], post)
    except BadInput as problem:
        record.fault(BY_NAME.get(problem.parameter or "", BY_NAME["username"]), problem.message)
        return
    detail = f"{post['role'].label}，{post['region']}，{post['organisation']}，自 {post['valid_from']}"
    what = f"{given['display_name']}（{given['username']}）"
    outcome.lines.append(Line(record.row, "、".join(verbs) or UNCHANGED, what, detail))


def _change(by: User, person: User, phone_number: str | None, post: dict[str, Any]) -> list[str]:
    """What an account that is there gets; an empty phone leaves what there is."""
    verbs = []
    if phone_number and phone_number != person.phone:
        accounts.amend(by, person, phone=phone_number)
        verbs.append("改电话")
    same = person.assignments.filter(**{name: post[name] for name in ("role", "region", "organisation")})
    for held in same:
        if all(
            getattr(held, name) == post[name] for name in ("valid_from", "valid_to", "is_secrecy_reviewer")
        ):
            return verbs
        if (not held.valid_to or held.valid_to >= post["valid_from"]) and (
            not post["valid_to"] or post["valid_to"] >= held.valid_from
        ):
            raise BadInput("valid_from", f"已有这一任职，自 {held.valid_from}；改日期请到账号页")
    accounts.assign(by, person, **post)
    return [*verbs, "增加任职"]


def _person(record: Record) -> User | None:
    username = record.values.get("username")
    return User.objects.filter(username__iexact=username).first() if username else None


def _check_new(record: Record) -> None:
    """What is wrong with the name is told beside what is wrong with the post."""
    username, name = record.values.get("username"), record.values.get("display_name")
    try:
        accounts.refuse_name(username or "x", name or "x")
    except BadInput as problem:
        column = BY_NAME[problem.parameter or "username"]
        record.fault(column, problem.message, column.help)
