"""A small matter, closed six days ago with the twenty comments, none of them split."""

from cms.demo import lives
from cms.demo.reading import DemoComment
from consultation import clock, drainer
from tests.factories.twenty import WRITTEN
from tests.journeys.library_rules import CONTENT

SLUG = "twenty"


def load() -> None:
    said = [
        DemoComment("change", f"第{number}位", channel, [2], title, f"{title}。请研究后答复。")
        for number, (title, channel, _outcomes, _label) in enumerate(WRITTEN, start=1)
    ]
    content = CONTENT | {"slug": SLUG, "title": "安澜市落户办法", "comments": said}
    lives.live(content, clock.now())
    drainer.sweep()
