"""A small matter, closed six days ago with ten comments that wait to be weighed."""

from cms.demo import lives, reading
from consultation import clock, drainer

CONTENT = {
    "slug": "reading-rooms",
    "title": "安澜市公共阅览室开放规则",
    "summary": "阅览室几点开、谁来管、坏了谁修。",
    "topic": "文化",
    "document_type": "normative",
    "lead": "安澜市住房和城乡建设局",
    "joint": [],
    "stage": "closed",
    "opens": -38,
    "closes": -6,
    "notice": "现就《安澜市公共阅览室开放规则（征求意见稿）》公开征求意见。",
    "draft": (
        "第一条 为了方便居民阅读，制定本规则。\n第二条 阅览室每日九时至十八时开放。\n"
        "第三条 阅览室应当配备饮水和照明。\n第四条 本规则自发布之日起施行。"
    ),
    "interpretation": "阅览室要开得久一点，也要管得住。",
    "questions": [],
    "background": "全市现有阅览室六十二处。",
    "comments": "\n".join(
        f"change|读者{n}|web|2|晚上也要开放（{n}）|下班以后才有时间看书，第{n}位读者希望开到二十一时。"
        for n in range(1, 11)
    ),
}


def load() -> None:
    content = CONTENT | {"comments": list(reading.comments(str(CONTENT["comments"])))}
    lives.live(content, clock.now())
    drainer.sweep()
