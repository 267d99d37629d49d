from django.db import migrations, models


class Migration(migrations.Migration):
    """When a sending's addresses were forgotten; all of today's are still known."""

    dependencies = [("messaging", "0010_parts_within_a_second")]

    operations = [
        migrations.AddField("sending", "addresses_forgotten_at", models.DateTimeField(null=True)),
    ]
