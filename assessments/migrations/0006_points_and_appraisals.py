import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("assessments", "0005_scheme_import_details"),
        ("branches", "0004_terms_by_their_end"),
        ("brands", "0015_plan_and_recheck_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="评议会议日期")),
                ("expected", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="应到党员")),
                ("present", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="实到党员")),
                ("edit_version", models.PositiveIntegerField(default=0, verbose_name="编辑版次")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "拟定中"), ("submitted", "待上级审批"), ("approved", "已审批")],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="branches.organization",
                        verbose_name="党支部",
                    ),
                ),
            ],
            options={
                "verbose_name": "民主评议",
                "verbose_name_plural": "民主评议",
                "ordering": ["-year", "organization_path"],
                "indexes": [
                    models.Index(fields=["organization_path", "status", "year"], name="assessments_organiz_abb225_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted", "approved"])),
                        name="appraisal_status_known",
                    ),
                    models.UniqueConstraint(fields=("organization", "year"), name="appraisal_once_a_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "base_points",
                    models.DecimalField(decimal_places=2, default=0, max_digits=6, verbose_name="年度基础分"),
                ),
                ("exempt_classes", models.JSONField(blank=True, default=list, verbose_name="免于积分的党员")),
                ("application", models.TextField(blank=True, max_length=1000, verbose_name="结果运用")),
                ("edit_version", models.PositiveIntegerField(default=0, verbose_name="编辑版次")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟订中"),
                            ("in_force", "执行中"),
                            ("closed", "已停用"),
                            ("discarded", "已作废"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point_plans",
                        to="branches.organization",
                        verbose_name="制定单位",
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.regulation",
                        verbose_name="依据的制度",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分办法",
                "verbose_name_plural": "积分办法",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in_force", "closed", "discarded"])),
                        name="point_plan_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "in_force")),
                        fields=("organizer",),
                        name="point_plan_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40, verbose_name="操作")),
                ("label", models.CharField(max_length=40, verbose_name="操作名称")),
                ("source", models.CharField(max_length=20, verbose_name="原状态")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人姓名")),
                ("comment", models.TextField(blank=True, verbose_name="意见")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="assessments.appraisal"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AppraisalRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member_status",
                    models.CharField(
                        choices=[("formal", "正式党员"), ("probationary", "预备党员")],
                        max_length=12,
                        verbose_name="党员类别",
                    ),
                ),
                (
                    "points",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="年度积分"),
                ),
                ("band", models.CharField(blank=True, max_length=20, verbose_name="积分档次")),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "优秀"),
                            ("qualified", "合格"),
                            ("basic", "基本合格"),
                            ("unqualified", "不合格"),
                            ("none", "不定等次"),
                            ("absent", "未参加"),
                        ],
                        max_length=12,
                        verbose_name="评议等次",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="assessments.appraisal",
                        verbose_name="民主评议",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="branches.member",
                        verbose_name="党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "评议结果",
                "verbose_name_plural": "评议结果",
                "ordering": ["appraisal", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("appraisal", "member"), name="appraisal_member_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("member_status", "probationary"), _negated=True),
                            ("grade__in", ["", "none", "absent"]),
                            _connector="OR",
                        ),
                        name="appraisal_probationary_ungraded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="月份",
                    ),
                ),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="支委会审定日期")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "登记中"), ("closed", "已审定")],
                        default="open",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point_months",
                        to="branches.organization",
                        verbose_name="党支部",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="months",
                        to="assessments.pointplan",
                        verbose_name="积分办法",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分月份",
                "verbose_name_plural": "积分月份",
                "ordering": ["-year", "-month", "pk"],
                "indexes": [
                    models.Index(fields=["organization_path", "year", "month"], name="assessments_organiz_2423ce_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "closed"])), name="point_month_status_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="point_month_in_year"
                    ),
                    models.UniqueConstraint(fields=("organization", "year", "month"), name="point_month_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20, verbose_name="档次")),
                (
                    "at_least",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="不低于"),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bands",
                        to="assessments.pointplan",
                        verbose_name="积分办法",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分档次",
                "verbose_name_plural": "积分档次",
                "ordering": ["plan", models.OrderBy(models.F("at_least"), descending=True, nulls_last=True), "pk"],
                "constraints": [models.UniqueConstraint(fields=("plan", "name"), name="point_band_once")],
            },
        ),
        migrations.CreateModel(
            name="PointPlanEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40, verbose_name="操作")),
                ("label", models.CharField(max_length=40, verbose_name="操作名称")),
                ("source", models.CharField(max_length=20, verbose_name="原状态")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人姓名")),
                ("comment", models.TextField(blank=True, verbose_name="意见")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="assessments.pointplan"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PointRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("category", models.CharField(max_length=20, verbose_name="类别")),
                ("item", models.CharField(max_length=80, verbose_name="积分事项")),
                ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="每次分值")),
                (
                    "cap",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="上限"),
                ),
                (
                    "cap_period",
                    models.CharField(
                        choices=[
                            ("none", "不设上限"),
                            ("month", "每月"),
                            ("quarter", "每季度"),
                            ("year", "每年"),
                            ("campaign", "规则有效期内"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="上限周期",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="起始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="截止日期")),
                ("needs_activity", models.BooleanField(default=False, verbose_name="须关联活动记录")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="assessments.pointplan",
                        verbose_name="积分办法",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分规则",
                "verbose_name_plural": "积分规则",
                "ordering": ["plan", "order", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points", 0), _negated=True), name="point_rule_counts"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cap__isnull", True), ("cap_period", "none")),
                            models.Q(models.Q(("cap_period", "none"), _negated=True), ("cap__gt", 0)),
                            _connector="OR",
                        ),
                        name="point_rule_cap_with_period",
                    ),
                    models.UniqueConstraint(fields=("plan", "category", "item"), name="point_rule_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointMonthEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40, verbose_name="操作")),
                ("label", models.CharField(max_length=40, verbose_name="操作名称")),
                ("source", models.CharField(max_length=20, verbose_name="原状态")),
                ("target", models.CharField(max_length=20, verbose_name="新状态")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人姓名")),
                ("comment", models.TextField(blank=True, verbose_name="意见")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="assessments.pointmonth"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PointEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organization_path", models.CharField(editable=False, max_length=40)),
                ("happened_on", models.DateField(verbose_name="日期")),
                ("times", models.PositiveSmallIntegerField(default=1, verbose_name="次数")),
                ("full_points", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="应计分")),
                ("points", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="计入分")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.activity",
                        verbose_name="关联活动",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point_entries",
                        to="branches.member",
                        verbose_name="党员",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="assessments.pointentry",
                        verbose_name="冲正的记录",
                    ),
                ),
                (
                    "month",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="assessments.pointmonth",
                        verbose_name="月份",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="assessments.pointrule",
                        verbose_name="积分规则",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分记录",
                "verbose_name_plural": "积分记录",
                "ordering": ["happened_on", "pk"],
                "indexes": [
                    models.Index(fields=["member", "happened_on"], name="assessments_member__c3e9cd_idx"),
                    models.Index(fields=["organization_path", "happened_on"], name="assessments_organiz_6a7770_idx"),
                ],
            },
        ),
    ]
