"""A text without disguises, with the way back to every original character."""

import unicodedata


def fold(text: str) -> tuple[str, list[int]]:
    """NFKC character by character without invisible ones, and for each its place in `text`."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character < "\x7f" or "\u3400" <= character <= "\u9fff":
            characters.append(character)
            places.append(place)
        elif unicodedata.category(character) not in {"Cf", "Mn", "Me"}:
            folded = unicodedata.normalize("NFKC", character)
            characters.extend(folded)
            places.extend([place] * len(folded))
    return "".join(characters), places
