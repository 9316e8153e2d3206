import base64
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from feedback.privacy import crypto
from feedback.privacy.crypto import Place, UnableToDecrypt, UnableToEncrypt, decrypt, encrypt

HERE = Place("feedback_respondent", "name", "1")
OLD, NEW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))


def test_what_is_sealed_opens_again_and_reads_as_its_format():
    token = encrypt("王秀兰", HERE)
    version, key_id, nonce, _sealed = token.split("|")
    assert (version, key_id) == ("v1", "t1")
    assert len(base64.urlsafe_b64decode(nonce)) == 12
    assert decrypt(token, HERE) == "王秀兰"


def test_a_token_made_elsewhere_by_the_same_rule_opens(settings):
    settings.FIELD_KEYS = f"a:{OLD}"
    nonce = bytes(12)
    data = b"feedback_respondent\x1fname\x1f1"
    sealed = AESGCM(bytes([1]) * 32).encrypt(nonce, "已知".encode(), data)
    parts = (base64.urlsafe_b64encode(part).decode() for part in (nonce, sealed))
    assert decrypt("|".join(("v1", "a", *parts)), HERE) == "已知"


@pytest.mark.parametrize(
    "place",
    [
        Place("feedback_respondent", "name", "2"),
        Place("feedback_respondent", "contact", "1"),
        Place("other", "name", "1"),
    ],
)
def test_it_opens_at_no_other_place(place):
    with pytest.raises(UnableToDecrypt):
        decrypt(encrypt("王秀兰", HERE), place)


def test_any_changed_character_is_noticed():
    token = encrypt("王秀兰", HERE)
    for place, character in enumerate(token):
        changed = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        if base64_of(changed) == base64_of(token):
            continue
        with pytest.raises(UnableToDecrypt):
            decrypt(changed, HERE)


def base64_of(token):
    """Unused bits at the end of base64 carry nothing."""
    head = token.split("|")[:2]
    try:
        return head, [base64.urlsafe_b64decode(part) for part in token.split("|")[2:]]
    except ValueError:
        return token


def test_no_nonce_is_used_twice():
    nonces = sorted(encrypt("x", HERE).split("|")[2] for _ in range(10_000))
    assert all(one != other for one, other in pairwise(nonces))


def test_the_newest_key_seals_and_listed_old_ones_open(settings):
    settings.FIELD_KEYS = f"old:{OLD}"
    before = encrypt("王秀兰", HERE)
    hashed = crypto.contact_hash(1, "13800138000")
    settings.FIELD_KEYS = f"new:{NEW}, old:{OLD}"
    assert encrypt("x", HERE).split("|")[1] == "new"
    assert decrypt(before, HERE) == "王秀兰"
    assert crypto.contact_hash(1, "13800138000") == hashed
    settings.FIELD_KEYS = f"new:{NEW}"
    with pytest.raises(UnableToDecrypt):
        decrypt(before, HERE)


def test_a_generated_secret_is_enough(settings):
    settings.FIELD_KEYS = "m" * 64
    assert decrypt(encrypt("王", HERE), HERE) == "王"


@pytest.mark.parametrize(
    "keys", ["", "short", "a:notbase64!", "a:c2hvcnQ=", f"a:{OLD},a:{NEW}", f":{OLD}", f"a|b:{OLD}"]
)
def test_without_a_usable_key_nothing_is_sealed(settings, keys):
    settings.FIELD_KEYS = keys
    with pytest.raises(UnableToEncrypt):
        encrypt("王秀兰", HERE)


def test_the_hash_of_a_contact_is_kept_within_a_consultation():
    assert crypto.contact_hash(1, "a@b.cn") == crypto.contact_hash(1, "a@b.cn")
    assert crypto.contact_hash(1, "a@b.cn") != crypto.contact_hash(2, "a@b.cn")
    assert crypto.contact_hash(1, "") == ""
    assert len(crypto.contact_hash(1, "a@b.cn")) == 32
