from layers.among import Among
from layers.search.models import SearchEntry, SearchReading
from layers.versions import LayerVersion

__all__ = ["Among", "LayerVersion", "SearchEntry", "SearchReading"]
