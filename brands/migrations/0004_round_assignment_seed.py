from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brands", "0003_honour_level_never_null")]
    operations = [
        migrations.AddField(
            model_name="selectionround",
            name="assignment_seed",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="分配随机数"),
        ),
    ]
