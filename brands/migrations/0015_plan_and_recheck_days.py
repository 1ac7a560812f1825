import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0014_activity_kinds"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="plan_days",
            field=models.PositiveSmallIntegerField(
                default=30,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(180),
                ],
                verbose_name="年度计划报送天数",
            ),
        ),
        migrations.AddField(
            model_name="program",
            name="recheck_days",
            field=models.PositiveSmallIntegerField(
                default=90,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="复核提前天数",
            ),
        ),
    ]
