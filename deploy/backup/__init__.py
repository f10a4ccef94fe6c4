"""bin/backup and bin/restore: base backups, the log between them, media by content, and the drill that proves it.

Everything that leaves for the backup folder is sealed by `age` for a key whose other half is not on this machine, so
that who steals the backup, or the machine that writes it, reads nothing of it. Secrets are never in it (docs/backup.md).
"""
