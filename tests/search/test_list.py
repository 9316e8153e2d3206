from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest

from consultation.enums import DocumentType, Section
from consultation.models import Suspension
from feedback.enums import Outcome
from feedback.models import Report
from search.states import State
from tests.factories.feedback import make_comment
from tests.factories.process import make_consultation, make_department
from tests.factories.published import make_section

DAY = timedelta(days=1)
URL = "/consultations/"


def at_state(state, *, now, by, **fields):
    """A consultation in one of the six states, closing on a day of its own."""
    opens_at = now + 5 * DAY if state == State.SOON else now - 40 * DAY
    closes_at = now + 9 * DAY if state in (State.OPEN, State.STOPPED) else opens_at + 31 * DAY
    acts = {
        State.ANSWERED: {"reported_at": now - DAY, "reported_by": by},
        State.DECIDED: {"decided_at": now - DAY, "decided_by": by},
    }
    consultation = make_consultation(
        opens_at=opens_at, closes_at=closes_at, by=by, published_at=now - 45 * DAY,
        **acts.get(state, {}), **fields,
    )  # fmt: skip
    if state == State.STOPPED:
        Suspension.objects.create(
            consultation=consultation, reason="r", suspended_at=now - DAY, suspended_by=by
        )
    return consultation


@pytest.fixture
def many(cast, now):
    """Every combination of three states, two departments, two topics and two types."""
    combinations = product(
        [State.OPEN, State.STUDIED, State.DECIDED],
        [cast.police, cast.education],
        ["人口", "教育"],
        [DocumentType.PLAN, DocumentType.RULE],
    )
    return [
        at_state(state, now=now, by=cast.min, lead=lead, topic=topic, document_type=kind)
        for state, lead, topic, kind in combinations
    ]


def titles(response):
    return [item.consultation.title for item in response.context["items"]]


def choices(response):
    return [
        choice for facet in response.context["facets"] for choice in (*facet.choices, *facet.rest)
    ]


def test_each_state_is_listed_with_its_word(client, cast, now):
    for state in State:
        at_state(state, now=now, by=cast.min)
    response = client.get(URL)
    items = response.context["items"]
    assert [item.state for item in items] == list(State)
    for state in State:
        assert client.get(URL, {"state": state}).context["pager"].total == 1


@pytest.mark.parametrize(
    "conditions",
    [
        "",
        "state=open",
        "topic=人口",
        "state=open&topic=人口",
        "state=soon",
        "type=plan&state=decided",
    ],
)
def test_every_count_is_what_its_link_shows(client, many, conditions):
    response = client.get(f"{URL}?{conditions}")
    assert len(choices(response)) >= 6
    for choice in choices(response):
        assert client.get(choice.url).context["pager"].total == choice.count


def test_counts_match_under_words_too(client, many, now):
    many[0].title = "关于戶籍的意见"
    many[0].save()
    response = client.get(URL, {"q": "戶籍"})
    assert response.context["pager"].total == 1
    for choice in choices(response):
        assert client.get(choice.url).context["pager"].total == choice.count


def test_a_combination_has_one_address(client, many):
    shuffled = client.get(f"{URL}?year=2026&state=open&utm_source=x&topic=人口&from=timeline")
    ordered = client.get(f"{URL}?state=open&topic=人口&year=2026")
    assert [c.url for c in choices(shuffled)] == [c.url for c in choices(ordered)]


def test_chosen_conditions_can_be_dropped_one_by_one(client, many):
    response = client.get(URL, {"state": "open", "topic": "人口", "type": "plan"})
    names = ["state", "topic", "type"]
    for removable in response.context["chosen"]:
        rest = parse_qs(urlsplit(removable.url).query)
        assert sorted(rest) == [name for name in names if name != removable.name]


def test_words_of_any_published_text_find_their_consultation(client, published, now):
    make_consultation(opens_at=now - DAY, closes_at=now + DAY, lead=published.lead)
    assert titles(client.get(URL, {"q": "社区食堂"})) == [published.title]
    assert titles(client.get(URL, {"q": published.title[:4]}))


def test_the_empty_page_says_which_condition_to_drop(client, many):
    response = client.get(URL, {"q": "人口", "state": "soon", "topic": "人口"})
    assert response.status_code == 200
    assert "放宽一个条件" in response.content.decode()
    dropped = {other.name: other.number for _, other in response.context["wider"]}
    assert set(dropped) == {"q", "state", "topic"}
    for _, other in response.context["wider"]:
        assert client.get(other.url).context["pager"].total == other.number


def test_an_empty_site_says_so(client, db):
    response = client.get(URL)
    assert response.status_code == 200
    assert "还没有公开的事项" in response.content.decode()


def test_what_is_not_published_is_not_listed(client, cast):
    make_consultation(lead=cast.police, title="金丝雀")
    assert titles(client.get(URL)) == []
    assert titles(client.get(URL, {"q": "金丝雀"})) == []


def test_soonest_closing_comes_first(client, cast, now):
    for days in (9, 3, 6):
        make_consultation(
            title=f"T{days}", lead=cast.police, by=cast.min, opens_at=now - DAY,
            closes_at=now + days * DAY, published_at=now - days * DAY,
        )  # fmt: skip
    assert titles(client.get(URL)) == ["T3", "T6", "T9"]
    assert titles(client.get(URL, {"sort": "newest"})) == ["T3", "T6", "T9"]


