"""Names and texts that are too much alike (雷同): keys that alike ones share, and degrees to rank them by.

`name_keys` and `text_keys` go into an indexed column; whoever shares any key is a candidate, ranked by
`name_degree` or `text_degree` (0 to 100). Both need the same code on both sides: whoever changes the synonyms,
the sounds or the hashing rebuilds the stored keys.
"""

import hashlib
import random
import re
import unicodedata
from functools import cache, lru_cache
from math import floor

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import OSA

SIMILAR_NAME = 75  # one character of four
SIMILAR_TEXT = 60  # three fifths of all neighbouring pairs of characters in common
LONGEST_NAME = 40

# Words that say the same in the name of a brand; the first stands for all.
SYNONYMS = (
    "示范 模范 标兵 榜样 表率 样板",
    "先锋 先进 先行 先导 尖兵 排头兵",
    "引领 领航 引航 领军 领跑 带领 引路",
    "守护 护航 守卫 保卫 捍卫",
    "攻坚 攻关 突击",
    "同心 齐心 连心 一心",
    "红心 丹心 赤心",
    "贴心 知心 暖心 温馨",
    "旗帜 红旗 党旗",
    "百姓 群众 人民",
    "智慧 智能 数智",
    "高效 快捷 快速",
    "绿色 生态",
    "匠心 工匠",
    "桥梁 纽带",
    "奉献 贡献",
    "创新 革新",
    "质量 品质",
    "堡垒 阵地",
)
CANON = {word: line.split()[0] for line in SYNONYMS for word in line.split()[1:]}
SYNONYM = re.compile("|".join(sorted(CANON, key=len, reverse=True)))
# What nearly every name may end in tells no two apart.
GENERIC_END = re.compile("(?:特色|党建|服务|支部)*品牌$")

# MinHash: 24 bands of 4; texts with three fifths in common share a band in 96 of 100 cases, with a tenth in 1 of 400.
BANDS, ROWS = 24, 4
PRIME = (1 << 61) - 1
_numbers = random.Random(20_260_101)  # noqa: S311  (fixed on purpose: the same text has the same keys for ever)
PERMUTATIONS = [(_numbers.randrange(1, PRIME), _numbers.randrange(PRIME)) for _ in range(BANDS * ROWS)]


def normalised(text: str) -> str:
    """Letters and digits only, in one width and case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def name_keys(name: str) -> set[int]:
    """Signed 64-bit fingerprints; names that differ in one character, order, a synonym or the sound share one."""
    keys = set()
    # The words as written too: one changed character hides a synonym from the table.
    for form in {_without_end(name), _canonical(name)} - {""}:
        keys |= {_key("sound", " ".join(_sounds(form))), _key("order", "".join(sorted(form))), _key("form", form)}
        if len(form) > 3:  # of three characters, two in common are not enough
            keys |= {_key("form", form[:i] + form[i + 1 :]) for i in range(len(form))}
    return keys


def name_degree(a: str, b: str) -> int:
    """How much alike two names are; 100 only for the same characters."""
    plain_a, plain_b = normalised(a), normalised(b)
    if not plain_a or not plain_b:
        return 0
    degrees = [OSA.normalized_similarity(plain_a, plain_b)]
    for form_a, form_b in {(_without_end(a), _without_end(b)), (_canonical(a), _canonical(b))}:
        degrees += (
            0.99 * OSA.normalized_similarity(form_a, form_b),
            0.98 * OSA.normalized_similarity(_sounds(form_a), _sounds(form_b)),
            0.96 * OSA.normalized_similarity(sorted(form_a), sorted(form_b)),
        )
    return floor(100 * max(degrees) + 1e-6)


def text_keys(text: str) -> set[int]:
    """Signed 64-bit MinHash bands over pairs of neighbouring characters; empty for an empty text."""
    return bands(signature(text))


def signature(text: str) -> list[int]:
    """The text's MinHash: the least number of each permutation; of two texts together it is the lesser of both."""
    pairs = [_key("pair", pair) % PRIME for pair in bigrams(text)]
    return [min((a * pair + b) % PRIME for pair in pairs) for a, b in PERMUTATIONS] if pairs else []


def bands(least: list[int]) -> set[int]:
    """The keys that a signature comes to."""
    return {_key("band", f"{i}:{least[i * ROWS : (i + 1) * ROWS]}") for i in range(BANDS)} if least else set()


def text_degree(a: str, b: str) -> int:
    """The share of pairs of neighbouring characters that two texts have in common (Jaccard), in hundredths."""
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    if not pairs_a or not pairs_b:
        return 0
    return 100 * len(pairs_a & pairs_b) // len(pairs_a | pairs_b)


@lru_cache(maxsize=64)
def _pairs(text: str) -> frozenset[str]:
    """Kept for a while: one text is compared with many."""
    return frozenset(bigrams(text))


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring characters, each once, in order; a single character stands for itself."""
    plain = normalised(text)
    if len(plain) < 2:
        return [plain] if plain else []
    return list(dict.fromkeys(plain[i : i + 2] for i in range(len(plain) - 1)))


def initials(name: str) -> str:
    """First letters of the sounds, for search: 初心领航 → cxlh."""
    return "".join(lazy_pinyin(normalised(name), style=Style.FIRST_LETTER)).lower()


@lru_cache(maxsize=4096)
def _without_end(name: str) -> str:
    plain = normalised(name)
    core = GENERIC_END.sub("", plain)
    return (core if len(core) > 1 else plain)[:LONGEST_NAME]


@lru_cache(maxsize=4096)
def _canonical(name: str) -> str:
    """The name without its generic end, synonyms brought to one word."""
    return SYNONYM.sub(lambda match: CANON[match[0]], _without_end(name))[:LONGEST_NAME]


def _sounds(form: str) -> list[str]:
    return [_sound(character) for character in form]


@cache
def _sound(character: str) -> str:
    """One character's sound with the commonly confused ones folded: zh/z, ch/c, sh/s, n/l before, ng/n behind."""
    sound = lazy_pinyin(character)[0]
    if sound == character:
        return sound
    sound = re.sub("^([zcs])h", r"\1", sound)
    return re.sub("^n", "l", re.sub("ng$", "n", sound))


def _key(kind: str, form: str) -> int:
    digest = hashlib.blake2b(f"{kind}:{form}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
