"""What every search backend promises, the same answers first of all."""

import random
from datetime import timedelta

import elasticsearch.dsl
import elasticsearch_dsl
import pytest

from search.backends import database
from search.backends.base import COUNTED_TO
from search.backends.database import DatabaseBackend
from search.query import Query
from tests.elastic import empty, index_of_its_own
from tests.factories.search import EPOCH, make_document

SENTENCE = "本市推进户籍管理制度改革，放宽落户条件。"


@pytest.fixture(scope="session")
def elastic():
    with index_of_its_own() as backend:
        yield backend


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=pytest.mark.services)])
def index(request, db):
    if request.param == "database":
        return DatabaseBackend()
    backend = request.getfixturevalue("elastic")
    empty(backend)
    return backend


def test_both_names_of_the_library_are_the_same_classes():
    for name in ("Document", "Search", "Text", "analyzer", "Q"):
        assert getattr(elasticsearch_dsl, name) is getattr(elasticsearch.dsl, name)


@pytest.fixture
def found(index):
    """Keys found for words, in order."""

    def find(words, **conditions):
        result = index.find(Query(words, **conditions))
        return [hit.document.key for hit in result.hits]

    return find


def marked(highlight):
    return [segment.text for segment in highlight if segment.is_match]


@pytest.mark.parametrize(
    "words",
    [
        "户籍", "籍管", "条件", "改革", "本市", "户籍管理制度", "户", "市", "件", "户 革",
        "制度改革，放宽", "户籍 落户", "戶籍", "戶籍管理制度", "“户籍管理”", '"户籍管理"',
        "「改革」",
    ],
)  # fmt: skip
def test_words_inside_a_sentence_are_found(index, found, words):
    index.put([make_document(SENTENCE, key="a"), make_document("别的事情", key="b")])
    assert found(words) == ["a"]


@pytest.mark.parametrize(
    "words", ["户管", "革改", "学校", "户籍 学校", "改革放宽", '"落户 户籍"', "hù", "*籍管制"]
)
def test_words_that_are_not_there_are_not_found(index, found, words):
    index.put([make_document(SENTENCE)])
    assert found(words) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("淄政发〔2021〕9号", "淄政发〔2021〕9号"),
        ("淄政发〔2021〕9号", "淄政发[2021]９号"),
        ("淄政发〔2021〕9号", "2021 9号"),
        ("淄政发〔2021〕9号", "政发2021"),
        ("淄政发〔2021〕9号文件", "9号"),
        ("自２０２１年９月起施行", "2021年9月"),
        ("治理PM2.5污染", "pm2.5"),
        ("治理PM2.5污染", "ＰＭ２．５污染"),
        ("Open Government Café", "GOVERNMENT"),
        ("Open Government Café", "cafe"),
        ("Open Government Café", '"open government"'),
        ("AND 和 OR 都是词", "AND OR"),
        ("臺灣居民居住證", "台湾居民"),
        ("裏面的公里", "里面"),
        ("ﾊﾟﾝﾀﾞ", "パンダ"),
        ("第一百二十条", "第一百二十条"),
        ("𠮷野家的户籍", "𠮷野"),
        ("⼾籍", "户籍"),
        ("户\u200b籍制度", "户籍"),
        ("name:张三", "name:张三"),
    ],
)
def test_scripts_widths_and_cases_compare_equal(index, found, text, words):
    index.put([make_document(text, key="a")])
    assert found(words) == ["a"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("governments", "government"), ("2021", "202"), ("第19号", "9号"), ("里面", "面里")],
)
def test_latin_words_and_numbers_are_whole(index, found, text, words):
    index.put([make_document(text)])
    assert found(words) == []


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "\x00", "\udcff", '"', "((", "*", "?", "~9999", "/.*/", "\\", "'", "''", "%", "_",
        "name:张三", "_exists_:contact", "_id:1", '{"match_all":{}}', "AND OR", "NOT", "NEAR(a b)",
        "a*", "^a", "a:b", "{title} : a", "-a", "a | b & !c", "a <-> b", "':*", "\\'", "；；",
        "的", "。", "😀", "户" * 10_000, "a" * 10_000, " ".join(f"w{n}" for n in range(1_000)),
        "\"户籍", "“户籍", "𠮷", "\u200b", "\ufeff", "ß", "İ", "ﬁ", "①", "㈠", "ǆ",
    ],
)  # fmt: skip
def test_any_input_is_answered(index, words):
    index.put([make_document(SENTENCE)])
    assert index.find(Query(words)).total in (0, 1)
    assert isinstance(index.suggest(words), list)


def test_field_names_and_operators_are_text(index, found):
    index.put([make_document("合同", key="contact-1", title="张三")])
    for words in ["title:张三", "title:*", "key:contact", "合同 OR 学校", "NOT 学校", "-学校"]:
        assert found(words) == []


