"""Scripts that look for what must not become public. They run in the sandbox and import only what goes along."""
