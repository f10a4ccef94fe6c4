"""/ask/: 办事咨询 for everybody: the form, what became of it, what others were answered."""

from django.urls import path

from portal.asking.answers import answer, answers
from portal.asking.form import ask, ask_about
from portal.asking.receipt import find_question, rate

app_name = "asking"
urlpatterns = [
    path("", ask, name="ask"),
    path("receipt", find_question, name="receipt"),
    path("rate", rate, name="rate"),
    path("answers/", answers, name="answers"),
    path("answers/<str:public_id>", answer, name="answer"),
    path("<slug:kind>/<str:public_id>", ask_about, name="about"),
]
