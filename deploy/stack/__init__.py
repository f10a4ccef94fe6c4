"""The supervisor behind bin/serve, bin/test and manage.py: a private PostGIS cluster, its logins, the processes.

Outside Django on purpose: it must work before there is a database, and it must not hold one open.
"""
