import base64
import io
import re
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hostile_studies import control_payloads, payloads
from PIL import Image

from reprise.figures.compact_svg import compact_svg

SVG = "{http://www.w3.org/2000/svg}"
COLOR = "#0072b2"
HOSTILE = list(payloads("/folder", 80).values()) + list(control_payloads())


def draw(title="", points=200, as_pixels=False):
    figure, axes = plt.subplots(figsize=(3, 2))
    values = np.random.default_rng(0).normal(size=points)
    axes.plot(np.linspace(0, 1, points), values, color=COLOR, rasterized=as_pixels)
    axes.plot([0.123456], [0.3], "o")
    axes.set_title(title)
    svg = io.StringIO()
    figure.savefig(svg, format="svg", metadata={"Date": None})
    return svg.getvalue()


def image_in(svg):
    (image,) = ElementTree.fromstring(svg).iter(f"{SVG}image")
    png = image.get("{http://www.w3.org/1999/xlink}href").partition(",")[2]
    return Image.open(io.BytesIO(base64.b64decode(png)))


def numbers_of_paths(svg):
    paths = [element.get("d") for element in ElementTree.fromstring(svg).iter(f"{SVG}path")]
    return [float(number) for path in paths for number in re.findall(r"-?\d+\.?\d*", path)]


def test_the_picture_stays_and_the_file_gets_smaller():
    svg = draw("3.14159 cm")
    compact = compact_svg(svg, "", "")
    np.testing.assert_allclose(numbers_of_paths(compact), numbers_of_paths(svg), atol=0.0051)
    assert len(compact) < 0.7 * len(svg)
    assert "metadata" not in compact and "DOCTYPE" not in compact


def test_every_marker_and_every_clipping_area_is_still_found():
    svg = compact_svg(draw(points=3), "", "")
    ids = re.findall(r' id="([^"]*)"', svg)
    assert len(ids) == len(set(ids))
    references = {*re.findall(r"url\(#([^)]*)\)", svg), *re.findall(r'href="#([^"]*)"', svg)}
    assert references == set(ids)


def test_texts_stay_texts_with_fonts_that_every_computer_has():
    document = ElementTree.fromstring(compact_svg(draw("3.14159 cm"), "", ""))
    assert "3.14159 cm" in [text.text for text in document.iter(f"{SVG}text")]  # all digits
    assert document.get("font-family") == "'DejaVu Sans',Verdana,sans-serif"
    assert not [element for element in document.iter() if "font-family" in element.get("style", "")]


def test_an_image_keeps_its_size_and_its_colours():
    svg = draw(as_pixels=True)
    images = [image_in(svg), image_in(compact_svg(svg, "", ""))]
    before, after = (np.asarray(image.convert("RGBA"), float) for image in images)
    assert before.shape == after.shape
    lines = before[..., 3] == 255
    assert lines.any()
    np.testing.assert_allclose(after[lines], before[lines], atol=24)
    assert np.abs(after[..., 3] - before[..., 3]).mean() < 4
    assert len(images[1].getcolors()) < len(images[0].getcolors())


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
@pytest.mark.parametrize("text", [*HOSTILE, "a\ufffeb", "a < b & \"c\" 'd' \\1 \\g<0>"])
def test_a_text_of_a_user_stays_text(text):
    document = ElementTree.fromstring(compact_svg(draw(text, points=3), text, text))
    clean = compact_svg(draw("", points=3), "", "")
    title, description = document[0], document[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text == description.text
    assert set(title.text) <= {*text, *"\\x0123456789abcdefu \ufffd"}
    tags = {element.tag for element in document.iter()}
    assert tags == {element.tag for element in ElementTree.fromstring(clean).iter()}
    assert document.get("role") == "img"


def test_neighbours_share_a_look_unless_they_are_transparent():
    style = 'style="fill: #112233; stroke: none"'
    marks = "".join(f'<use xlink:href="#m" x="{x}" y="1" {style}/>' for x in (1.001, 2.5))
    frame = '<svg xmlns="http://www.w3.org/2000/svg">\n{}\n</svg>'
    grouped = f'<g id="line"><g clip-path="url(#p)">{marks}</g></g>'
    assert (
        '<g clip-path="url(#p)"><g style="fill:#112233;stroke:none"><use xlink:href="#m" x="1"'
        ' y="1"/><use xlink:href="#m" x="2.5" y="1"/></g></g></svg>'
    ) in compact_svg(frame.format(grouped), "", "")
    transparent = marks.replace("stroke: none", "opacity: 0.5")
    assert "<g" not in compact_svg(frame.format(transparent), "", "")
