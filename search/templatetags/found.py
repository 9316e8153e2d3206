"""Text with its matches marked."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.highlight import Highlight

register = template.Library()


@register.simple_tag
def marked(segments: Highlight) -> SafeString:
    """The text, with `mark` around each match."""
    pieces = [
        format_html("<mark>{}</mark>" if segment.is_match else "{}", segment.text)
        for segment in segments
    ]
    return format_html_join("", "{}", ((piece,) for piece in pieces))
