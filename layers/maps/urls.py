from django.urls import path

from layers.maps.views import page

urlpatterns = [path("", page, name="maps")]
