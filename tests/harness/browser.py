"""Debian's chromium instead of a downloaded one; it calls nobody."""

LAUNCH = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox",  # root in a container has no user namespaces
        "--disable-dev-shm-usage",  # a container's /dev/shm may be 64 MB
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
}
