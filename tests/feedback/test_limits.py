from datetime import timedelta

import pytest

from feedback import limits

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_origin_is_a_network(address, prefix):
    assert limits.prefix_of(address) == prefix


def test_only_the_told_number_of_proxies_is_believed(settings):
    meta = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.7"}
    assert limits.address_of(meta) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert limits.address_of(meta) == "203.0.113.7"
    settings.TRUSTED_PROXIES = 3
    assert limits.address_of(meta) == "10.0.0.1"


def test_the_hash_of_an_origin_changes_every_day(now):
    meta = {"REMOTE_ADDR": "203.0.113.77"}
    assert limits.origin_of(meta, now) == limits.origin_of(meta, now)
    assert limits.origin_of(meta, now) != limits.origin_of(meta, now + timedelta(days=1))


def test_tries_are_counted_per_window_and_can_be_given_back(now, settings):
    settings.RATE_LIMITS = {"status": (2, 3600)}
    limits.count("status", "a", now)
    limits.count("status", "a", now)
    with pytest.raises(limits.TooMany) as refused:
        limits.count("status", "a", now)
    assert 0 < refused.value.retry_after <= 3600
    limits.count("status", "b", now)
    limits.give_back("status", "a", now)
    limits.give_back("status", "a", now)
    limits.count("status", "a", now)
    limits.count("status", "a", now + timedelta(hours=1))
