"""Keeps search in step: what is withdrawn is not found any more, not even by a word on its pages."""

from layers.documents.models import Document
from layers.search import index


def refresh_search(document: Document) -> None:
    """Index ``document`` anew, or take it out when none of its versions is public. In the changing transaction."""
    public = Document.objects.published().filter(pk=document.pk)
    if public.exists():
        index.update("document", public)
    else:
        index.remove("document", [document.public_id])
