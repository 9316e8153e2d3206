"""The tags that every page of a government site carries in its head (R27, domain §2.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone


@dataclass(frozen=True)
class Article:
    """What an article page says of itself; `published_at` is aware, None in a preview only."""

    title: str
    published_at: datetime | None
    source: str
    description: str = ""
    keywords: str = ""


@dataclass(frozen=True)
class Column:
    """The column in which a page stands."""

    name: str
    kind: str
    description: str
    keywords: str


CONSULTATIONS = Column("征求意见", "征集调查", "重大行政决策草案公开征求意见", "征求意见,公众参与")
FEEDBACK = Column("采纳反馈", "征集调查", "公众意见采纳情况反馈", "意见反馈,采纳情况")
DECISIONS = Column("决策公开", "政策文件", "重大行政决策结果公开", "决策公开,政策文件")
INTERPRETATIONS = Column("草案解读", "政策解读", "草案和决策的解读", "政策解读")
HOME = Column("首页", "征集调查", "重大行政决策公众参与平台首页", "公众参与,征求意见")
GUIDANCE = Column("使用帮助", "征集调查", "怎样参与、怎样处理意见", "使用帮助")


def tags(
    identity: Any, column: Column, article: Article | None = None
) -> Iterator[tuple[str, str]]:
    """Names and contents in the order of the rules; optional ones only where they are known."""
    yield "SiteName", identity.site_name
    yield "SiteDomain", identity.site_domain
    yield "SiteIDCode", identity.site_id_code
    yield "ColumnName", column.name
    yield "ColumnDescription", column.description
    yield "ColumnKeywords", column.keywords
    yield "ColumnType", column.kind
    if article is None:
        return
    yield "ArticleTitle", article.title
    if article.published_at is not None:
        yield "PubDate", f"{timezone.localtime(article.published_at):%Y-%m-%d %H:%M}"
    yield "ContentSource", article.source
    if article.keywords:
        yield "Keywords", article.keywords
    if article.description:
        yield "Description", article.description
