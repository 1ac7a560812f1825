from django.db import migrations

from core.collation import collate_by_byte

TABLES = ["application", "brand", "phaserecord", "nomination", "honour"]


class Migration(migrations.Migration):
    dependencies = [("brands", "0001_initial")]
    operations = [collate_by_byte(f"brands_{table}", "organization_path", 40) for table in TABLES]
