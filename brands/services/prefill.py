"""What a first filing is filled with from the survey of highlights, so that nothing is typed twice."""

from brands.enums import CarrierKind
from brands.limits import CARRIER_NAME_MOST, CARRIERS_MOST
from brands.models import Application, Highlight

# What a carrier's name says of its kind; the first word found decides.
KIND_WORDS = (
    ("队", CarrierKind.TEAM),
    ("团", CarrierKind.TEAM),
    ("小组", CarrierKind.TEAM),
    ("岗", CarrierKind.POST),
    ("窗口", CarrierKind.POST),
    ("平台", CarrierKind.PLATFORM),
    ("公众号", CarrierKind.PLATFORM),
    ("小程序", CarrierKind.PLATFORM),
    ("制度", CarrierKind.SYSTEM),
    ("机制", CarrierKind.SYSTEM),
    ("工作法", CarrierKind.METHOD),
    ("阵地", CarrierKind.PLACE),
    ("室", CarrierKind.PLACE),
    ("馆", CarrierKind.PLACE),
    ("站", CarrierKind.PLACE),
    ("中心", CarrierKind.PLACE),
)


def fill_from_survey(application: Application) -> None:
    """Name, concept, connotation and carriers as the branch has described itself; the text says where it is from."""
    sheet = Highlight.objects.filter(program=application.program_id, organization=application.organization_id).first()
    if sheet is None:
        return
    application.name = sheet.idea
    application.concept = sheet.core_task
    served = f"服务对象和需求：{sheet.served}" if sheet.served.strip() else ""
    application.connotation = "\n".join(part for part in (sheet.strengths.strip(), served) if part)
    application.carriers = carriers_of(sheet.carriers)
    day = f"{sheet.filled_on:%Y年%-m月%-d日}" if sheet.filled_on else ""
    application.prefilled_from = f"{day}填写的亮点摸底"


def carriers_of(text: str) -> list[dict[str, str]]:
    """A line each: 名称：说明; the kind by the words of the name, an activity when none says otherwise."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for line in filter(None, (line.strip(" \t　。；;、") for line in text.splitlines())):
        name, _, rest = line.replace(":", "：", 1).partition("：")
        note = rest.strip()
        if len(name) > CARRIER_NAME_MOST:
            name, note = name[:CARRIER_NAME_MOST], line
        kind = next((kind for word, kind in KIND_WORDS if word in name), CarrierKind.ACTIVITY)
        rows.setdefault((kind, name), {"kind": str(kind), "name": name, "text": note})
    return list(rows.values())[:CARRIERS_MOST]
