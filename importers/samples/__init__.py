"""The demonstration of a city: seeded, plausible, marked 示例数据 everywhere, made on the real divisions.

Word lists, texts and templates are files beside the city's own; the code here knows no city.
"""
