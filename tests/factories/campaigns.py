"""Letters of campaigns among comments of people's own: the same text sent by many, with noise.

`letters(total, seed)` always gives the same letters. Noise: greetings, names, one added sentence,
punctuation, word order, small words; and for some campaigns a rival that asks the opposite in
nearly the same words. `hard` adds what no one promised to find: a sentence left out, words
replaced, slips of the pen.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass

PLACES = (
    "张店", "淄川", "博山", "周村", "临淄", "桓台", "高青", "沂源", "高新区", "经开区", "文昌湖",
    "马尚", "南定", "湖田", "昆仑", "洪山", "八陡", "王村", "金岭", "果里", "田镇", "南麻",
)  # fmt: skip
PEOPLE = (
    "租房的年轻人", "外来务工人员", "退休职工",
    "个体工商户", "在读大学生", "乡村教师", "社区网格员",
    "出租车司机", "企业人事", "双职工家庭", "随迁老人", "返乡青年", "退役军人", "新毕业的医生",
    "灵活就业人员", "高校辅导员", "集体户成员", "农村籍毕业生", "购房未办证的业主", "单亲家庭",
)  # fmt: skip
SUBJECTS = (
    "租房落户的材料", "集体户口簿的借用", "学区划分的办法", "近亲属的范围", "居住证的签注",
    "投靠落户的年限", "迁回原籍的手续", "划拨土地上的房屋", "档案接收的窗口", "社保年限的计算",
    "人才公寓的户口", "宅基地的权益", "挂靠地址的核查", "线上办理的入口", "公共户的管理",
    "子女随迁的证明", "夫妻分居的认定", "医保关系的转移", "老人随迁的条件", "高层次人才的名单",
    "镇街窗口的人手", "办结时限的承诺", "证明事项的清单", "历史遗留的空挂户", "房屋租赁的备案",
)  # fmt: skip
PROBLEMS = (
    "写得不够清楚", "各区县口径不一", "窗口解释前后矛盾", "要来回跑好几趟", "群众看不明白",
    "同邻近城市差距较大", "没有写明由谁负责",
    "与上位规定不好衔接", "缺少投诉的渠道", "执行起来弹性过大",
    "容易被中介利用", "给基层增加了负担",
    "对困难家庭照顾不足", "忽略了异地办理的情形", "没有过渡安排",
)  # fmt: skip
ASKS = (
    "在条文里列出明细", "公布统一的办事指南",
    "改成告知承诺的方式", "限定三个工作日内办结", "同步开放网上预约",
    "交给街道便民中心受理", "设置一年的过渡期",
    "由公安牵头核验数据", "先在两个区试点", "听一听镇街干部的看法",
    "把兜底条款写细", "建立复核的程序",
    "每季度通报办理数量", "印成一张明白纸", "与教育部门共享信息",
    "取消重复提交的复印件", "允许委托他人代办",
    "提供上门服务", "参照省会的做法", "在方言社区广播说明",
)  # fmt: skip
REASONS = (
    "去年我家就为此耽误了孩子报名", "我们单位有二十多人遇到同样的情形", "老人腿脚不便实在折腾不起",
    "周边几座城市早已这样做", "群里的邻居都在问这件事", "窗口的同志也说不好把握",
    "不写明白将来必有争议", "年轻人留下来才有活力",
    "这关系到学位和医院的承载", "上个月的热线记录可以查证",
    "村里的账本至今没有理顺", "租客和房东都盼着有个说法", "花钱不多却很暖人心", "别让老实人吃亏",
    "法律上站得住脚才能长久", "数据共享之后并不难办",
)  # fmt: skip
FORMS = (
    "作为{place}的{who}，我发现{subject}{problem}，建议{ask}，{reason}。",
    "{subject}这一块{problem}，能不能{ask}？{reason}。",
    "征求意见稿里关于{subject}的表述，在{place}一带{problem}，请{ask}。",
    "我家在{place}，{reason}，所以希望{ask}，尤其是{subject}。",
    "对{who}来说，{subject}比什么都要紧，最好{ask}，因为{reason}。",
    "{place}的{who}常问起{subject}，现在{problem}，不如{ask}。",
    "说到{subject}，{reason}；要是能{ask}，{who}会轻松许多。",
    "{reason}，可见{subject}{problem}，应当{ask}。",
)  # fmt: skip
CLAIMS = (
    "坚决支持{subject}按草案执行，请保留第（{article}）条",
    "我们赞成放宽{subject}，请不要再附加条件",
    "恳请提高对{who}的补助，把{subject}一并考虑", "请延长{subject}的办理期限，给{who}留出时间",
    "请把{subject}写进第（{article}）条，让{who}有章可循",
)  # fmt: skip
RIVALS = (
    ("支持", "反对"), ("保留", "删除"), ("赞成", "不赞成"), ("提高", "降低"), ("延长", "缩短"),
)  # fmt: skip
NUMERALS = "二三四五六七八九"
OPENINGS = (
    "您好！", "尊敬的领导：", "尊敬的领导：您好！",
    "你们好，", "各位领导好！", "市政府的同志们，你们好！",
)  # fmt: skip
CLOSINGS = (
    "谢谢！", "此致敬礼！", "望采纳。",
    "恳请采纳，谢谢！", "感谢聆听民意！", "以上意见，请予考虑。",
)  # fmt: skip
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙", "伟芳娜敏静强磊洋艳勇杰娟涛明超"
OWN = (
    "我家孩子{year}年毕业，希望写清办理期限。", "另外，{place}的{subject}也请一并说明。",
    "顺便问一句，{who}能否网上办理{subject}？", "我本人{reason_short}，请给个明确的说法。",
    "补充一点：{subject}{problem}，最好{ask}。",
)  # fmt: skip
SYNONYMS = (
    ("赞成", "拥护"), ("支持", "赞同"), ("现在", "目前"), ("不如", "倒不如"), ("群众", "老百姓"),
    ("建议", "提议"), ("所以希望", "因此盼望"), ("没有写明", "未写明"), ("比什么都要紧", "最要紧"),
    ("一并考虑", "一起考虑"), ("留出时间", "多留些时间"),
    ("有章可循", "有据可依"), ("最好", "应该"),
)  # fmt: skip
SMALL = (
    ("请", "请务必"),
    ("请", "恳请"),
    ("希望", "衷心希望"),
    ("建议", "我建议"),
    ("我们", "我们大家"),
)


@dataclass(frozen=True)
class Letter:
    """`campaign` is None for words of one's own; `added` a member's own sentence."""

    title: str
    body: str
    campaign: int | None = None
    added: str = ""


def letters(total: int, seed: int = 7, *, hard: bool = False) -> list[Letter]:
    """Two fifths people's own words, the rest campaigns from thousands of members down to two."""
    chance = random.Random(seed)
    found = [own_letter(chance) for _ in range(total * 2 // 5)]
    found += campaign_letters(chance, total - len(found), hard)
    chance.shuffle(found)
    return found


def campaign_letters(chance: random.Random, total: int, hard: bool) -> Iterable[Letter]:
    number, left = 0, total
    while left > 0:
        size = min(left, max(2, int(total * 0.2 * chance.random() ** 3)))
        template = make_template(chance)
        rivals = rival_of(template, chance) if size > 3 and chance.random() < 0.3 else None
        for part, text in enumerate([template, rivals] if rivals else [template]):
            for _ in range(size // 2 if rivals else size):
                yield member(chance, text, number + part, hard)
                left -= 1
        number += 2


def make_template(chance: random.Random) -> tuple[str, ...]:
    """One to six sentences that many people will send."""
    claim = chance.choice(CLAIMS) + "。"
    rest = [chance.choice(FORMS) for _ in range(chance.randint(0, 5))]
    return tuple(fill(chance, form) for form in [claim, *rest])


def rival_of(template: tuple[str, ...], chance: random.Random) -> tuple[str, ...] | None:
    """The same words asking for the opposite."""
    for word, opposite in chance.sample(RIVALS, len(RIVALS)):
        if word in template[0] and opposite not in template[0]:
            return (template[0].replace(word, opposite), *template[1:])
    return None


def fill(chance: random.Random, form: str) -> str:
    return form.format(
        place=chance.choice(PLACES), who=chance.choice(PEOPLE), subject=chance.choice(SUBJECTS),
        problem=chance.choice(PROBLEMS), ask=chance.choice(ASKS), reason=chance.choice(REASONS),
        reason_short=chance.choice(REASONS)[:9], article=chance.choice(NUMERALS),
        year=chance.randint(2021, 2029),
    )  # fmt: skip


def own_letter(chance: random.Random) -> Letter:
    number = chance.randint(2, 5) if chance.random() < 0.9 else 1
    body = "".join(fill(chance, chance.choice(FORMS)) for _ in range(number))
    if chance.random() < 0.4:
        body = polite(chance, body)
    return Letter(f"关于{chance.choice(SUBJECTS)}的意见", body)


def member(chance: random.Random, template: tuple[str, ...], campaign: int, hard: bool) -> Letter:
    sentences, added = list(template), ""
    if hard:
        sentences = [rewritten(chance, sentence) for sentence in sentences]
        if len(sentences) > 2 and chance.random() < 0.3:
            del sentences[chance.randrange(1, len(sentences))]
    if chance.random() < 0.35:
        return Letter(template[0][:20], "".join(sentences), campaign)
    if chance.random() < 0.3 and len(sentences) > 1:
        one, other = chance.sample(range(len(sentences)), 2)
        sentences[one], sentences[other] = sentences[other], sentences[one]
    if chance.random() < 0.3:
        place = chance.randrange(len(sentences))
        sentences[place] = reordered(chance, sentences[place])
    if chance.random() < 0.3:
        word, longer = chance.choice(SMALL)
        sentences = [sentence.replace(word, longer, 1) for sentence in sentences]
    if chance.random() < 0.25:
        added = fill(chance, chance.choice(OWN))
        sentences.insert(chance.randint(0, len(sentences)), added)
    body = "".join(sentences)
    if chance.random() < 0.4:
        body = respelled(chance, body)
    if chance.random() < 0.5:
        body = polite(chance, body)
    return Letter(template[0][: chance.randint(8, 20)], body, campaign, added)


def rewritten(chance: random.Random, sentence: str) -> str:
    """Other words for some, and now and then a character lost."""
    for word, other in SYNONYMS:
        if chance.random() < 0.3:
            sentence = sentence.replace(word, other)
    if chance.random() < 0.2:
        at = chance.randrange(len(sentence) - 1)
        sentence = sentence[:at] + sentence[at + 1 :]
    return sentence


def reordered(chance: random.Random, sentence: str) -> str:
    """The parts of one sentence in another order."""
    parts = sentence[:-1].split("，")
    chance.shuffle(parts)
    return "，".join(parts) + sentence[-1]


def respelled(chance: random.Random, body: str) -> str:
    """Other punctuation, half width, spaces and line breaks; the words stay."""
    kind = chance.randrange(5)
    if kind == 0:
        return body.translate(str.maketrans("，。？（）", ",.?()"))
    if kind == 1:
        return body.replace("。", "！")
    if kind == 2:
        return body.replace("。", "。\n")
    if kind == 3:
        return body.replace("，", " ")
    return "　　" + body.replace("，", "、").replace("（", "(").replace("）", ")")


def polite(chance: random.Random, body: str) -> str:
    """Greeting, name, thanks."""
    name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.randint(1, 2)))
    opening = chance.choice(OPENINGS) if chance.random() < 0.6 else ""
    if chance.random() < 0.3:
        opening += f"我是{chance.choice(PLACES)}居民{name}。"
    closing = chance.choice(CLOSINGS) if chance.random() < 0.6 else ""
    if chance.random() < 0.3:
        closing += chance.choice(
            (f"（签名：{name}）", f"\n{name}", f"\n{chance.choice(PLACES)} {name}敬上")
        )
    return opening + body + closing
