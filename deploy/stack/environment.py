"""What the processes are told: demo or production, the secret keys, the three database logins."""

import os
from collections.abc import Mapping
from pathlib import Path

from deploy.stack.credentials import given, secret
from deploy.stack.errors import SetUpError

DATABASE_NAMES = ("DATABASE_OWNER_URL", "DATABASE_URL", "DATABASE_READ_URL")
# Made in var/secrets when the environment does not bring them.
SECRETS = {
    "SECRET_KEY": "secret_key",
    "SECOND_FACTOR_KEY": "second_factor_key",
    "CUNTU_PERSONAL_KEYS": "personal_key",
}


def names_its_own_server(environment: Mapping[str, str]) -> bool:
    """All three logins are given: the private cluster is left out. Some of them is a mistake worth naming."""
    given = [name for name in DATABASE_NAMES if environment.get(name)]
    if given and len(given) < len(DATABASE_NAMES):
        missing = [name for name in DATABASE_NAMES if name not in given]
        raise SetUpError(
            f"{' and '.join(given)} is set, but not {' and '.join(missing)}.",
            "Set all three for a server of your own (docs/setup.md), or none for the private cluster.",
        )
    return bool(given)


def base_environment(var: Path) -> dict[str, str]:
    """Ours, completed. CUNTU_MODE=production turns the demo off; a CUNTU_DEMO that is set wins."""
    environment = dict(os.environ)
    environment.setdefault("CUNTU_VAR", str(var))
    environment.setdefault("CUNTU_DEMO", "0" if environment.get("CUNTU_MODE") == "production" else "1")
    environment.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    for name, file in SECRETS.items():
        if not environment.get(name):
            environment[name] = secret(var / "secrets", file)
    # The object storage made this one.
    if environment.get("CUNTU_BUCKET") and not environment.get("CUNTU_BUCKET_SECRET"):
        environment["CUNTU_BUCKET_SECRET"] = given(var / "secrets", "bucket_secret")
    return environment
