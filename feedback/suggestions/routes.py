"""Words that belong elsewhere: which office takes them, and what the author is told (R50)."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """`cues` are words that speak for it; `answer` is proposed as the public reason."""

    key: str
    name: str
    cues: re.Pattern[str]
    answer: str


ROUTES = (
    Route(
        "discipline", "纪检监察机关",
        re.compile("举报|受贿|索贿|贪污|收(?:了)?(?:好处|红包|钱)|要红包|以权谋私"),
        "所反映的问题不属于本次征求意见的范围，请向纪检监察机关举报，电话12388。",
    ),
    Route(
        "disclosure", "政府信息公开",
        re.compile("(?:申请|请求|要求)(?:政府)?信息公开|依申请公开"),
        "所提请求属于政府信息公开申请，请向制作该信息的机关提出，收到后依法答复。",
    ),
    Route(
        "petition", "信访部门",
        re.compile("信访|上访|诉求(?:一直)?(?:没有|未)(?:得到)?解决"),
        "所提诉求不属于本次征求意见的范围，请通过信访渠道提出，由有权处理的机关答复。",
    ),
    Route(
        "hotline", "12345热线",
        re.compile("暖气|停水|停电|漏水|扰民|没人管|没有人管|打了.{0,6}电话|投诉|什么时候解决|请联系我"),
        "所反映的具体问题不属于本次征求意见的范围，请拨打12345热线，由热线转有关部门办理。",
    ),
)  # fmt: skip


def route_of(text: str) -> tuple[Route, str] | None:
    """The first route that the words speak for, with the words."""
    for route in ROUTES:
        if found := route.cues.search(text):
            return route, found[0]
    return None
