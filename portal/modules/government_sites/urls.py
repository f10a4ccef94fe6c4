"""/sites/: the sites of public bodies, one of them, and one of them inside of a page of ours."""

from django.urls import path

from portal.modules.government_sites.sites import framed, site, sites

app_name = "government_sites"
urlpatterns = [
    path("", sites, name="sites"),
    path("<str:public_id>", site, name="site"),
    path("<str:public_id>/framed", framed, name="framed"),
]
