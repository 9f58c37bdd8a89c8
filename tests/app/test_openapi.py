"""The contract: complete, valid, and as strict as the program; its pages need nothing else."""

import re

import jsonschema_rs
import msgspec
import pytest
from dependency_injector import providers

from nexus.app.container import Nexus
from nexus.app.http import create_app
from nexus.app.openapi import describe
from nexus.app.openapi.examples import example
from nexus.platform.config import Config

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def contract():
    app = create_app(Nexus(config=providers.Object(Config(secret_key="for tests only"))))
    return msgspec.json.decode(msgspec.json.encode(describe(app)))


def operations(contract):
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


@on_sqlite
def test_it_is_served_as_it_is_written(client, contract):
    assert client.get("/api/openapi.json").json() == contract


def test_every_operation_is_told_with_its_permission_and_refusals(contract):
    for name, operation in operations(contract):
        assert operation["summary"], name
        assert {"400", "429", "503"} <= operation["responses"].keys(), name
        if operation["security"]:
            assert {"401", "403"} <= operation["responses"].keys(), name
        if "requestBody" in operation:
            assert {"413", "422"} <= operation["responses"].keys(), name


def test_operation_ids_are_unique(contract):
    ids = [operation["operationId"] for _, operation in operations(contract)]
    assert sorted(set(ids)) == sorted(ids)


def test_every_reference_leads_somewhere(contract):
    text = msgspec.json.encode(contract).decode()
    for reference in set(re.findall(r'"#/([^"]+)"', text)):
        found = contract
        for part in reference.split("/"):
            found = found[part]


def test_every_schema_is_one(contract):
    for name, schema in contract["components"]["schemas"].items():
        jsonschema_rs.meta.validate(schema), name
        assert schema.get("additionalProperties", True) is not None


def test_the_examples_fit_their_schemas(contract):
    for name, operation in operations(contract):
        bodies = [operation.get("requestBody", {})]
        bodies += [answer for answer in operation["responses"].values() if "content" in answer]
        for body in bodies:
            for content in body.get("content", {}).values():
                if "example" in content:
                    schema = content["schema"] | {"components": contract["components"]}
                    jsonschema_rs.validate(schema, content["example"]), name


def test_numbers_are_whole_where_they_count(contract):
    assert b".0" not in re.sub(rb'"[^"]*"', b"", msgspec.json.encode(contract))


def test_what_forbids_unknown_fields_says_so(contract):
    schema = contract["components"]["schemas"]["CreateWorkflow"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["name"]


def test_a_decimal_comes_in_as_text_or_number_and_goes_out_as_text(contract):
    schemas = contract["components"]["schemas"]
    assert schemas["Money"]["properties"]["amount"]["type"] == "string"
    assert schemas["MoneyIn"]["properties"]["amount"]["type"] == ["string", "number"]


def test_an_example_knows_what_a_field_is_called():
    class Person(msgspec.Struct):
        email: str
        country: str
        colour: str | None = None
        tags: list[str] = []

    told = example(Person)
    assert told["email"] == "ann@example.com"
    assert told["country"] == "ZA"
    assert isinstance(told["tags"], list)


PAGES = ["/welcome", "/api/docs", "/api/docs/workflows", "/api/docs/activity-log"]


@on_sqlite
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_load_nothing_from_elsewhere_and_run_nothing(client, page):
    answer = client.get(page)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script" not in answer.text.replace("description", "").lower()
    assert " style=" not in answer.text
    assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)


@on_sqlite
@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(client, page):
    text = client.get(page).text
    for link in set(re.findall(r'href="(/[^"#]*)', text)):
        assert client.get(link).status_code in (200, 503), link


@on_sqlite
def test_every_operation_is_on_the_pages(client, contract):
    index = client.get("/api/docs").text
    for _, operation in operations(contract):
        assert f"#{operation['operationId']}" in index


@on_sqlite
def test_a_page_that_is_not_there_is_a_problem(client):
    assert client.get("/api/docs/ghosts").status_code == 404
