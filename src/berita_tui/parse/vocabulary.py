"""Vocabulary: the names that feed formats use, as feedparser tells them apart."""

from __future__ import annotations

from types import MappingProxyType

NAMESPACES = MappingProxyType(
    {
        "": "",
        "http://www.w3.org/2005/atom": "",
        "http://purl.org/atom/ns#": "",
        "http://purl.org/rss/1.0/": "",
        "http://my.netscape.com/rdf/simple/0.9/": "",
        "http://purl.org/rss/1.0/modules/rss091#": "",
        "http://blogs.law.harvard.edu/tech/rss": "",
        "http://backend.userland.com/rss": "",
        "http://purl.org/rss/1.0/modules/content/": "content",
        "http://purl.org/dc/elements/1.1/": "dc",
        "http://purl.org/dc/terms/": "dcterms",
        "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
        "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
        "http://search.yahoo.com/mrss": "media",
        "http://search.yahoo.com/mrss/": "media",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
        "http://purl.org/rss/1.0/modules/syndication/": "sy",
        "http://www.w3.org/1999/xhtml": "xhtml",
        "http://www.w3.org/xml/1998/namespace": "xml",
    }
)
"""Namespaces in small letters, and the prefix under which their names are known."""

PREFIXES = frozenset(filter(None, NAMESPACES.values()))
"""What no document calls a namespace of its own: its names would pass for these."""

ODD = "?"
"""The name of what has such a prefix all the same, or a name of which nobody is sure."""

DATES = MappingProxyType(
    {
        "published": "published",
        "issued": "published",
        "pubdate": "published",
        "dcterms_issued": "published",
        "updated": "updated",
        "modified": "updated",
        "lastbuilddate": "updated",
        "dc_date": "updated",
        "dcterms_modified": "updated",
        "created": "created",
        "dcterms_created": "created",
    }
)
"""Elements that date an entry, and which of its three dates they tell."""

_SOURCE_NAMES = "title id guid link updated published rights subtitle generator category"
OF_A_SOURCE = frozenset(_SOURCE_NAMES.split())
"""Elements that stand in the source of an entry."""

_PERSON_NAMES = "name email uri url homepage itunes_name itunes_email"
OF_A_PERSON = frozenset(_PERSON_NAMES.split())
"""Elements that stand in an author."""

_IMAGE_NAMES = "title link description url href width height name"
OF_AN_IMAGE = frozenset(_IMAGE_NAMES.split())
"""Elements that stand in a channel's image or its search box."""

_SILENT_NAMES = """
cc_license cloud copyright creativecommons_license dc_language dc_publisher dc_rights
expirationdate feedburner_browserfriendly generator georss_box georss_line georss_point
georss_polygon image info itunes_block itunes_explicit
itunes_image itunes_subtitle media_rating media_license media_player media_restriction
rights subtitle tagline webmaster
"""
SILENT = frozenset(_SILENT_NAMES.split())
"""Elements that say nothing that is kept, as long as there is only text in them."""

_OF_ENTRIES_NAMES = """
author category dc_author dc_creator dc_subject itunes_author itunes_category itunes_keywords
keywords managingeditor
"""
SILENT_OF_FEEDS = SILENT | frozenset(_OF_ENTRIES_NAMES.split()) | frozenset(DATES)
"""Such elements of a feed itself: authors, subjects and dates are those of its entries."""

_READ_NAMES = """
contributor content content_encoded dc_contributor dc_description dc_title description enclosure
guid id itunes_summary language link media_category media_content media_credit media_description
media_group media_keywords media_thumbnail media_title source summary title
"""
_ODD_NAMES = """
abstract body channel dcterms_valid email entry feed fullitem geom georss_where georssgeom
gml_exterior gml_linearring gml_linestring gml_point gml_polygon gml_pos gml_poslist height
homepage item itunes_email itunes_link itunes_name itunes_owner name newlocation psc_chapter
psc_chapters rdf_rdf rss tags textinput uri url where width xhtml_body
"""
_FIELD_NAMES = """
author_detail authors created_parsed date date_parsed links media_caption published_parsed
summary_detail title_detail updated_parsed
"""
NAMED = SILENT_OF_FEEDS.union(_READ_NAMES.split(), _ODD_NAMES.split(), _FIELD_NAMES.split(), (ODD,))
"""Names that do something, where they stand or wherever; all others are a publisher's own."""
