"""A paper's stories → pages in the markup of the platform family it pretends to run on."""

from newsarchive.demo.markup.base import Markup, Visit
from newsarchive.demo.markup.content_detail import ContentDetail
from newsarchive.demo.markup.hex7 import Hex7
from newsarchive.demo.markup.mastercms import MasterCms
from newsarchive.demo.markup.wordpress import WordPress
from newsarchive.demo.stories import Paper

FAMILIES: dict[str, type[Markup]] = {
    "content_detail": ContentDetail,
    "hex7": Hex7,
    "mastercms": MasterCms,
    "wordpress": WordPress,
}

__all__ = ["Markup", "Visit", "markup_of"]


def markup_of(paper: Paper) -> Markup:
    return FAMILIES[paper.family](paper)
