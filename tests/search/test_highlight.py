from hypothesis import given
from hypothesis import strategies as st

from consultation.terms import terms_of
from search.highlight import EXCERPT, excerpt, highlight


def shown(segments):
    return "".join(f"[{s.text}]" if s.is_match else s.text for s in segments)


def test_matches_are_marked_in_the_text_as_written():
    assert (
        shown(highlight("戶籍 与 ＰＭ２．５", terms_of("户籍 pm2.5"))) == "[戶籍] 与 [ＰＭ２．５]"
    )


def test_overlapping_matches_become_one():
    assert shown(highlight("户籍管理", terms_of("户籍 籍管"))) == "[户籍管]理"


def test_a_phrase_over_several_runs_is_marked_as_a_whole():
    terms = terms_of("政发2021〕9号")
    assert shown(highlight("淄政发〔2021〕9号文", terms)) == "淄[政发〔2021〕9号]文"


def test_a_phrase_is_not_marked_where_it_does_not_stand():
    assert shown(highlight("政发局2021", terms_of("政发2021"))) == "政发局2021"


def test_latin_words_are_marked_whole():
    assert shown(highlight("cat category", terms_of("cat"))) == "[cat] category"


@given(st.text(max_size=200), st.text(max_size=20))
def test_segments_together_are_the_text(text, words):
    assert "".join(s.text for s in highlight(text, terms_of(words))) == text


@given(st.text(max_size=600), st.text(max_size=20))
def test_excerpts_are_short(text, words):
    parts = excerpt(text, terms_of(words))
    assert len("".join(s.text for s in parts)) <= EXCERPT + 2
