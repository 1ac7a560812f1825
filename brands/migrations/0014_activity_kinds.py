"""The kinds of activities and the checklists that an office starts from; both are data and may be changed."""

from django.db import migrations

CHECKLISTS = {
    "六有": ["有事前方案", "有具体措施", "有明确要求", "有过程检查", "有结果评议", "有实际成效"],
    "五定": ["时间提前约定", "内容事先确定", "议程排好印发", "标准当场讲明", "效果会后核对"],
    "四有": ["对照每名党员的情况", "提出具体的要求", "交代清楚的任务", "写明可核对的指标"],
}
# code, name, checklist, strand of work, other words for it
KINDS = [
    (
        "three_meetings",
        "三会一课",
        "五定",
        "education",
        "支部党员大会 党员大会 支部委员会 支委会 党小组会 支部会议 组织生活会",
    ),
    ("theme_day", "主题党日", "六有", "education", "党日活动 主题党日活动 党日"),
    ("study", "学习培训", "四有", "training", "学习 集中学习 培训 读书班 轮训 研讨"),
    ("lecture", "党课", "五定", "training", "讲党课 上党课 微党课"),
    ("volunteer", "志愿服务", "六有", "other", "志愿 志愿者 义务服务 社区报到"),
    ("exchange", "开放日、互访", "", "other", "开放日 互访 参观 交流 观摩 联建"),
    ("outreach", "宣讲", "", "education", "宣讲团 巡讲 宣传"),
    ("other", "其他", "", "other", ""),
]


def put_in(apps, schema_editor):
    Checklist, ActivityKind = (apps.get_model("brands", name) for name in ("Checklist", "ActivityKind"))
    lists = {
        name: Checklist.objects.get_or_create(name=name, defaults={"items": i})[0] for name, i in CHECKLISTS.items()
    }
    for order, (code, name, checklist, strand, words) in enumerate(KINDS, start=1):
        values = {"name": name, "checklist": lists.get(checklist), "strand": strand, "words": words, "order": order}
        ActivityKind.objects.get_or_create(code=code, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("brands", "0013_activities_commitments_deeds")]
    operations = [migrations.RunPython(put_in, migrations.RunPython.noop)]
