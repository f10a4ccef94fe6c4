from django.db import migrations

FIGURES = (
    "number", "price_per_mu", "basic_farmland_per_mu", "construction_per_mu", "unused_per_mu", "land_share",
    "resettlement_share", "valid_from", "withdrawn_at",
)  # fmt: skip


def trigger(area: str) -> str:
    old, new = (", ".join(f"{row}.{name}" for name in FIGURES) + ", " + area.format(row) for row in ("OLD", "NEW"))
    return f"""
DROP TRIGGER compensation_lapse_of_change ON compensation_compensationzone;
CREATE TRIGGER compensation_lapse_of_change AFTER UPDATE ON compensation_compensationzone
  FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION compensation_lapse();
"""


class Migration(migrations.Migration):
    # pg_restore works with an empty search_path, where IS DISTINCT FROM finds no operator for geometry: no dump of the
    # service could be restored. Bytes it can compare everywhere.
    dependencies = [("compensation", "0002_confirmed_table")]

    operations = [migrations.RunSQL(trigger("ST_AsEWKB({}.area)"), trigger("{}.area"))]
