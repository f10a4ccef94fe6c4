"""Surveyed parcels on their way into a case: from a coordinate TXT or from the features of a GIS file."""