def test_pages_neither_repeat_nor_skip(client, cast, now):
    for _ in range(45):
        at_state(State.OPEN, now=now, by=cast.min, lead=cast.police)
    pages = [titles(client.get(URL, {"page": page})) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({title for page in pages for title in page}) == 45
    assert client.get(URL, {"page": 4}).status_code == 404


def test_days_left_are_counted_to_the_last_day(client, cast, now, monkeypatch):
    closes_at = datetime(2026, 9, 12, 16, tzinfo=UTC)
    make_consultation(
        lead=cast.police, by=cast.min, opens_at=closes_at - 30 * DAY, closes_at=closes_at
    )
    for day, words in [(1, "还剩 <b>11</b> 天"), (11, "还剩 <b>1</b> 天"), (12, "今天截止")]:
        noon = datetime(2026, 9, day, 4, tzinfo=UTC)
        monkeypatch.setattr("search.views.clock.now", lambda noon=noon: noon)
        page = client.get(URL).content.decode()
        assert words in page
        assert "9月12日</time> 24 时截止" in page


def test_comments_and_points_are_told(client, cast, now):
    open_one = at_state(State.OPEN, now=now, by=cast.min, lead=cast.police)
    make_comment(open_one)
    quiet = at_state(State.OPEN, now=now, by=cast.min, lead=cast.police, shows_totals=False)
    make_comment(quiet)
    answered = at_state(State.ANSWERED, now=now, by=cast.min, lead=cast.police)
    make_comment(answered)
    outcomes = [Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.NOTED]
    Report.objects.create(
        consultation=answered, title="r", signed_as="x", digest="x", drafted_at=now,
        drafted_by=cast.min, published_at=now, published_by=cast.wang,
        figures={"by_outcome": dict.fromkeys(Outcome.values, 0) | dict.fromkeys(outcomes, 1)},
    )  # fmt: skip
    page = client.get(URL).content.decode()
    assert page.count("意见 1 条") == 1
    assert "要点 3" in page
    assert "采纳 1　部分 1" in page
    make_section(
        answered, Section.FEEDBACK, held_at=now, held_by=cast.sun, held_reason="涉及个人信息"
    )
    assert "要点 3" not in client.get(URL).content.decode()


def test_an_owed_report_shows_its_day(client, cast):
    closes_at = datetime(2021, 9, 12, 16, tzinfo=UTC)
    make_consultation(
        lead=cast.police, by=cast.min, opens_at=closes_at - 30 * DAY, closes_at=closes_at
    )
    assert '<time datetime="2021-10-14">' in client.get(URL).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "state=nope", "department=x", "department=0", "department=99999999999999999999",
        "type=nope", "year=abc", "year=99999", "sort=nope", "sort=id;drop", "sort=?",
        "sort=identity__contact", "o=nope", "o=id;drop", "o=identity__contact", "o=?",
        "page_size=1000000000", "from=10001", "name_enc__startswith=x", "fields=*",
        "ordering=identity__contact", "lead__name__startswith=x", "state=%00", "%00=1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", [URL, "/search/"])
def test_unknown_values_are_refused_in_words(client, db, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert "这个网址里的条件不对" in response.content.decode()


@pytest.mark.parametrize(
    "page", ["0", "-1", "abc", "1e309", "9" * 5_000, "%00", "1.5", "２", "", "2"]
)
@pytest.mark.parametrize("path", [URL, "/search/"])
def test_pages_that_do_not_exist_are_not_found(client, db, path, page):
    assert client.get(f"{path}?page={page}").status_code == 404


@pytest.mark.parametrize(
    "q", ["%00", "%ff", "%ED%A0%80", "%22", "((", "AND+OR", "*", "~9999", "/.*/", "%5C", "name:x",
          "%F0%9F%98%80", "的", "x" * 10_000]
)  # fmt: skip
@pytest.mark.parametrize("path", [URL, "/search/"])
def test_any_words_are_answered(client, published, path, q):
    assert client.get(f"{path}?q={q}").status_code == 200


def test_narrowed_lists_are_not_for_robots(client, many):
    assert "X-Robots-Tag" not in client.get(URL)
    assert client.get(URL, {"state": "open"})["X-Robots-Tag"] == "noindex"
    assert client.get(URL, {"page": 2})["X-Robots-Tag"] == "noindex"


def test_titles_are_escaped(client, cast, now):
    at_state(
        State.OPEN, now=now, by=cast.min, title="<script>alert(1)</script>", topic="<b>",
        lead=make_department("<i>局</i>"),
    )  # fmt: skip
    page = client.get(URL).content.decode()
    assert "<script>alert" not in page
    assert "<i>局" not in page


def test_facets_fold_what_is_long(client, cast, now):
    for number in range(9):
        at_state(State.OPEN, now=now, by=cast.min, lead=cast.police, topic=f"主题{number}")
    facet = client.get(URL, {"topic": "主题8"}).context["facets"][2]
    assert Counter(choice.is_chosen for choice in facet.choices) == {True: 1, False: 6}
    assert len(facet.rest) == 2
