"""A hurdle that people take with eye, ear or by reading, and that machines cannot foresee."""

import io
import random
import wave
from collections import Counter

import pytest
from captcha.conf import settings as shipped
from captcha.models import CaptchaStore
from django.utils import translation
from PIL import Image

from feedback import captcha, drawing, speech
from feedback.captcha import ANSWERS, Captcha, Kind


def test_the_storage_uses_our_generator_too():
    assert shipped.get_challenge() is captcha.draw
    assert shipped.CAPTCHA_TEST_MODE is False


def test_challenges_hold_no_characters_that_are_confused():
    drawn = "".join(captcha.draw()[0] for _ in range(2_000))
    assert not set(drawn) & set("0O1IL2Z5S8BQDUVCGT")
    assert len(set(drawn)) == len(captcha.ALPHABET)


def test_challenges_do_not_follow_from_the_seeded_common_generator():
    def series():
        random.seed(1)
        return [captcha.draw()[0] for _ in range(20)]

    assert series() != series()
    counted = Counter(captcha.draw()[0] for _ in range(5_000))
    assert counted.most_common(1)[0][1] < 10


def test_drawing_leaves_the_common_generator_alone():
    random.seed(7)
    expected = random.random()
    random.seed(7)
    drawing.picture("A3K7", b"seed")
    assert random.random() == expected


def test_a_picture_is_dark_on_white_and_the_same_for_the_same_seed():
    image = Image.open(io.BytesIO(drawing.picture("A3K7", b"seed"))).convert("L")
    assert image.size == (540, 180)
    assert image.getextrema()[0] < 60
    assert image.getpixel((0, 0)) > 240
    assert drawing.picture("A3K7", b"seed") == drawing.picture("A3K7", b"seed")
    assert drawing.picture("A3K7", b"seed") != drawing.picture("A3K7", b"other")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("sort", sorted(ANSWERS))
def test_every_question_can_be_read_in_both_languages(sort, language):
    with translation.override(language):
        question = Captcha("k", f"{sort}:7,4,9,2").question
    assert not any(character.isdigit() for character in question)
    assert ("九" in question or "七" in question) is (language == "zh-hans")


def test_questions_have_the_right_answers():
    answers = {sort: answer([7, 4, 9, 2]) for sort, answer in ANSWERS.items()}
    assert answers == {"sum": 11, "largest": 9, "smallest": 2, "third": 9}


@pytest.mark.django_db
def test_a_question_fits_the_storage(now):
    for _ in range(50):
        given = captcha.issue(Kind.QUESTION, now)
        stored = CaptchaStore.objects.get(hashkey=given.key)
        assert captcha.lookup(given.key, now).question
        assert captcha.consume(given.key, stored.response, now)
        assert not captcha.consume(given.key, stored.response, now)


@pytest.mark.skipif(speech.program() is None, reason="no speech program is installed")
@pytest.mark.parametrize("language", ["zh-hans", "en", "xx"])
def test_a_challenge_is_spoken(language):
    words = speech.spelled("A3K7")
    sound = speech.speak(words, language, b"seed")
    with wave.open(io.BytesIO(sound)) as reader:
        seconds = reader.getnframes() / reader.getframerate()
    assert 2 < seconds < 30
    assert speech.speak(words, language, b"seed") == sound
    assert speech.speak(words, language, b"other") != sound


def test_without_a_speech_program_there_is_silence(settings):
    settings.SPEECH_PROGRAM = "no-such-program"
    assert speech.speak("A", "zh", b"seed") is None
