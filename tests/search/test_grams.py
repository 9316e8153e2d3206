from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consultation.grams import GLYPH, LONGEST_WORD, fold, grams_of, limited, runs_of
from consultation.terms import MOST_TERMS, terms_of


def test_pairs_of_neighbours_and_the_last_character_alone():
    assert list(grams_of("户籍管理")) == ["户籍", "籍管", "管理", "理"]


def test_words_and_numbers_stay_whole_between_han():
    assert list(grams_of("淄政发〔2021〕９号 PM2.5")) == [
        "淄政", "政发", "发", "2021", "9", "号", "pm2", "5",
    ]  # fmt: skip


def test_folding_is_the_same_in_every_neighbourhood():
    assert [fold(character) for character in "戶Ａé㈠⼾"] == ["户", "a", "e", "(一)", "户"]


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 60), st.integers(1, 8))
def test_any_stretch_of_a_run_is_among_its_grams(before, after, start, length):
    text = f"{before}户籍管理制度改革{after}"
    for run in runs_of(text):
        if not run.is_glyphs:
            continue
        piece = run.text[start : start + length]
        if len(piece) > 1:
            assert set(map("".join, pairwise(piece))) <= set(grams_of(text))


@given(st.text(max_size=200))
def test_grams_hold_letters_and_digits_only(text):
    for gram in grams_of(text):
        assert all(character.isalnum() or GLYPH.match(character) for character in gram)
        assert 0 < len(gram) <= LONGEST_WORD


@given(st.text(max_size=300))
def test_terms_of_anything_are_few_and_never_empty(text):
    terms = terms_of(text)
    assert len(terms) <= MOST_TERMS
    assert all(term.grams for term in terms)


def test_grams_are_limited_over_all_fields():
    assert [len(grams) for grams in limited(["户籍管理", "制度", "改革"], limit=5)] == [4, 1, 0]
