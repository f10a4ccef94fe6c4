"""/d/… : the fixed addresses of documents. Included at "d/"."""

from django.urls import path

from layers.documents import views

app_name = "documents"
urlpatterns = [
    path("media/<str:public_id>", views.media_file, name="media"),
    path("<str:public_id>", views.document, name="document"),
    path("<str:public_id>/<int:number>", views.document, name="version"),
    path("<str:public_id>/<int:number>/compare/<int:newer>", views.comparison, name="compare"),
    path("<str:public_id>/<int:number>/file", views.document_file, name="file"),
    path("<str:public_id>/<int:number>/pages/<int:page>/<int:width>", views.page_image, name="page"),
]
