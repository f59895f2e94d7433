"""The XMP metadata of a printed document: its title (the reference), its language, and the standards it keeps."""

from __future__ import annotations

from xml.sax.saxutils import escape

UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
A_NAMESPACE = "http://www.aiim.org/pdfa/ns/id/"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# PDF/A accepts a foreign property, such as PDF/UA's, only with a description of its schema.
_UA_SCHEMA = f"""<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{UA_NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Which part of PDF/UA the document keeps</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_STANDARDS = f"""<rdf:Description rdf:about="" xmlns:pdfuaid="{UA_NAMESPACE}"><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="{A_NAMESPACE}"><pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
{_UA_SCHEMA}
"""


def xmp(title: str, language: str, *, standards: bool = True) -> bytes:
    """The metadata packet. Without `standards` it claims neither PDF/UA nor PDF/A, as an encrypted copy must not."""
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>ShareDesk</pdf:Producer></rdf:Description>
{_STANDARDS if standards else ""}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
    return packet.encode("utf-8")
