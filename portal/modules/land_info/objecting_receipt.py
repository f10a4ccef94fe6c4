"""/receipt: what became of what was said about a case."""

from layers.objections.asking import ask
from portal.without_account import receipt_view

find_receipt = receipt_view(ask, "land_info/receipt.html", __name__, "，或打承办单位的电话")
