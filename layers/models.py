from layers.among import Among
from layers.search.models import IndexNumber, OpenCount, OpenEntry, SearchEntry, SearchReading
from layers.versions import LayerVersion

__all__ = [
    "Among",
    "IndexNumber",
    "LayerVersion",
    "OpenCount",
    "OpenEntry",
    "SearchEntry",
    "SearchReading",
]
