"""/staff/: the pages of the people who work here. Closed by the gate, but for the login."""

from django.urls import path

from portal.desk.account import account
from portal.desk.account_steps import STEPS, account_step, end_assignment, new_account, new_assignment
from portal.desk.accounts import account_page, accounts
from portal.desk.audit import entry, export, trail
from portal.desk.code import code
from portal.desk.excel import DATASETS, import_page, import_report, import_template
from portal.desk.home import home
from portal.desk.loans import end_loan, lend
from portal.desk.login import log_in, log_out
from portal.desk.password import password

app_name = "desk"

urlpatterns = [
    path("", home, name="home"),
    path("login/", log_in, name="login"),
    path("login/code/", code, name="code"),
    path("logout/", log_out, name="logout"),
    path("account/", account, name="account"),
    path("account/password/", password, name="password"),
    path("account/lend/<int:assignment>/", lend, name="lend"),
    path("account/loans/<int:deputy>/end", end_loan, name="end_loan"),
    path("accounts/", accounts, name="accounts"),
    path("accounts/new", new_account, name="new_account"),
    path("accounts/<int:key>/", account_page, name="account_page"),
    *(
        path(f"accounts/<int:key>/{step}", account_step, {"step": step}, name=f"account_{step}")
        for step in STEPS
    ),
    path("accounts/<int:key>/assign", new_assignment, name="new_assignment"),
    path("accounts/<int:key>/assignments/<int:assignment>/end", end_assignment, name="end_assignment"),
    *(
        path(f"{name}/import{rest}", view, {"dataset": name}, name=f"{kind}_{name}")
        for name in DATASETS
        for rest, view, kind in (
            ("", import_page, "import"),
            ("/template", import_template, "template"),
            ("/report", import_report, "report"),
        )
    ),
    path("audit/", trail, name="audit"),
    path("audit/<int:key>/", entry, name="audit_entry"),
    path("audit/export", export, name="audit_export"),
]
