"""OGC API Features under /ogc/, which QGIS, ArcGIS and GDAL read without a line of code: Part 1 core, Part 2 (CRS) and the
queryables of Part 3. One entry of the catalogue is one collection. There is no expression language: what can be asked is
the closed list of filters of the entry.
"""
