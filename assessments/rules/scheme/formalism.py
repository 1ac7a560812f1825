"""What must not be scored, found in an indicator's words; the rule is told in our own words, with its name."""

import re
import unicodedata
from dataclasses import dataclass

from assessments.enums.scheme import FormalismRule

RELIEF = "《整治形式主义为基层减负若干规定》"
APPS = "《政务移动互联网应用程序规范化管理办法》"
# A clause that forbids is no clause that scores.
FORBIDS = re.compile("不得|不以|不将|不把|不再|不考核|不作为|不计入|不要求|禁止|严禁|杜绝|避免|违规|摊派|减少")
CLAUSES = re.compile(r"[，。；;,、!！?？\n]")


@dataclass(frozen=True)
class Guard:
    """Words that give a case away, the rule that speaks of it, and what to look at instead."""

    pattern: re.Pattern[str]
    source: str
    rule: str
    advice: str


GUARDS: dict[FormalismRule, Guard] = {
    FormalismRule.MEDIA: Guard(
        re.compile("媒体|报道|信息稿|宣传稿|新闻稿|稿件|投稿|刊发|刊登|推文|采用信息"),
        RELIEF,
        "不得把媒体刊载、信息报送的数量当作工作成效来考核。",
        "建议改为看工作本身带来的变化，如服务事项办结、群众反映问题的解决情况。",
    ),
    FormalismRule.LEADERS_NOTES: Guard(
        re.compile("批示|签批|肯定性意见|领导肯定|领导点评"),
        RELIEF,
        "不得以领导同志的批示或者肯定性意见作为加分、评先的依据。",
        "建议改为看具体任务的完成情况。",
    ),
    FormalismRule.PHOTOS: Guard(
        re.compile("照片|图片|截图|影像|留痕|拍照|合影"),
        RELIEF,
        "不得以照片、截图等痕迹材料的有无多少代替对实绩的评价。",
        "建议改为实地查看或者访谈，系统中已有的活动记录可直接带入。",
    ),
    FormalismRule.STUDY_NOTES: Guard(
        re.compile("笔记|心得|体会文章|学习体会|手抄"),
        RELIEF,
        "不得检查学习笔记，不得规定心得体会的篇数字数。",
        "建议改为看学用结合，如谈话了解、解决实际问题的情况。",
    ),
    FormalismRule.VOTES: Guard(
        re.compile("投票|点赞|转发|集赞|阅读量|浏览量|点击量|关注量|粉丝"),
        APPS,
        "不得用网络投票、点赞、转发、浏览等数据开展评价。",
        "建议改用群众评价：一人一码、匿名填写。",
    ),
    FormalismRule.CHECK_INS: Guard(
        re.compile("打卡|签到|登录次数|登陆次数|登录率|活跃度|活跃率|在线时长|积分排名|学习积分|下载量|注册率"),
        APPS,
        "不得考核打卡签到、登录次数、在线时长，不得按积分排名通报。",
        "建议删除本项，或者改为看参加组织生活的实际情况。",
    ),
}


def found_in(*texts: str) -> dict[FormalismRule, str]:
    """Case → the clause that gives it away, shortened; at most one for each case."""
    found: dict[FormalismRule, str] = {}
    for clause in CLAUSES.split("，".join(_plain(text) for text in texts)):
        if not clause or FORBIDS.search(clause):
            continue
        for rule, guard in GUARDS.items():
            if rule not in found and guard.pattern.search(clause):
                found[rule] = clause[:60]
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^\S\n]+", "", unicodedata.normalize("NFKC", text))
