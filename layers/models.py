from layers.search.models import SearchEntry, SearchReading
from layers.versions import LayerVersion

__all__ = ["LayerVersion", "SearchEntry", "SearchReading"]
