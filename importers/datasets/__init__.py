"""One file a dataset: its columns, then what one row of it means."""
