"""How static files are stored: under a name with their hash in it, and gzipped."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Gzip only, and no source maps: 0.5 s of the first start.

    Brotli at its highest level took 25 s for the API pages' bundles alone, to save a fifth of bytes that a browser
    keeps for a year.
    """

    # A script names the scripts that it imports by their hashed names too, so that these are kept for a year as well.
    support_js_module_import_aggregation = True

    def create_compressor(self, **options: Any) -> Compressor:
        skipped = options.pop("extensions", None) or Compressor.SKIP_COMPRESS_EXTENSIONS
        return Compressor(extensions=[*skipped, "map"], use_brotli=False, **options)
