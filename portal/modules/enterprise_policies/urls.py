"""/enterprise/: what one may be entitled to, one of it, and the page on which a browser compares."""

from django.urls import path

from portal.modules.enterprise_policies.benefits import benefit, benefits
from portal.modules.enterprise_policies.match import match

app_name = "enterprise_policies"
urlpatterns = [
    path("", benefits, name="benefits"),
    path("match/<slug:served>/", match, name="match"),
    path("<str:public_id>", benefit, name="benefit"),
]
