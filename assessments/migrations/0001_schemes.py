from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("branches", "0004_terms_by_their_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="Scheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("name", models.CharField(max_length=80, verbose_name="细则名称")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="考核年度",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "assesses",
                    models.CharField(
                        choices=[
                            ("working_committee", "机关工委"),
                            ("committee", "党委（党组）"),
                            ("general_branch", "党总支"),
                            ("branch", "党支部"),
                        ],
                        default="branch",
                        max_length=20,
                        verbose_name="考核对象",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="制定依据")),
                ("application", models.TextField(blank=True, max_length=1000, verbose_name="结果运用")),
                (
                    "full_score",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("100"),
                        max_digits=7,
                        validators=[django.core.validators.MinValueValidator(Decimal("1"))],
                        verbose_name="满分",
                    ),
                ),
                (
                    "base_score",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=7,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="基础分",
                    ),
                ),
                (
                    "group_rule",
                    models.CharField(
                        choices=[("sum", "各类别得分直接相加"), ("weighted", "各类别按权重折算")],
                        default="sum",
                        max_length=10,
                        verbose_name="类别得分",
                    ),
                ),
                (
                    "year_share",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="平时占比（%）",
                    ),
                ),
                (
                    "bonus_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="加分合计上限",
                    ),
                ),
                (
                    "total_floor",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=7,
                        null=True,
                        verbose_name="总分下限",
                    ),
                ),
                (
                    "total_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="总分上限",
                    ),
                ),
                (
                    "organization_share",
                    models.PositiveSmallIntegerField(
                        default=80,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="组织考核占比（%）",
                    ),
                ),
                (
                    "mass_share",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="群众评价占比（%）",
                    ),
                ),
                ("extras_after_shares", models.BooleanField(default=False, verbose_name="加减分不折算，直接计入总分")),
                (
                    "satisfaction_floor",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="满意度否决线",
                    ),
                ),
                (
                    "not_applicable",
                    models.CharField(
                        choices=[("rescale", "移出满分，其余按比例折算"), ("full", "按满分计")],
                        default="rescale",
                        max_length=10,
                        verbose_name="不适用指标",
                    ),
                ),
                (
                    "rounding",
                    models.CharField(
                        choices=[("half_up", "四舍五入"), ("half_even", "四舍六入五成双"), ("down", "舍去尾数")],
                        default="half_up",
                        max_length=10,
                        verbose_name="取舍方式",
                    ),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(
                        default=2, validators=[django.core.validators.MaxValueValidator(3)], verbose_name="保留小数位"
                    ),
                ),
                (
                    "tie_rule",
                    models.CharField(
                        choices=[
                            ("shared", "并列，不再区分"),
                            ("mass", "群众评价高者在前"),
                            ("base", "基本分（不含加减分）高者在前"),
                            ("groups", "依次比较各类别得分"),
                        ],
                        default="shared",
                        max_length=10,
                        verbose_name="总分相同",
                    ),
                ),
                (
                    "seat_rounding",
                    models.CharField(
                        choices=[("down", "舍去尾数"), ("half_up", "四舍五入"), ("up", "进一")],
                        default="down",
                        max_length=10,
                        verbose_name="名额取整",
                    ),
                ),
                (
                    "cut_rule",
                    models.CharField(
                        choices=[("leave_out", "同分者均不列入，名额不突破"), ("decide", "由考核单位集体研究择定")],
                        default="leave_out",
                        max_length=10,
                        verbose_name="名额末位同分",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟订中"),
                            ("in_force", "考核中"),
                            ("closed", "已结束"),
                            ("discarded", "已作废"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("frozen_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="定稿时间")),
                ("edit_version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "former",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later",
                        to="assessments.scheme",
                        verbose_name="上一版本",
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schemes",
                        to="branches.organization",
                        verbose_name="考核单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核细则",
                "verbose_name_plural": "考核细则",
                "ordering": ["-year", "-pk"],
                "indexes": [
                    models.Index(fields=["organizer", "status", "-year"], name="assessments_organiz_ed8d9c_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in_force", "closed", "discarded"])),
                        name="scheme_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "organization_share",
                                django.db.models.expressions.CombinedExpression(
                                    models.Value(100), "-", models.F("mass_share")
                                ),
                            )
                        ),
                        name="scheme_shares_sum_to_100",
                    ),
                    models.UniqueConstraint(
                        fields=("organizer", "name", "year", "version"), name="scheme_version_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("name", models.CharField(max_length=20, verbose_name="等次")),
                (
                    "threshold",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="最低分"),
                ),
                (
                    "quota",
                    models.CharField(
                        blank=True,
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(\\d{1,3}(\\.\\d{1,2})?%|[1-9]\\d{0,2}/[1-9]\\d{0,3})\\Z",
                                "请写成百分数或分数，如 1/3。",
                            )
                        ],
                        verbose_name="比例上限",
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名额上限")),
                (
                    "required_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="须达到的得分"
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grades",
                        to="assessments.scheme",
                        verbose_name="考核细则",
                    ),
                ),
            ],
            options={
                "verbose_name": "等次",
                "verbose_name_plural": "等次",
                "ordering": ["scheme", "order", "pk"],
                "constraints": [models.UniqueConstraint(fields=("scheme", "name"), name="scheme_grade_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("name", models.CharField(max_length=60, verbose_name="类别")),
                (
                    "weight",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="权重（%）",
                    ),
                ),
                (
                    "maximum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="类别满分",
                    ),
                ),
                ("is_pool", models.BooleanField(default=False, verbose_name="从类别满分中扣分")),
                (
                    "bonus_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="本类加分上限",
                    ),
                ),
                (
                    "deduction_cap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="本类扣分上限",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="groups",
                        to="assessments.scheme",
                        verbose_name="考核细则",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核类别",
                "verbose_name_plural": "考核类别",
                "ordering": ["scheme", "order", "pk"],
                "constraints": [models.UniqueConstraint(fields=("scheme", "name"), name="scheme_group_name_once")],
            },
        ),
        migrations.CreateModel(
            name="SchemeEvent",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="assessments.scheme"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SchemeImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=120, verbose_name="文件")),
                ("rows", models.JSONField(default=list, verbose_name="内容")),
                ("left_out", models.JSONField(default=list, verbose_name="未采用的行")),
                (
                    "stage",
                    models.CharField(
                        choices=[("open", "待核对"), ("taken", "已生成细则"), ("discarded", "已放弃")],
                        default="open",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("edit_version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="branches.organization",
                        verbose_name="考核单位",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessments.scheme",
                        verbose_name="生成的细则",
                    ),
                ),
            ],
            options={
                "verbose_name": "细则导入",
                "verbose_name_plural": "细则导入",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["open", "taken", "discarded"])),
                        name="scheme_import_stage_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("name", models.CharField(max_length=100, verbose_name="考评项目")),
                ("responsible", models.CharField(blank=True, max_length=100, verbose_name="责任对象")),
                ("content", models.TextField(blank=True, max_length=1000, verbose_name="责任内容")),
                ("mechanism", models.TextField(blank=True, max_length=1000, verbose_name="评分标准")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("documents", "查阅资料"),
                            ("site", "实地查看"),
                            ("interview", "访谈"),
                            ("survey", "测评"),
                            ("records", "系统记录"),
                            ("other", "其他"),
                        ],
                        default="documents",
                        max_length=12,
                        verbose_name="考评方式",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("base", "计分项"),
                            ("bonus", "加分项"),
                            ("deduction", "扣分项"),
                            ("veto", "一票否决"),
                        ],
                        default="base",
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                (
                    "maximum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="分值",
                    ),
                ),
                (
                    "floor",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="下限"),
                ),
                (
                    "per_event",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="每次分值",
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        choices=[("during_year", "平时"), ("year_end", "年终")],
                        default="during_year",
                        max_length=12,
                        verbose_name="考核时段",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("none", "无"),
                            ("activities", "已开展的活动"),
                            ("phases", "创建阶段按期验收"),
                            ("findings", "督查问题整改办结"),
                            ("plans", "年度深化计划"),
                            ("commitments", "公开承诺兑现"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="系统已有数据",
                    ),
                ),
                ("needs_evidence", models.BooleanField(default=False, verbose_name="须关联佐证")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                ("is_comparable", models.BooleanField(default=False, verbose_name="与上一版本可比")),
                ("comparable_reason", models.CharField(blank=True, max_length=200, verbose_name="可比性说明")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="assessments.group",
                        verbose_name="类别",
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="successors",
                        to="assessments.indicator",
                        verbose_name="上一版本对应指标",
                    ),
                ),
                (
                    "veto_grade",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessments.graderule",
                        verbose_name="否决后最高等次",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核指标",
                "verbose_name_plural": "考核指标",
                "ordering": ["group", "order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["base", "bonus", "deduction", "veto"])),
                        name="indicator_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "base"), _negated=True), ("maximum__gt", 0), _connector="OR"
                        ),
                        name="indicator_base_has_maximum",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemeFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("media", "媒体报道、信息稿件"),
                            ("leaders_notes", "领导批示、肯定性意见"),
                            ("photos", "照片、留痕数量"),
                            ("study_notes", "学习笔记、心得篇数"),
                            ("votes", "投票、点赞、转发"),
                            ("check_ins", "打卡、登录次数、积分排名"),
                        ],
                        max_length=16,
                        verbose_name="情形",
                    ),
                ),
                ("found", models.CharField(max_length=60, verbose_name="涉及表述")),
                ("overruled_at", models.DateTimeField(blank=True, null=True, verbose_name="确认保留时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="保留理由")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="assessments.indicator",
                        verbose_name="考核指标",
                    ),
                ),
                (
                    "overruled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认保留人",
                    ),
                ),
            ],
            options={
                "verbose_name": "减负提示",
                "verbose_name_plural": "减负提示",
                "ordering": ["indicator", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "rule"), name="scheme_flag_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overruled_at__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="scheme_flag_overruled_with_reason",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="graderule",
            name="required",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="required_by",
                to="assessments.indicator",
                verbose_name="须达标的指标",
            ),
        ),
    ]
