"""What editors fill in: legal blocks, and the pieces of an interpretation.

A legal text is a flat sequence of typed blocks; the tree follows from the sequence. A block's id
is the provision's stable identity. Legal text is plain text: no markup reaches a statute.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH = ["bold", "italic", "link", "ol", "ul", "document-link"]


class ProvisionBlock(blocks.StructBlock):
    """One provision; `source_text` is what was pasted or imported, kept as it was (R5)."""

    label = blocks.CharBlock(label=_("Number as printed"), required=False, max_length=40)
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=250)
    text = blocks.TextBlock(label=_("Text"), required=False, rows=4)
    responsibilities = blocks.CharBlock(
        label=_("Responsible departments, separated by 、"), required=False, max_length=600
    )
    source_text = blocks.TextBlock(label=_("Text as found"), required=False, rows=2)


class HeadingBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Number as printed"), required=False, max_length=40)
    heading = blocks.CharBlock(label=_("Heading"), max_length=250)
    source_text = blocks.TextBlock(label=_("Text as found"), required=False, rows=2)


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    heading = blocks.CharBlock(label=_("Caption"), max_length=250)


class TableBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Caption"), max_length=250)
    text = blocks.TextBlock(label=_("Rows, one a line, cells separated by |"), rows=6)


class LegalTextBlock(blocks.StreamBlock):
    part = HeadingBlock(label=_("Part"), icon="title")
    chapter = HeadingBlock(label=_("Chapter"), icon="title")
    section = HeadingBlock(label=_("Section"), icon="title")
    article = ProvisionBlock(label=_("Article"), icon="doc-full")
    item = ProvisionBlock(label=_("Item"), icon="list-ol")
    paragraph = ProvisionBlock(label=_("Paragraph"), icon="pilcrow")
    table = TableBlock(label=_("Table"), icon="table")
    figure = FigureBlock(label=_("Figure"), icon="image")


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=RICH)

    class Meta:
        template = "cms/blocks/question.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    description = blocks.CharBlock(label=_("What the picture says"), max_length=500)

    class Meta:
        template = "cms/blocks/picture.html"


class VideoBlock(blocks.StructBlock):
    file = DocumentChooserBlock(label=_("Video file"))
    transcript = blocks.TextBlock(label=_("What is said in it"))

    class Meta:
        template = "cms/blocks/video.html"


class InterpretationBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=[*RICH, "h3"])
    picture = PictureBlock(label=_("Picture"), icon="image")
    video = VideoBlock(label=_("Video"), icon="media")
    question = QuestionBlock(label=_("Question and answer"), icon="help")
