"""One file, or one folder, a format: pure readers of text that may run outside of the sandbox, within size limits."""
