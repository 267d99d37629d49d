from django.db import migrations


class Migration(migrations.Migration):
    """Half-empty pages: the three or four updates of a delivery stay within its page (HOT)."""

    dependencies = [("messaging", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE messaging_delivery SET (fillfactor = 50)",
            "ALTER TABLE messaging_delivery RESET (fillfactor)",
        )
    ]
