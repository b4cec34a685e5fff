"""What a reader finds in an SVG."""

from xml.etree import ElementTree as ET


def words(svg: bytes) -> str:
    """All that a reader can select in the SVG."""
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join("".join(text.itertext()) for text in texts)
