"""The picture of a challenge: large, dark, slightly turned characters that people read at once.

The same challenge always gives the same picture, drawn from a generator of its own that is
seeded with a secret: reloading reveals nothing, and no other randomness is touched.
"""

import io
import math
import random
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 540, 180
INK, PAPER = 30, 255
FONT_SIZE = 130


def picture(text: str, seed: bytes) -> bytes:
    """A PNG of 540 × 180 pixels, meant to be shown at a third of that or enlarged."""
    chance = random.Random(seed)  # noqa: S311 — variety, not secrecy; the seed is the secret
    image = Image.new("L", (WIDTH, HEIGHT), PAPER)
    margin = 55
    step = (WIDTH - 2 * margin) / len(text)
    for place, character in enumerate(text):
        tile = glyph(character, chance)
        left = margin + step * (place + 0.5) - tile.width / 2 + chance.uniform(-8, 8)
        top = (HEIGHT - tile.height) / 2 + chance.uniform(-14, 14)
        image.paste(INK, (round(left), round(top)), tile)
    strokes(ImageDraw.Draw(image), chance)
    output = io.BytesIO()
    swell(image, chance).quantize(16).save(output, "PNG", optimize=True)
    return output.getvalue()


def glyph(character: str, chance: random.Random) -> Image.Image:
    """One character as a mask, turned by up to 20 degrees."""
    font = ImageFont.load_default(size=FONT_SIZE + chance.randint(-10, 10))
    side = FONT_SIZE * 2
    tile = Image.new("L", (side, side), 0)
    ImageDraw.Draw(tile).text(
        (side / 2, side / 2), character, 255, font, anchor="mm", stroke_width=chance.choice((2, 3))
    )
    turned = tile.rotate(chance.uniform(-20, 20), Image.Resampling.BICUBIC)
    return turned.crop(turned.getbbox())


def strokes(pen: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Two thin waves in the ink of the characters, so that no column is free of ink."""
    for _stroke in range(2):
        middle, height = chance.uniform(50, HEIGHT - 50), chance.uniform(15, 40)
        length, shift = chance.uniform(180, 340), chance.uniform(0, math.tau)
        points = [
            (x, middle + height * math.sin(x / length * math.tau + shift))
            for x in range(0, WIDTH + 6, 6)
        ]
        pen.line(points, fill=INK, width=4, joint="curve")


def swell(image: Image.Image, chance: random.Random) -> Image.Image:
    """A gentle wave through the whole picture."""
    height, shift = chance.uniform(4, 8), chance.uniform(0, math.tau)
    band = WIDTH // 18
    edges = [
        (x, height * math.sin(x / WIDTH * math.tau * 1.5 + shift))
        for x in range(0, WIDTH + band, band)
    ]
    mesh = [
        (
            (left, 0, right, HEIGHT),
            (left, rise, left, HEIGHT + rise, right, HEIGHT + fall, right, fall),
        )
        for (left, rise), (right, fall) in pairwise(edges)
    ]
    return image.transform(
        image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR, fillcolor=PAPER
    )
