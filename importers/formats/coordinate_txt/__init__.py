"""勘测定界 coordinate TXT: every dialect of it read, none repaired. Text in, typed plots and all problems out.

``reading.read_file(content)`` for a file, ``reading.read_pasted(text, crs=…)`` for what a form brings.
"""
