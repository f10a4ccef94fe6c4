"""Somebody who has logged in, second factor included, without the pages of it."""

from django.utils import timezone


def sign_in(client, user):
    """The client, as ``user``: what Client.force_login does, and the mark of a second factor that was given."""
    client.force_login(user)
    session, now = client.session, int(timezone.now().timestamp())
    session.update({"began": now, "seen": now, "second_factor": True})
    session.save()
    return client
