"""Casting a ballot: the code's row goes, the ballot is shuffled into its box, in one transaction.

What is written touches two tables: the code is deleted, and the box – one row for all ballots about an organisation –
is rewritten as a whole. No row is made whose key, place, xmin or time would be this ballot's own.
"""

import random
import re
import secrets
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from assessments.models import BallotBox, SealedCode, Survey, SurveyTarget
from assessments.services.survey.codes import digest_of
from core.errors import BusinessError

REFUSED = "评价码无效或者已经使用，请核对后重新输入。"
HELP = "每个评价码只能使用一次，在评价期限内有效。如有疑问，请与发放评价码的单位联系。"
RECEIPT = re.compile(r"[1-9]\d{0,8}-[\u4e00-\u9fff]{4}-\d{6}")
# Pairs of characters. Two of them and six digits: some thousand million receipts in each box.
WORDS = (
    "松涛晨光溪水青山白云春雨秋叶冬雪夏荷清风明月朝霞晚霞星河海浪江水"
    "湖光泉声竹林梅花兰草菊花桃花杏花梨花荷叶芦苇稻香麦田茶山果园草原"
    "雪山平湖长堤小桥石阶古塔灯火渔舟帆影雁阵鹤鸣莺啼燕飞鱼跃鹿鸣马蹄"
    "书声墨香琴音笛声鼓点风筝纸船陶罐丝路瓷碗木舟竹筏石桥山路田园村舍"
)
_random = random.SystemRandom()
Answers = Mapping[str, int | list[int]]


class CodeRefused(BusinessError):
    """Unknown, spent, annulled, too early, too late: one answer for all of them."""

    def __init__(self) -> None:
        super().__init__(REFUSED, details=[HELP])


def look_up(survey: Survey, code: str) -> SurveyTarget | None:
    """The organisation that this code may be used for now; None whatever the reason is that it may not."""
    found = _running_codes(code).filter(target__survey=survey).select_related("target__organization").first()
    return found.target if found else None


def find_survey(code: str) -> SurveyTarget | None:
    """The same for whoever holds a code alone: the code leads to its survey."""
    found = _running_codes(code).select_related("target__organization", "target__survey__organizer").first()
    return found.target if found else None


def _running_codes(code: str) -> QuerySet[SealedCode]:
    return SealedCode.objects.filter(digest=digest_of(code), target__survey__in=Survey.objects.running())


def cast(survey: Survey, *, code: str, answers: Answers, texts: Mapping[str, str], receipt: str = "") -> str:
    """Count the ballot and return its receipt; CodeRefused when the code may not be used, now or any more.

    `receipt` is the one that the form offered: sent again after an answer that got lost, it tells that the ballot
    has been counted.
    """
    with transaction.atomic():
        target = look_up(survey, code)
        box = BallotBox.objects.select_for_update().get(pk=target.pk) if target else None
        # The box is held: whoever counts it comes before or after, and is seen by this second look.
        if target is None or box is None or not _is_running(survey) or not _spend(code, target):
            if is_counted(survey, receipt):
                return receipt
            raise CodeRefused
        receipt = _fresh_receipt(box, target, receipt)
        _put(box, answers, texts, receipt)
    return receipt


def _spend(code: str, target: SurveyTarget) -> bool:
    """The conditional DELETE that exactly one of several succeeds with."""
    return SealedCode.objects.filter(digest=digest_of(code), target=target).delete()[0] == 1


def _put(box: BallotBox, answers: Answers, texts: Mapping[str, str], receipt: str) -> None:
    """Shuffled with all that lies there; the texts on piles of their own."""
    box.received += 1
    box.ballots.append(dict(answers))
    _random.shuffle(box.ballots)
    for question, text in texts.items():
        pile = box.texts.setdefault(question, [])
        pile.append(text)
        _random.shuffle(pile)
    # Python keeps the order of insertion, which would tell who was first to write something.
    box.texts = dict(sorted(box.texts.items()))
    box.receipts = sorted([*box.receipts, receipt])
    box.save()


def offer_receipt(target: SurveyTarget) -> str:
    """What a form carries along; it rests on nothing but chance."""
    word = _word() + _word()
    return f"{target.number}-{word}-{secrets.randbelow(1_000_000):06}"


def _word() -> str:
    start = 2 * secrets.randbelow(len(WORDS) // 2)
    return WORDS[start : start + 2]


def _fresh_receipt(box: BallotBox, target: SurveyTarget, offered: str) -> str:
    """The offered one, if it is such a one and nobody has it."""
    taken = set(box.receipts)
    is_good = RECEIPT.fullmatch(offered) and offered.startswith(f"{target.number}-")
    while not is_good or offered in taken:
        offered, is_good = offer_receipt(target), True
    return offered


def is_counted(survey: Survey, receipt: str) -> bool:
    return counted_for(survey, receipt) is not None


def counted_for(survey: Survey, receipt: str) -> SurveyTarget | None:
    """In which organisation's box the ballot of this receipt lies; None when there is none."""
    text = "".join(receipt.split())
    if not RECEIPT.fullmatch(text):
        return None
    number = int(text.partition("-")[0])
    boxes = BallotBox.objects.filter(target__survey=survey, target__number=number).defer("ballots", "texts")
    box = boxes.select_related("target__organization", "target__survey").first()
    return box.target if box and text in box.receipts else None


def _is_running(survey: Survey) -> bool:
    return Survey.objects.running().filter(pk=survey.pk).exists()
