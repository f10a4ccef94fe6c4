from layers.search.models import SearchEntry
from layers.versions import LayerVersion

__all__ = ["LayerVersion", "SearchEntry"]
