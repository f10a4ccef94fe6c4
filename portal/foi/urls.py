"""/foi/: 依申请公开 for everybody: whom to ask, the form, what became of it, what others were answered."""

from django.urls import path

from portal.foi.answers import answer
from portal.foi.apply import apply
from portal.foi.guide import guide, office
from portal.foi.receipt import correct, file, find_application

app_name = "foi"
urlpatterns = [
    path("", guide, name="guide"),
    path("receipt", find_application, name="receipt"),
    path("correct", correct, name="correct"),
    path("file", file, name="file"),
    path("answers/<str:public_id>", answer, name="answer"),
    path("<str:public_id>", office, name="office"),
    path("<str:public_id>/apply", apply, name="apply"),
]
