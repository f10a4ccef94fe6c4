"""Scripts that read what strangers wrote. They run in the sandbox only and import nothing of the project."""
