"""/staff/: the pages of the people who work here. Closed by the gate, but for the login."""

from django.urls import path

from portal.desk import (
    benefit_bench,
    duties,
    footage,
    item_sources,
    kiosks,
    on_site,
    questions,
    redactions,
    reports,
    roads,
    scans,
    screening,
    steps,
)
from portal.desk.account import account
from portal.desk.account_steps import STEPS, account_step, end_assignment, new_account, new_assignment
from portal.desk.accounts import account_page, accounts
from portal.desk.assessment import assessment, assessment_rows, export_assessment
from portal.desk.attached import file, original, page
from portal.desk.audit import entry, export, trail
from portal.desk.calendar_text import calendar_text
from portal.desk.calibration import calibration
from portal.desk.categories import group_order, merge, order
from portal.desk.change import change_set, passage
from portal.desk.code import code
from portal.desk.coded import new_coded
from portal.desk.compensation import compensation_tables
from portal.desk.contacts import contact_list, erase_contact, own_contact, unmask_contact
from portal.desk.edit import edit
from portal.desk.excel import DATASETS, import_page, import_report, import_template
from portal.desk.foi import annual as foi_annual
from portal.desk.foi import doing as foi_doing
from portal.desk.foi import entering as foi_entering
from portal.desk.foi import letters as foi_letters
from portal.desk.foi import lists as foi_lists
from portal.desk.foi import one as foi_one
from portal.desk.handing import handing
from portal.desk.home import home
from portal.desk.imports import files as import_files
from portal.desk.imports import page as import_pages
from portal.desk.imports import steps as import_steps
from portal.desk.imports.batches import imports
from portal.desk.lists import listing
from portal.desk.loans import end_loan, lend
from portal.desk.login import log_in, log_out
from portal.desk.masking import mask_page
from portal.desk.notices import broadcast_sheet, confirm_notice, notice, notices
from portal.desk.objections import lists as objection_list
from portal.desk.objections import of_case as objections_of_case
from portal.desk.objections import one as one_objection
from portal.desk.operations import operations
from portal.desk.password import password
from portal.desk.postings import postings
from portal.desk.preview import preview
from portal.desk.quick import quick
from portal.desk.record import record
from portal.desk.reforms import reform
from portal.desk.start import change, new
from portal.desk.suggest import suggest
from portal.desk.survey_export import survey_export
from portal.desk.upload import files
from portal.desk.usage import export_usage, usage
from portal.desk.zones import conformity
from portal.desk.zones.boards import boards
from portal.desk.zones.devices import devices

app_name = "desk"

