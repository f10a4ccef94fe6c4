from django.contrib.postgres.indexes import GistIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("roads", "0002_report"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="roadedge",
            index=GistIndex(fields=["line"], name="roads_edge_where"),
        ),
    ]
