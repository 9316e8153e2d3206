"""Links between draft and decision, proposed, confirmed, made by hand."""

import pytest
from django.urls import reverse

from consultation.enums import Stage, TextKind
from tests.factories.acts import at_stage, newest_articles, url_of, with_texts


class TestLinks:
    @pytest.fixture
    def matter(self, staff, now):
        matter = at_stage(Stage.REPORTED, staff, now)
        with_texts(matter, staff, now)
        return matter

    @pytest.fixture
    def proposed(self, matter, as_):
        as_("min").post(url_of("links", matter))
        return list(matter.links.all())

    def test_proposals_are_confirmed_at_once(self, as_, matter, proposed):
        page = reverse("desk:links", args=[matter.pk])
        assert len(as_("min").get(page).context["unmapped"]) == 2
        assert as_("min").post(page, {"all": "1"}).status_code == 302
        assert not matter.links.filter(confirmed_at=None).exists()
        assert len(as_("min").get(page).context["unmapped"]) == 0

    def test_one_is_confirmed_in_other_words(self, as_, matter, proposed):
        page = reverse("desk:links", args=[matter.pk])
        data = {"link": proposed[0].pk, "relation": "revised", "source": "comments", "reason": "因"}
        as_("sun").post(page, data)
        link = matter.links.get(pk=proposed[0].pk)
        said = (link.relation, link.source, link.reason, link.confirmed_by.username)
        assert said == ("revised", "comments", "因", "sun")

    def test_a_relation_that_its_ends_deny_is_refused(self, as_, matter, proposed):
        page = reverse("desk:links", args=[matter.pk])
        answer = as_("min").post(page, {"link": proposed[0].pk, "relation": "added"}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]
        assert matter.links.filter(confirmed_at=None).count() == len(proposed)

    @pytest.mark.parametrize("link", ["", "x", "0", "９", "9" * 20, "9" * 5000])
    def test_an_unknown_link_is_not_found(self, as_, matter, link):
        page = reverse("desk:links", args=[matter.pk])
        assert as_("min").post(page, {"link": link}).status_code == 404

    def test_by_hand_it_replaces_what_it_contradicts(self, as_, matter, proposed):
        origin = newest_articles(matter, TextKind.DRAFT)[0]
        target = newest_articles(matter, TextKind.DECISION)[1]
        client = as_("min")
        data = {"origin": origin.pk, "relation": "removed"}
        client.post(url_of("link", matter), data)
        assert matter.links.get(origin=origin).target is None
        client.post(url_of("link", matter), data | {"target": target.pk, "relation": "merged"})
        assert matter.links.get(origin=origin).target == target

    @pytest.mark.parametrize("relation", ["added", "removed", "nonsense"])
    def test_ends_and_relation_must_agree(self, as_, matter, relation):
        origin = newest_articles(matter, TextKind.DRAFT)[0]
        target = newest_articles(matter, TextKind.DECISION)[0]
        data = {"origin": origin.pk, "target": target.pk, "relation": relation}
        assert as_("min").post(url_of("link", matter), data).status_code == 409
        assert not matter.links.exists()
