"""Measures the similarity check on PostgreSQL: how fast, and how many planted near-duplicates it finds.

python scripts/services.py --only postgresql -- python -m tests.bench.similarity [size ...]
"""

import io
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator

from core.similarity import SIMILAR_NAME, SYNONYMS, name_degree, name_keys

CANDIDATES = 300


def _words(text: str) -> list[str]:
    return text.split()


LEADS = _words(
    "红色 初心 匠心 先锋 同心 智慧 绿色 阳光 暖心 贴心 红旗 党旗 丹心 赤诚 青春 金盾 蓝盾 橄榄 雷锋 梦想 筑梦 追梦 "
    "薪火 星火 灯塔 航标 扬帆 破浪 春风 春雨 朝阳 晨光 清风 廉洁 正气 法治 平安 健康 幸福 和美 忠诚 担当 实干 奋进 "
    "卓越 一流 创优 争先 攻坚 突击 铁军 尖兵 硬核 动力 引擎 磐石 基石 脊梁 支点 纽带 桥梁 心桥 连心 凝心 聚力"
)
MIDDLES = _words(
    "税务 海关 医保 社保 民政 司法 检察 审计 统计 财政 教育 科技 文旅 体育 卫健 应急 消防 气象 水务 电力 燃气 供热 "
    "公交 地铁 铁路 民航 港口 邮政 电信 银行 保险 证券 农业 林业 渔业 粮食 盐业 烟草 商务 市监 质检 计量 档案 党校 "
    "园区 社区 街道 乡村 校园 医院 工地 班组 车间 窗口 热线 讲堂 课堂 驿站 书屋 广场 田野 江河 山海 高原 边关"
)
ENDS = _words(
    "领航 护航 引领 先行 示范 标兵 模范 服务 为民 惠民 利民 便民 安民 富民 聚民 助企 兴企 强企 兴业 兴农 振兴 强基 "
    "固本 铸魂 育人 育才 聚才 聚心 聚光 发光 闪光 增辉 添彩 出彩 争优 创新 创效 提质 增效 保障 守护 守望 相伴 同行 "
    "共建 共享 共治 传承 宣讲 志愿 奉献 关爱 帮扶 结对 攻关 突破 跨越 腾飞 远航 启航 起航 扬帆 向前 向党"
)
CHARACTERS = sorted({c for word in LEADS + MIDDLES + ENDS for c in word})
HOMOPHONES = dict(
    ["锋峰", "心新", "航行", "红虹", "旗骑", "星兴", "城诚", "匠降", "梦孟", "智志", "洋阳", "桥侨", "青清"]
)
HOMOPHONES |= {b: a for a, b in HOMOPHONES.items()} | {"航": "杭", "民": "岷", "服": "福", "光": "广", "先": "鲜"}
Name = tuple[str, ...]


def names(count: int, rng: random.Random) -> list[Name]:
    """So many different names of brands, each as its words."""
    made: dict[str, Name] = {}
    while len(made) < count:
        words = [rng.choice(LEADS), rng.choice(ENDS)]
        if rng.random() < 0.97:
            words.insert(1, rng.choice(MIDDLES))
        if rng.random() < 0.7:
            words.insert(rng.randrange(len(words) + 1), rng.choice(LEADS + ENDS))
        made.setdefault("".join(words), tuple(words))
    return list(made.values())


def near_duplicates(words: Name, rng: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, name) for each way in which the name can be almost the same."""
    name = "".join(words)
    i = rng.randrange(len(name))
    other = rng.choice([c for c in CHARACTERS if c != name[i]])
    yield "substituted", name[:i] + other + name[i + 1 :]
    yield "inserted", name[:i] + other + name[i:]
    yield "left out", name[:i] + name[i + 1 :]
    j = rng.randrange(len(name) - 1)
    yield "exchanged", name[:j] + name[j + 1] + name[j] + name[j + 2 :]
    turned = list(words)
    while turned == list(words):
        rng.shuffle(turned)
    yield "reordered", "".join(turned)
    for line in SYNONYMS:
        for word in set(line.split()) & set(words):
            yield "synonym", name.replace(word, rng.choice([w for w in line.split() if w != word]))
    for k, character in enumerate(name):
        if character in HOMOPHONES:
            yield "homophone", name[:k] + HOMOPHONES[character] + name[k + 1 :]
            break


def measure(sizes: list[int], *, samples: int = 300, seed: int = 1) -> list[dict]:
    """For each number of stored names: milliseconds of a check (p50, p95), recall over all kinds and by kind."""
    from django.db import connection

    rng = random.Random(seed)
    everything = names(max(sizes), rng)
    results = []
    for size in sizes:
        with connection.cursor() as cursor:
            _load(cursor, everything[:size])
            times: list[float] = []
            found: dict[str, list[bool]] = {}
            for owner in rng.sample(range(size), min(samples, size)):
                for kind, twin in near_duplicates(everything[owner], rng):
                    begun = time.perf_counter()
                    alike = _check(cursor, twin)
                    times.append((time.perf_counter() - begun) * 1000)
                    found.setdefault(kind, []).append(owner in alike)
        every = [hit for hits in found.values() for hit in hits]
        results.append(
            {
                "size": size,
                "p50": statistics.median(times),
                "p95": statistics.quantiles(times, n=20)[-1],
                "recall": statistics.mean(every),
                "kinds": {kind: statistics.mean(hits) for kind, hits in sorted(found.items())},
            }
        )
    return results


def _load(cursor, rows: list[Name]) -> None:
    cursor.execute("DROP TABLE IF EXISTS name_keys; DROP TABLE IF EXISTS stored_names")
    cursor.execute("CREATE TEMPORARY TABLE name_keys (key bigint, owner bigint)")
    cursor.execute("CREATE TEMPORARY TABLE stored_names (owner bigint, name text)")
    for start in range(0, len(rows), 100_000):
        part = ["".join(words) for words in rows[start : start + 100_000]]
        keys = "".join(f"{key}\t{start + i}\n" for i, name in enumerate(part) for key in name_keys(name))
        cursor.copy_expert("COPY name_keys FROM STDIN", io.StringIO(keys))
        lines = "".join(f"{start + i}\t{name}\n" for i, name in enumerate(part))
        cursor.copy_expert("COPY stored_names FROM STDIN", io.StringIO(lines))
    cursor.execute("CREATE INDEX ON name_keys (key); CREATE INDEX ON stored_names (owner)")
    cursor.execute("ANALYZE name_keys; ANALYZE stored_names")


def _check(cursor, name: str) -> set[int]:
    """The owners whose names are alike: candidates by key, those with most keys in common first, then by degree."""
    cursor.execute(
        "SELECT owner, name FROM (SELECT owner FROM name_keys WHERE key = ANY(%s) GROUP BY owner"
        " ORDER BY count(*) DESC, owner LIMIT %s) AS c JOIN stored_names USING (owner)",
        [list(name_keys(name)), CANDIDATES],
    )
    return {owner for owner, other in cursor.fetchall() if name_degree(name, other) >= SIMILAR_NAME}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    for row in measure(sizes):
        kinds = "  ".join(f"{kind} {share:.0%}" for kind, share in row["kinds"].items())
        times = f"p50 {row['p50']:.2f} ms, p95 {row['p95']:.2f} ms"
        print(f"{row['size']:>9,} names: {times}, recall {row['recall']:.1%}  ({kinds})")


if __name__ == "__main__":
    main()
