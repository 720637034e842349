"""Make an SVG of Matplotlib small, and give it a title and a description for screen readers."""

import base64
import io
import re

from PIL import Image

from reprise.escape import escape_xml, replace_characters_outside_xml

# Verdana has the widths of DejaVu Sans, and other sans-serif fonts are narrower. Therefore a text
# needs no more room than was made for it, whichever of these fonts the reader's computer has.
FONTS = "'DejaVu Sans',Verdana,sans-serif"
FONT_OF_A_TEXT = "font-family:'DejaVu Sans';"
DECIMALS = 2  # of a point, which is 1/72 inch
MAX_COLORS = 64  # of an image
# A text contains no "<", because Matplotlib escapes it. So a match is a tag and never a text.
TAG = re.compile(r"<[^<>?][^<>]*>")
LEFT_OUT = re.compile(
    r"<!DOCTYPE[^>]*>|<!--.*?-->|<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>",
    re.DOTALL,
)
SPACE_BETWEEN_TAGS = re.compile(r">\s+<")
PATH = re.compile(r'(?<= d=")[^"]*')
SPACE_AROUND_COMMAND = re.compile(r"\s*([A-Za-z])\s*")
# Factors keep their digits, because they multiply coordinates.
FACTORS_OR_NUMBER = re.compile(r"(?:scale|matrix)\([^)]*\)|-?\d*\.\d+")
PNG = re.compile(r"(?<=data:image/png;base64,)[^\"]*")
NO_ROTATION = re.compile(r' transform="rotate\(-?0 [^"]*"')
ID = re.compile(r'(?<=id=")[mphC][0-9a-f_]{8,}|(?<=#)[mphC][0-9a-f_]{8,}')  # found by its hash
ID_OF_GROUP = re.compile(r'(?<=<g) id="[^"]*"')  # the ids of markers and clipping areas stay
# Neighbours with one look: the tag, its place, and the look.
NEIGHBOURS = re.compile(
    r'<(path|use) [^<>]*? ((?:clip-path="[^"]*" )?style="[^"]*")/>(?:<\1 [^<>]*? \2/>)+'
)


def compact_svg(svg: str, title: str, description: str) -> str:
    """Shorten an SVG without a visible change, and describe it.

    Metadata, comments, spaces and digits after the second decimal of a coordinate are left out.
    What all elements have is written once.

    Parameters
    ----------
    svg : str
        As Matplotlib writes it, with texts as texts (`svg.fonttype: none`).
    title, description : str
        Plain text.

    Returns
    -------
    str
        The SVG with the role `img`, a `<title>` and a `<desc>`.
    """
    kept = LEFT_OUT.sub("", replace_characters_outside_xml(svg))
    compact = TAG.sub(_shorten_tag, SPACE_BETWEEN_TAGS.sub("><", kept))
    compact = _shorten_ids(NEIGHBOURS.sub(_share_look, _leave_groups_out(compact)))
    common = f'role="img" font-family="{FONTS}" stroke-linejoin="round"'
    words = f"<title>{escape_xml(title)}</title><desc>{escape_xml(description)}</desc>"
    return re.sub(r"<svg ([^>]*)>", lambda tag: f"<svg {common} {tag[1]}>{words}", compact, count=1)


def _shorten_tag(match: re.Match[str]) -> str:
    tag = match[0]
    if tag.startswith("<image"):
        return PNG.sub(_shorten_image, tag)
    tag = " ".join(tag.split()).replace("; ", ";").replace(": ", ":")
    tag = NO_ROTATION.sub("", ID_OF_GROUP.sub("", tag.replace(FONT_OF_A_TEXT, "")))
    tag = FACTORS_OR_NUMBER.sub(_shorten_number, tag)
    return PATH.sub(lambda path: SPACE_AROUND_COMMAND.sub(r"\1", path[0]), tag)


def _leave_groups_out(svg: str) -> str:
    """Leave out the groups without attributes, which change nothing."""
    open_groups: list[bool] = []  # whether each of them stays

    def choose(match: re.Match[str]) -> str:
        tag = match[0]
        if tag.startswith(("<g>", "<g ")):
            open_groups.append(tag != "<g>")
            return tag if open_groups[-1] else ""
        return "" if tag == "</g>" and not open_groups.pop() else tag

    return TAG.sub(choose, svg)


def _shorten_ids(svg: str) -> str:
    """Number the ids of markers and clipping areas; texts have no id before them."""
    numbers: dict[str, str] = {}
    return TAG.sub(
        lambda tag: ID.sub(lambda found: numbers.setdefault(found[0], f"i{len(numbers)}"), tag[0]),
        svg,
    )


def _share_look(match: re.Match[str]) -> str:
    """Write the look of neighbours once, in a group, unless the group would be transparent."""
    look = match[2]
    if "opacity" in look.replace("-opacity", ""):
        return match[0]
    return f"<g {look}>{match[0].replace(f' {look}/>', '/>')}</g>"


def _shorten_number(match: re.Match[str]) -> str:
    text = match[0]
    if "(" in text:
        return text
    rounded = f"{float(text):.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if rounded == "-0" else rounded


def _shorten_image(match: re.Match[str]) -> str:
    """Reduce the colours of an image, which are many shades of the few colours of its lines."""
    image = Image.open(io.BytesIO(base64.b64decode(match[0])))
    reduced, file = image.quantize(MAX_COLORS, method=Image.Quantize.FASTOCTREE), io.BytesIO()
    reduced.save(file, format="png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()