urlpatterns = [
    path("", home, name="home"),
    path("login/", log_in, name="login"),
    path("login/code/", code, name="code"),
    path("logout/", log_out, name="logout"),
    path("changes/sign", steps.sign_many, name="sign_many"),
    path("changes/<str:public_id>/", change_set, name="change_set"),
    path("changes/<str:public_id>/progress", passage, name="passage"),
    path("changes/<str:public_id>/preview/", preview, name="preview"),
    path(
        "changes/<str:public_id>/preview/<str:key>/captions.vtt",
        footage.preview_captions,
        name="preview_captions",
    ),
    path("changes/<str:public_id>/submit", steps.submit, name="submit"),
    path("changes/<str:public_id>/sign", steps.sign, name="sign"),
    path("changes/<str:public_id>/comment", steps.comment, name="comment"),
    path("changes/<str:public_id>/schedule", steps.schedule, name="schedule"),
    path("changes/<str:public_id>/drop", steps.drop, name="drop"),
    path("changes/<str:public_id>/hand-over", handing, name="hand_over"),
    path("changes/<str:public_id>/catch-up", steps.catch_up, name="catch_up"),
    path("changes/<str:public_id>/undo", steps.undo_set, name="undo"),
    path("suggest/<slug:relation>", suggest, name="suggest"),
    path("changes/<str:public_id>/edit/", edit, name="edit"),
    path("changes/<str:public_id>/edit/<slug:noun>/<str:key>/", edit, name="edit_row"),
    path("changes/<str:public_id>/files", files, name="files"),
    path("changes/<str:public_id>/files/<str:file>/", file, name="file"),
    path("changes/<str:public_id>/files/<str:file>/original", original, name="original"),
    path("changes/<str:public_id>/files/<str:file>/pages/<int:page>/<int:width>", page, name="file_page"),
    path("changes/<str:public_id>/files/<str:file>/mask/", mask_page, name="mask"),
    path("changes/<str:public_id>/bench/", benefit_bench.of_change_set, name="bench"),
    path("benefits/<str:key>/bench/", benefit_bench.of_record, name="benefit_bench"),
    path("changes/<str:public_id>/days/", calendar_text, name="calendar_text"),
    path("compensation/tables/", compensation_tables, name="compensation_tables"),
    path("categories/new", new_coded, {"slug": "categories"}, name="new_category"),
    path("category-groups/new", new_coded, {"slug": "category-groups"}, name="new_category_group"),
    path("policy-sections/new", new_coded, {"slug": "policy-sections"}, name="new_policy_section"),
    path("policy-classes/new", new_coded, {"slug": "policy-classes"}, name="new_policy_class"),
    path("video-categories/new", new_coded, {"slug": "video-categories"}, name="new_video_category"),
    path("benefit-attributes/new", new_coded, {"slug": "benefit-attributes"}, name="new_benefit_attribute"),
    path("calendar/new", new_coded, {"slug": "calendar"}, name="new_calendar"),
    path("categories/order/", order, name="category_order"),
    path("category-groups/order/", group_order, name="group_order"),
    path("categories/<str:key>/merge/", merge, name="category_merge"),
    path("villages/reform/", reform, name="reform"),
    path("villages/<str:key>/reform/", reform, name="reform_village"),
    path("postings/", postings, name="postings"),
    path("cases/<str:key>/survey", survey_export, name="survey_export"),
    path("duties/", duties.board, name="duties"),
    path("duties/rows", duties.rows, name="duty_rows"),
    path("duties/export", duties.export, name="duty_export"),
    path("boards/", boards, name="boards"),
    path("zone-devices/", devices, name="zone_devices"),
    path("zones/", conformity.zones, name="zones"),
    path("zones/export", conformity.export, name="zones_export"),
    path("operations/", operations, name="operations"),
    path("kiosks/", kiosks.kiosks, name="kiosks"),
    path("kiosks/<str:public_id>/renew", kiosks.renew, name="kiosk_renew"),
    path("kiosks/<str:public_id>/revoke", kiosks.revoke, name="kiosk_revoke"),
    path("on-site/", on_site.on_site, name="on_site"),
    path("on-site/<str:key>/", on_site.on_site_case, name="on_site_case"),
    path("on-site/<str:key>/<str:token>/", on_site.shown, name="shown"),
    path("on-site/<str:key>/<str:token>/<int:page>/<int:width>", on_site.shown_page, name="shown_page"),
    path("account/", account, name="account"),
    path("account/password/", password, name="password"),
    path("account/contact/", own_contact, name="own_contact"),
    path("contacts/", contact_list, name="contacts"),
    path("contacts/<int:key>/unmask", unmask_contact, name="unmask_contact"),
    path("contacts/<int:key>/erase", erase_contact, name="erase_contact"),
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
    path("imports/", imports, name="imports"),
    path("imports/template/<slug:dataset>", import_files.dataset_template, name="import_template"),
    path("imports/<str:batch>/", import_pages.batch_page, name="batch"),
    path("imports/<str:batch>/progress", import_files.progress, name="batch_progress"),
    path("imports/<str:batch>/report.json", import_files.report, name="batch_report"),
    path("imports/<str:batch>/report.xlsx", import_files.workbook, name="batch_workbook"),
    path("imports/<str:batch>/check", import_steps.check, name="batch_check"),
    path("imports/<str:batch>/choose", import_steps.choose, name="batch_choose"),
    path("imports/<str:batch>/answer", import_steps.answer, name="batch_answer"),
    path("imports/<str:batch>/correct", import_steps.correct, name="batch_correct"),
    path("imports/<str:batch>/cancel", import_steps.cancel, name="batch_cancel"),
    path("imports/<str:batch>/submit", import_steps.submit, name="batch_submit"),
    path("imports/<str:batch>/drop", import_steps.drop, name="batch_drop"),
    path("item-scans/", scans.scans, name="item_scans"),
    path("item-sources/", item_sources.sources, name="item_sources"),
    path("item-sources/<int:key>/", item_sources.source, name="item_source"),
    path("item-sources/<int:key>/renew", item_sources.renew, name="item_source_renew"),
    path("item-sources/<int:key>/revoke", item_sources.revoke, name="item_source_revoke"),
    path("footage/", footage.footage_list, name="footage"),
    path("footage/<str:key>/", footage.film_page, name="film"),
    path("footage/<str:key>/progress", footage.film_progress, name="footage_progress"),
    path("footage/<str:key>/file/<slug:kind>", footage.film_copy, name="footage_file"),
    path("footage/<str:key>/cancel", footage.cancel, name="footage_cancel"),
    path("footage/<str:key>/again", footage.begin_again, name="footage_again"),
    path("footage/<str:key>/video", footage.make_video, name="footage_video"),
    path("screening/", screening.screenings, name="screenings"),
    path("screening/<str:screening>/", screening.screening_page, name="screening"),
    path("screening/<str:screening>/override", screening.override, name="override"),
    path("documents/<str:document>/", redactions.document, name="document"),
    path("documents/<str:document>/<int:number>/redact", redactions.ask, name="ask_redaction"),
    path("redactions/<int:key>/do", redactions.do, name="redact"),
    path("redactions/<int:key>/refuse", redactions.refuse, name="refuse_redaction"),
    path("foi/", foi_lists.applications, name="foi"),
    path("foi/new", foi_entering.new_application, name="foi_new"),
    path("foi/annual/", foi_annual.annual, name="foi_annual"),
    path("foi/annual/export", foi_annual.export, name="foi_annual_export"),
    path("foi/<str:number>/", foi_one.application, name="foi_application"),
    path("foi/<str:number>/step", foi_doing.step, name="foi_step"),
    path("foi/<str:number>/merge", foi_doing.merge, name="foi_merge"),
    path("foi/<str:number>/transfer", foi_doing.transfer, name="foi_transfer"),
    path("foi/<str:number>/unmask", foi_one.unmask_column, name="foi_unmask"),
    path("foi/<str:number>/scan", foi_one.scan, name="foi_scan"),
    path("foi/<str:number>/letters/<int:sequence>.pdf", foi_letters.letter, name="foi_letter"),
    path("foi/<str:number>/reckoning.pdf", foi_letters.reckoning, name="foi_reckoning"),
    path("objections/", objection_list.objections, name="objections"),
    path("objections/export", objection_list.export, name="objections_export"),
    path("objections/cases/<str:public_id>/", objections_of_case.of_case, name="objections_of_case"),
    path("objections/cases/<str:public_id>/members", objections_of_case.members, name="objections_members"),
    path("objections/cases/<str:public_id>/new", objections_of_case.new_letter, name="objections_new"),
    path("objections/<str:number>/", one_objection.objection, name="objection"),
    path("objections/<str:number>/unmask", one_objection.unmask_contact, name="objection_unmask"),
    path("objections/<str:number>/take", one_objection.take, name="objection_take"),
    path("objections/<str:number>/forward", one_objection.forward, name="objection_forward"),
    path("objections/<str:number>/answer", one_objection.answer, name="objection_answer"),
    path("objections/<str:number>/letter.pdf", one_objection.letter, name="objection_letter"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<str:number>/", questions.question, name="question"),
    path("questions/<str:number>/step", questions.step, name="question_step"),
    path("questions/<str:number>/unmask", questions.unmask_phone, name="question_unmask"),
    path("questions/<str:number>/select", questions.select, name="question_select"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:number>/", reports.report, name="report"),
    path("reports/<str:number>/unmask", reports.unmask_phone, name="report_unmask"),
    path("reports/<str:number>/answer", reports.answer, name="report_answer"),
    path("basemap/", calibration, name="basemap"),
    path("roads/", roads.roads, name="roads"),
    path("roads/<int:key>/use", roads.use, name="roads_use"),
    path("roads/<int:key>/stop", roads.stop, name="roads_stop"),
    path("notices/", notices, name="notices"),
    path("notices/<int:key>/", notice, name="notice"),
    path("notices/<int:key>/confirm", confirm_notice, name="notice_confirm"),
    path("notices/<int:key>/broadcast/<str:code>.pdf", broadcast_sheet, name="notice_broadcast"),
    path("assessment/", assessment, name="assessment"),
    path("assessment/rows", assessment_rows, name="assessment_rows"),
    path("assessment/export", export_assessment, name="assessment_export"),
    path("usage/", usage, name="usage"),
    path("usage/export", export_usage, name="usage_export"),
    path("audit/", trail, name="audit"),
    path("audit/<int:key>/", entry, name="audit_entry"),
    path("audit/export", export, name="audit_export"),
    # Last: any other word is looked up among the nouns.
    path("<slug:slug>/new", new, name="new"),
    path("<slug:slug>/<str:key>/change", change, name="change"),
    path("<slug:slug>/<str:key>/quick/", quick, name="quick"),
    path("<slug:slug>/<str:key>/withdraw", steps.withdraw, name="withdraw"),
    path("<slug:slug>/", listing, name="list"),
    path("<slug:slug>/<str:key>/", record, name="record"),
]
