"""The kinds of records that belong to no module, one file a group. A new file here is a new group."""

from importlib import import_module
from pkgutil import iter_modules

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