def test_title_stands_before_heading_before_body_then_the_newest(index, found):
    index.put(
        [
            make_document("放宽落户", key="body-old"),
            make_document("落户", key="heading", heading="落户条件"),
            make_document("", key="title-old", title="落户办法"),
            make_document("", key="title-new", title="落户细则"),
            make_document("放宽落户", key="body-new"),
        ]
    )
    assert found("落户") == ["title-new", "title-old", "heading", "body-new", "body-old"]
    assert found("落户", newest_first=True)[0] == "body-new"


def test_the_context_of_a_part_helps_but_makes_no_hit(index, found):
    index.put(
        [
            make_document("养老服务", kind="draft", key="part", title="户籍改革"),
            make_document("", key="whole", title="户籍改革"),
        ]
    )
    assert found("户籍") == ["whole"]
    assert found("户籍 养老") == ["part"]


def test_phrases_do_not_cross_fields_or_sentences(index, found):
    index.put([make_document("管理制度。改革", title="户籍")])
    assert found("户籍管理") == []
    assert found("制度改革") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("一、总体要求", ["fenced"]), ("一总体要求", ["run"]), ("总体要求", ["fenced", "run"]),
        ("要求，一", []), ("项一、总", ["fenced"]), ("1项一", ["fenced"]),
        ("第1项", ["fenced", "run"]),
    ],
)  # fmt: skip
def test_runs_that_meet_at_a_break_are_told_from_one_run(index, found, words, expected):
    index.put([make_document("第 1。项一、总体要求", key="fenced")])
    index.put([make_document("第1项。一总体要求", key="run")])
    assert sorted(found(words)) == expected


def test_highlights_are_data(index):
    index.put([make_document("<em>户籍</em>制度", title="戶籍", heading="户 & 籍")])
    (hit,) = index.find(Query("户籍")).hits
    assert marked(hit.title) == ["戶籍"]
    assert marked(hit.heading) == []
    assert [tuple(segment) for segment in hit.excerpt] == [
        ("<em>", False), ("户籍", True), ("</em>制度", False),
    ]  # fmt: skip


def test_an_excerpt_shows_the_first_match_of_a_long_text(index):
    index.put([make_document("甲" * 3_000 + "。这里写着落户条件" + "乙" * 1_000)])
    (hit,) = index.find(Query("落户")).hits
    shown = "".join(segment.text for segment in hit.excerpt)
    assert shown.startswith("…这里写着落户条件")
    assert shown.endswith("…")
    assert len(shown) < 130
    assert marked(hit.excerpt) == ["落户"]


def test_single_characters_are_marked_where_they_stand(index):
    index.put([make_document("户籍。落户")])
    (hit,) = index.find(Query("户")).hits
    assert marked(hit.excerpt) == ["户", "户"]


def test_facets_count_what_each_choice_would_leave(index):
    index.put(
        [
            make_document("落户", kind="notice", department=1, year=2025, consultation=1),
            make_document("落户", kind="notice", department=2, year=2026, consultation=2),
            make_document("落户", kind="draft", department=2, year=2026, consultation=2),
            make_document("学校", kind="draft", department=3, year=2026, consultation=3),
        ]
    )
    everything = index.find(Query("落户"))
    assert everything.facets["kind"] == {"notice": 2, "draft": 1}
    assert everything.facets["department"] == {1: 1, 2: 2}
    narrowed = index.find(Query("落户", kind="notice"))
    assert narrowed.facets["kind"] == {"notice": 2, "draft": 1}
    assert narrowed.facets["year"] == {2025: 1, 2026: 1}
    assert narrowed.facets["consultation"] == {1: 1, 2: 1}
    for kind, count in narrowed.facets["kind"].items():
        assert index.find(Query("落户", kind=kind)).total == count
    for department, count in narrowed.facets["department"].items():
        assert index.find(Query("落户", kind="notice", department=department)).total == count
    for year, count in narrowed.facets["year"].items():
        assert index.find(Query("落户", kind="notice", year=year)).total == count


def test_facets_of_very_many_hits_are_lower_bounds(index, monkeypatch):
    monkeypatch.setattr(database, "SAMPLE", 3)
    index.put(make_document("落户", key=f"k{n}", department=1 + n % 2) for n in range(6))
    result = index.find(Query("落户"))
    counts = result.facets["department"]
    assert sum(counts.values()) == (3 if result.is_sampled else 6)
    assert result.is_sampled == isinstance(index, DatabaseBackend)
    assert not index.find(Query("学校")).is_sampled


def test_consultations_narrow(index, found):
    index.put(
        [make_document("落户", key="a", consultation=7), make_document("落户", consultation=8)]
    )
    assert found("落户", consultations={7}) == ["a"]
    assert found("落户", consultations=set()) == []
    assert index.find(Query("落户", consultations=set())).facets["kind"] == {}


