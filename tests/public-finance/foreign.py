"""Foreign validators that have no command of their own for what we ask. Run in a process of its own, by the Python that has them."""

import json
import sys
import zipfile


def records(standard, path):
    """libcoveocds on a record package. By itself it would fetch the schemas that the one of records refers to."""
    import jsonref
    import libcoveocds.api
    import libcoveocds.schema
    from libcoveocds.config import LibCoveOCDSConfig

    with zipfile.ZipFile(standard) as zipped:
        schemas = {n.rsplit("/", 1)[1]: json.loads(zipped.read(n)) for n in zipped.namelist() if n.endswith(".json")}
    replace = jsonref.replace_refs
    loader = lambda uri, **options: schemas[uri.rsplit("/", 1)[1]]
    libcoveocds.schema.jsonref.replace_refs = lambda *args, **options: replace(*args, **{**options, "loader": loader})

    config = LibCoveOCDSConfig()
    config.config.update(standard_zip=f"file://{standard}", context="api", additional_checks="all")
    return libcoveocds.api.ocds_json_output(file=path, schema_version="1.1", lib_cove_ocds_config=config)


def iati(schema, path):
    """What libxml2 finds wrong in activities."""
    from lxml import etree

    offline = lambda: etree.XMLParser(no_network=True)
    schema = etree.XMLSchema(etree.parse(schema, offline()))
    schema.validate(etree.parse(path, offline()))
    return [f"line {error.line}: {error.message}" for error in schema.error_log]


if __name__ == "__main__":
    what, schema, path = sys.argv[1:]
    print(json.dumps({"records": records, "iati": iati}[what](schema, path), default=str))
