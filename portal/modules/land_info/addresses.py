"""The fixed addresses on QR codes and notices: they stand at the root and stay as they are."""

from django.urls import path

from portal.modules.land_info.calendars import case_calendar, village_calendar
from portal.modules.land_info.case import case, notice_sheet
from portal.modules.land_info.feeds import case_feed, village_feed
from portal.modules.land_info.objecting import say
from portal.modules.land_info.objecting_paper import paper
from portal.modules.land_info.objecting_receipt import find_receipt
from portal.modules.land_info.village import poster, poster_sheet, village

urlpatterns = [
    path("v/<str:code>.ics", village_calendar, name="village_calendar"),
    path("v/<str:code>.atom", village_feed, name="village_feed"),
    path("c/<str:public_id>.ics", case_calendar, name="case_calendar"),
    path("c/<str:public_id>.atom", case_feed, name="case_feed"),
    path("v/<str:code>", village, name="village"),
    path("v/<str:code>/poster", poster, name="village_poster"),
    path("v/<str:code>/poster.pdf", poster_sheet, name="village_poster_sheet"),
    path("c/<str:public_id>", case, name="case"),
    path("c/<str:public_id>/notice.pdf", notice_sheet, name="case_notice"),
    path("c/<str:public_id>/say", say, name="say"),
    path("c/<str:public_id>/say/<slug:kind>.pdf", paper, name="say_paper"),
    path("receipt", find_receipt, name="receipt"),
]
