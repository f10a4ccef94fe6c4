"""The fixed addresses on QR codes and notices: they stand at the root and stay as they are."""

from django.urls import path

from portal.modules.land_info.case import case
from portal.modules.land_info.objecting import say
from portal.modules.land_info.objecting_paper import paper
from portal.modules.land_info.objecting_receipt import find_receipt
from portal.modules.land_info.village import poster, village

urlpatterns = [
    path("v/<str:code>", village, name="village"),
    path("v/<str:code>/poster", poster, name="village_poster"),
    path("c/<str:public_id>", case, name="case"),
    path("c/<str:public_id>/say", say, name="say"),
    path("c/<str:public_id>/say/<slug:kind>.pdf", paper, name="say_paper"),
    path("receipt", find_receipt, name="receipt"),
]
