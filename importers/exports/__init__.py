"""Rows → files that importers.open reads back: the same names byte for byte, the same land within 1e-9°.

They stand beside the readers because each is the other's promise (tests/importers/exports holds them to it).
"""