def test_pages_reach_the_end_without_gap_or_repetition(index, found):
    same = EPOCH
    index.put([make_document("落户", key=f"k{n:03}", published_at=same) for n in range(45)])
    pages = [found("落户", offset=offset, limit=20) for offset in (0, 20, 40, 60)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert [key for page in pages for key in page] == [f"k{n:03}" for n in range(45)]


def test_counting_ends_at_its_limit(index):
    index.put(make_document("落户", key=f"k{n}") for n in range(COUNTED_TO + 5))
    result = index.find(Query("落户"))
    assert (result.total, result.is_capped) == (COUNTED_TO, True)
    assert len(result.hits) == 20


def test_a_later_put_replaces_the_whole_document(index, found):
    index.put([make_document("户籍", key="a", year=2025)])
    index.put([make_document("学校", key="a", year=2026)])
    assert found("户籍") == []
    assert found("学校", year=2026) == ["a"]
    assert index.find(Query("学校")).total == 1


def test_removed_documents_are_gone_and_may_return(index, found):
    document = make_document("户籍", key="a")
    index.put([document])
    index.remove(["a", "never-there"])
    assert found("户籍") == []
    index.put([document])
    assert found("户籍") == ["a"]


def test_rebuild_holds_exactly_what_it_is_given(index, found):
    index.put([make_document("户籍", key="old"), make_document("户籍", key="kept")])
    index.rebuild(iter([make_document("户籍", key="kept"), make_document("户籍", key="new")]))
    assert sorted(found("户籍")) == ["kept", "new"]


def test_inventory_names_what_is_held(index):
    one, other = make_document("甲乙", consultation=1), make_document("丙丁", consultation=None)
    index.put([one, other])
    assert index.inventory(1) == {one.key: one.digest}
    assert index.inventory(None) == {other.key: other.digest}
    assert index.consultations() == {1}
    assert index.consultations("甲乙") == {1}
    assert index.consultations("丙丁") == index.consultations("戊己") == set()


def test_documents_come_back_as_they_were(index):
    document = make_document("户籍", page=3, topic="人口", document_type="plan", language="en")
    index.put([document])
    (hit,) = index.find(Query("户籍")).hits
    assert hit.document == document
    assert hit.document.digest == document.digest


def test_long_repetitive_texts_are_accepted(index, found):
    index.put(
        [make_document("哈" * 30_000 + "户籍", key="a"), make_document("ab " * 20_000, key="b")]
    )
    assert found("哈哈") == ["a"]
    assert found("ab") == ["b"]


def test_suggestions_share_most_with_what_was_asked(index):
    index.put(
        [
            make_document(title="公共交通条例", kind="notice"),
            make_document(title="城市公园开放办法", kind="notice"),
            make_document(title="公交线路调整", kind="notice"),
            make_document("x", title="公交线路图", kind="draft"),
        ]
    )
    titles = [document.title for document in index.suggest("公交线路改道")]
    assert titles == ["公交线路调整"]
    assert index.suggest("城市公园")[0].title == "城市公园开放办法"
    assert len(index.suggest("公园公交公共", limit=2)) == 2
    assert index.suggest("xyz") == []


def test_an_older_document_is_found_behind_a_newer_one(index, found):
    index.put(
        [
            make_document("落户", key="older", published_at=EPOCH),
            make_document("落户", key="newer", published_at=EPOCH + timedelta(seconds=1)),
        ]
    )
    assert found("落户") == ["newer", "older"]


ALPHABET = [
    "户",
    "籍",
    "戶",
    "制",
    "度",
    "9",
    "pm",
    "２",
    "，",
    " ",
    "。",
    "パ",
    "ンダ",
    "é",
    '"',
    "一",
]


@pytest.mark.services
def test_both_backends_agree_on_anything(elastic, db):
    """Random texts from few characters, so that everything nearly occurs everywhere."""
    dice = random.Random(20261124)

    def some(most):
        return "".join(dice.choices(ALPHABET, k=dice.randint(0, most)))

    documents = [
        make_document(
            some(40), key=f"k{n:03}", title=some(8) or "题", heading=some(5),
            kind=dice.choice(["notice", "draft", "report"]), department=dice.choice([1, 2, None]),
            year=dice.choice([2025, 2026]), consultation=dice.choice([1, 2, 3, None]),
            published_at=EPOCH + timedelta(microseconds=dice.randint(0, 50)),
        )
        for n in range(300)
    ]  # fmt: skip
    empty(elastic)
    backends = [DatabaseBackend(), elastic]
    for backend in backends:
        backend.put(documents)
    hits = 0
    for _time in range(300):
        words = some(6)
        query = Query(
            words, kind=dice.choice(["", "", "draft"]), department=dice.choice([None, None, 2]),
            year=dice.choice([None, None, 2026]), consultations=dice.choice([None, {1, 2}]),
            newest_first=dice.choice([True, False]), offset=dice.choice([0, 20]), limit=50,
        )  # fmt: skip
        one, other = (backend.find(query) for backend in backends)
        assert one == other, words
        assert backends[0].suggest(words) == elastic.suggest(words), words
        assert backends[0].consultations(words) == elastic.consultations(words), words
        hits += one.total
    assert hits > 1_000
