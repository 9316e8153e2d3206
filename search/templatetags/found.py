"""Small inline markup of lists: a day, and text with its matches marked."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from search.highlight import Highlight

register = template.Library()


@register.simple_tag
def day(value: date, today: date) -> SafeString:
    """A day, without its year when that is this one."""
    is_near = value.year == today.year
    words = date_format(value, pgettext("day of this year", "F j") if is_near else "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag
def marked(segments: Highlight) -> SafeString:
    """The text, with `mark` around each match."""
    pieces = [
        format_html("<mark>{}</mark>" if segment.is_match else "{}", segment.text)
        for segment in segments
    ]
    return format_html_join("", "{}", ((piece,) for piece in pieces))
