"""The departments an imported page names, told apart from those of other cities."""

import re

from consultation.models import Department

PLACE = re.compile(r"^(?P<place>\w{2,12}?(?:市|州|盟|县|区|旗))(?:人民)?政府")


def place_of(issuer: str) -> str:
    """The city or county whose government issued: 淄博市 for 淄博市人民政府; "" if untold."""
    found = PLACE.match(issuer)
    return found["place"] if found else ""


def department(name: str, *, place: str = "", decides: bool = False) -> Department:
    """The body that a page of `place` calls `name` (市教育局 or 淄博市教育局), made if unknown."""
    full = name
    if place and not name.startswith(place):
        full = place + name.removeprefix(place[-1])
    found = Department.objects.filter(name=full).first()
    if found is None and not place:
        found = Department.objects.known_as(name).first()
    if found:
        return found
    short = place[-1] + full.removeprefix(place) if place and full.startswith(place) else name
    return Department.objects.create(
        name=full[:100], short_name=short[:50], is_decision_body=decides
    )
