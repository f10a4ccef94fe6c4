"""/foi/receipt: what became of an application."""

from layers.foi.asking import ask
from portal.without_account import receipt_view

find_application = receipt_view(ask, "foi/told.html", "，或打受理机关的电话")
