"""示例数据: whether any is there. What takes it away is in sample_removal.py."""

from django.apps import apps
from django.db import models

from layers.regions.models import Region


def sample_models() -> list[type[models.Model]]:
    """Every model whose rows may be samples: it has a column is_sample."""
    return [
        model for model in apps.get_models() if "is_sample" in {field.name for field in model._meta.fields}
    ]


def count_samples() -> dict[str, int]:
    """How many sample rows each kind of thing has; only those that have some."""
    counts = {
        str(model._meta.verbose_name): model._default_manager.filter(is_sample=True).count()
        for model in sample_models()
    }
    counts["示例范围"] = Region.objects.filter(is_sample_area=True).count()
    return {name: count for name, count in counts.items() if count}


def samples_present() -> bool:
    """A handful of index look-ups: is_sample is indexed wherever there are many rows."""
    return Region.objects.filter(is_sample_area=True).exists() or any(
        model._default_manager.filter(is_sample=True).exists() for model in sample_models()
    )
