"""Twenty comments as people write them: title, channel, the outcomes that their points should get,
and the label that these give.
"""

REASON = "按常住人口配置学位，现有条件还做不到。"
WRITTEN = [
    ("支持租房落户", "web", ["noted"], "noted"),
    ("反对一步放开，先公布承载能力", "web", ["partly_adopted", "not_adopted"], "partly_adopted"),
    ("三处文字", "email", ["adopted", "adopted", "adopted_elsewhere"], "adopted"),
    ("数据库名称有误", "web", ["adopted"], "adopted"),
    ("划拨地上的房怎么落户", "web", ["adopted_elsewhere"], "adopted"),
    ("凭房产证入学", "web", ["not_adopted", "already_covered"], "partly_adopted"),
    ("保留回乡落户", "web", ["noted"], "noted"),
    ("保留回乡落户！", "web", ["noted"], "noted"),
    ("保留回乡落户，并写明期限", "web", ["noted", "deferred"], "not_adopted"),
    ("小区暖气不热", "hotline", ["out_of_scope"], "out_of_scope"),
    ("骂了几句，又问户口簿", "web", ["already_covered"], "already_covered"),
    ("请打13800000000联系我", "web", ["out_of_scope"], "out_of_scope"),
    ("Please define close relatives", "web", ["adopted"], "adopted"),
    ("八千字长文", "web", ["adopted", "deferred", "noted"] * 7 + ["noted"] * 2, "partly_adopted"),
    ("律师事务所的意见", "letter", ["adopted", "deferred"], "partly_adopted"),
    ("举报办事收钱", "web", ["out_of_scope"], "out_of_scope"),
    ("十二岁，想在这里上初中", "web", ["already_covered"], "already_covered"),
    ('=HYPERLINK("x")<script>居住证通用</script>', "web", ["deferred"], "not_adopted"),
    ("老人随时投靠", "letter", ["adopted"], "adopted"),
    ("为什么不留电话", "web", ["noted", "out_of_scope"], "noted"),
]
