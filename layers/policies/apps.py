from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "layers.policies"
    label = "policies"
    verbose_name = "政策"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.policies.findable  # noqa: F401
