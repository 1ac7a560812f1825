"""Names and texts that are too much alike are found, others are left in peace."""

import random

import pytest

from core import similarity
from core.similarity import (
    SIMILAR_NAME,
    SIMILAR_TEXT,
    bigrams,
    initials,
    name_degree,
    name_keys,
    text_degree,
    text_keys,
)
from tests.bench.similarity import names, near_duplicates

CORPUS = 4000


@pytest.mark.parametrize(
    ("a", "b", "degree"),
    [
        ("先锋护航", "先锋护航", 100),
        ("“先锋·护航”", "先锋 护航", 100),
        ("ＰＯＷＥＲ工程", "power工程", 100),
        ("红心向党", "“红心向党”党建品牌", 99),
        ("示范窗口", "模范窗口", 99),
        ("先锋护航", "先峰护航", 98),
        ("诗韵税务", "思韵税务", 98),  # sh/s
        ("护航先锋", "先锋护航", 96),
        ("三心服务", "四心服务", 75),
        ("智慧党建", "绿色党建", 50),
        ("党建", "医疗", 0),
        ("", "", 0),
        ("···", "···", 0),
    ],
)
def test_degrees_of_names(a, b, degree):
    assert name_degree(a, b) == name_degree(b, a) == degree


def test_planted_near_duplicates_share_a_key_and_reach_the_threshold():
    rng = random.Random(20)
    corpus = names(CORPUS, rng)
    owners: dict[int, list[int]] = {}
    for owner, words in enumerate(corpus):
        for key in name_keys("".join(words)):
            owners.setdefault(key, []).append(owner)
    found: dict[str, list[bool]] = {}
    for owner in rng.sample(range(CORPUS), 400):
        name = "".join(corpus[owner])
        for kind, twin in near_duplicates(corpus[owner], rng):
            candidates = {o for key in name_keys(twin) for o in owners.get(key, ())}
            found.setdefault(kind, []).append(owner in candidates and name_degree(name, twin) >= SIMILAR_NAME)
    shares = {kind: sum(hits) / len(hits) for kind, hits in found.items()}
    assert len(shares) == 7
    assert {kind: share for kind, share in shares.items() if share < 0.97} == {}


def test_few_names_are_candidates_of_a_name_that_has_no_twin():
    corpus = names(CORPUS, random.Random(3))
    keys = [name_keys("".join(words)) for words in corpus]
    strangers = ["数据跑腿代办站", "法治副校长进课堂", "口岸一刻钟通关", "老兵讲堂"]
    assert [sum(bool(name_keys(name) & other) for other in keys) for name in strangers] == [0, 0, 0, 0]


@pytest.mark.parametrize("name", ["先锋", "初心领航", "一心一意为民服务", "示范引领先锋护航", "先" * 300])
def test_a_name_has_few_keys_of_64_bits(name):
    keys = name_keys(name)
    assert 3 <= len(keys) <= 2 * (similarity.LONGEST_NAME + 3)
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_keys_stay_what_they_are():
    """They are stored: a change of the hashing, the synonyms or the sounds needs the stored ones rebuilt."""
    assert sorted(name_keys("党建")) == [-7468324523529898497, 616801599041190620, 8242669529806333657]
    assert (name_keys(""), name_keys("——"), text_keys("")) == (set(), set(), set())


def test_no_synonym_stands_in_two_lines():
    words = [word for line in similarity.SYNONYMS for word in line.split()]
    assert len(words) == len(set(words))


TEXT = (
    "以党的政治建设为统领，围绕中心、服务大局，把支部建在窗口上，设立党员先锋岗十二个，推行一次告知、限时办结，"
    "让群众少跑路、数据多跑路，每季度走访企业不少于二十家，收集意见建议并逐条答复，年底向全体党员报告。"
)
OTHER = (
    "依托乡村夜校和田间课堂，组织农技党员结对种植大户，春耕送种、夏管送技、秋收送工，建立困难家庭台账，"
    "用方言宣讲惠农政策，编排小戏小品十余个，带动三个村集体增收，形成一户一策的帮扶办法。"
)


class TestTexts:
    def test_a_text_with_small_changes_is_found(self):
        changed = TEXT.replace("十二个", "十五个").replace("每季度", "每半年").replace("年底", "年末")
        assert text_degree(TEXT, changed) >= SIMILAR_TEXT
        assert text_keys(TEXT) & text_keys(changed)

    def test_another_text_is_not(self):
        assert text_degree(TEXT, OTHER) < 10
        assert not text_keys(TEXT) & text_keys(OTHER)

    def test_width_case_and_punctuation_do_not_matter(self):
        assert text_degree("ＡＢＣ，党建！", "abc党建") == 100
        assert text_keys("ＡＢＣ，党建！") == text_keys("abc党建")

    def test_recall_of_texts_above_the_threshold(self):
        rng = random.Random(5)
        characters = list(dict.fromkeys(TEXT + OTHER))
        tried = found = 0
        while tried < 60:
            base = "".join(rng.choice(characters) for _ in range(150))
            twin = "".join(rng.choice(characters) if rng.random() < 0.1 else c for c in base)
            if text_degree(base, twin) >= SIMILAR_TEXT:
                tried += 1
                found += bool(text_keys(base) & text_keys(twin))
        assert found >= 0.97 * tried


def test_bigrams_serve_a_search_from_two_characters():
    assert bigrams("“先锋”护航，先锋岗") == ["先锋", "锋护", "护航", "航先", "锋岗"]
    assert (bigrams("党"), bigrams(" "), bigrams("")) == (["党"], [], [])


def test_initials():
    assert initials("“初心·领航”Power 2") == "cxlhpower2"
    assert initials("重庆") == "cq"
