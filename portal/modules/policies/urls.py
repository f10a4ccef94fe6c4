"""/policies/: the policies, those of a section with their feed, and one of them."""

from django.urls import path

from portal.modules.policies.feed import section_feed
from portal.modules.policies.policies import policies, section
from portal.modules.policies.policy import policy

app_name = "policies"
urlpatterns = [
    path("", policies, name="policies"),
    path("sections/<slug:code>.atom", section_feed, name="section_feed"),
    path("sections/<slug:code>", section, name="section"),
    path("<str:public_id>", policy, name="policy"),
]
