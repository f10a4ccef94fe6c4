"""The kinds that lie in the stores: what a document may be, and what each is called on the screen."""

from layers.documents.kinds import JPEG, KINDS, PDF, PNG
from layers.documents.table_kinds import XLSX

# Word is not among them: it keeps what was deleted, who wrote it and what they said to one another.
DOCUMENT_KINDS = (PDF, PNG, JPEG, XLSX)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in (*KINDS, XLSX)}
