"""Files through the whole application."""

import hashlib

import pytest

from nexus.kernel.ids import new_id
from nexus.platform import uploads

from tests.documents import samples

IN_RAND = {"currency": "ZAR"}


def upload(client, content=b"G0 X1\n", name="part.nc", path="/api/files", **query):
    answer = client.post(path, params={"name": name} | query, content=content)
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(answer, status, *fields):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["detail"].strip()
    assert list(told.get("errors", {})) == list(fields), told
    return told["detail"]


def test_a_file_is_uploaded_as_it_is_and_downloaded_again(client):
    made = upload(client, b"G0 X1\nG1 Y2\n", "part 1.nc", purpose="design")
    assert (made["name"], made["media_type"], made["size"]) == ("part 1.nc", "text/plain", 12)
    assert made["sha256"] == hashlib.sha256(b"G0 X1\nG1 Y2\n").hexdigest()
    answer = client.get(f"/api/files/{made['id']}/content")
    assert answer.content == b"G0 X1\nG1 Y2\n"
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].startswith('attachment; filename="part 1.nc"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_file_is_uploaded_in_a_form(client):
    answer = client.post(
        "/api/files",
        data={"purpose": "photo", "description": "The bench", "tags": ["one", "two"]},
        files={"file": ("Bäńk.png", samples.png())},
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["name"], made["purpose"], made["tags"]) == ("Bäńk.png", "photo", ["one", "two"])
    assert made["description"] == "The bench"
    assert answer.headers["etag"] == '"1"'


def test_a_large_file_is_taken_and_given_whole(client):
    content = b"G0 X1 Y2\n" * 1_000_000
    made = upload(client, content)
    answer = client.get(f"/api/files/{made['id']}/content")
    assert hashlib.sha256(answer.content).hexdigest() == made["sha256"]


@pytest.mark.parametrize("name", ["EXE", "HTML", "SVG_BOMB"])
def test_a_hostile_content_is_refused_and_nothing_is_there(client, name):
    before = client.get("/api/files", params={"total": "true"}).json()["total"]
    answer = client.post("/api/files?name=photo.png", content=getattr(samples, name))
    assert refused(answer, 422, "file")
    assert client.get("/api/files", params={"total": "true"}).json()["total"] == before


def test_a_drawing_with_a_script_is_never_shown_in_place(client):
    made = upload(client, samples.SVG_WITH_SCRIPT, "logo.svg", purpose="design")
    answer = client.get(f"/api/files/{made['id']}/content")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    refused(client.get(f"/api/files/{made['id']}/preview"), 404)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"data": {"purpose": "photo"}}, 400),  # no file
        ({"files": [("file", ("a", b"1")), ("file", ("b", b"2"))]}, 400),
        ({"files": {"file": ("a", b"1")}, "data": {"colour": "red"}}, 400),
        ({"files": {"file": ("a", b"1")}, "data": {"purpose": "fun"}}, 400),
        ({"files": {"file": ("a", b"1")}, "data": {"thing_id": "x"}}, 400),
        ({"files": {"file": ("a", b"1")}, "data": {"description": "x" * 20_001}}, 400),
        ({"files": {"file": ("a", b"1")}, "data": {"description": "x" * 300_000}}, 413),
        ({"files": {"file": ("a", b"")}}, 422),
        ({"files": {"file": ("a", b"1")}, "data": {f"f{n}": "1" for n in range(60)}}, 400),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(client, form, status):
    if "files" not in form:
        boundary = "b"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nphoto\r\n'
        form = {
            "content": f"{head}--{boundary}--\r\n".encode(),
            "headers": {"content-type": f"multipart/form-data; boundary={boundary}"},
        }
    answer = client.post("/api/files", **form)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data; boundary=b"),
        (b"x", "multipart/form-data"),
        (b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nhalf', "b"),
        (b"--b\r\n" + b"X: y\r\n" * 50, "multipart/form-data; boundary=b"),
        (b"\xff" * 5000, "multipart/form-data; boundary=b"),
    ],
)
def test_half_a_form_is_no_form(client, content, media_type):
    media_type = "multipart/form-data; boundary=b" if media_type == "b" else media_type
    answer = client.post("/api/files", content=content, headers={"content-type": media_type})
    refused(answer, 400)


def test_a_file_that_says_it_is_too_large_is_refused_unread(client):
    def never():
        yield b"x"
        raise AssertionError("read on")

    answer = client.post("/api/files", content=never(), headers={"content-length": "9999999999"})
    refused(answer, 413)


def test_a_file_that_grows_too_large_is_cut(house, client, monkeypatch):
    monkeypatch.setattr(house.app.state.receiver, "_largest", 1_000_000)
    answer = client.post("/api/files", content=iter([b"x" * 100_000] * 1000))
    assert "1 MB" in refused(answer, 413)


def test_a_photo_has_a_limit_of_its_own(client):
    answer = client.post("/api/files?purpose=photo", content=b"\x89PNG" + b"\0" * 26_000_000)
    assert "25 MB" in refused(answer, 413, "file")


@pytest.mark.parametrize("way", ["idle", "slow"])
def test_who_sends_too_slowly_is_told(client, monkeypatch, way):
    if way == "idle":
        monkeypatch.setattr(uploads, "IDLE", 0.0)
    else:
        monkeypatch.setattr(uploads, "GRACE", 0.0)
        monkeypatch.setattr(uploads, "SLOWEST", 10**12)
    refused(client.post("/api/files", content=b"x" * 1000), 408)


def test_a_part_is_given_to_who_asks_for_it(client):
    path = f"/api/files/{upload(client, b'0123456789')['id']}/content"
    for asked, status, content in (
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=5-100", 206, b"56789"),
        ("bytes=-100", 206, b"0123456789"),
        ("bytes=0-1,3-4", 200, b"0123456789"),
        ("bytes=4-2", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
        ("bytes=x", 200, b"0123456789"),
    ):
        answer = client.get(path, headers={"range": asked})
        assert (answer.status_code, answer.content) == (status, content), asked
    answer = client.get(path, headers={"range": "bytes=2-4"})
    assert answer.headers["content-range"] == "bytes 2-4/10"
    assert answer.headers["content-length"] == "3"
    for asked in ("bytes=10-", "bytes=99-100", "bytes=-0"):
        answer = client.get(path, headers={"range": asked})
        refused(answer, 416)
        assert answer.headers["content-range"] == "bytes */10"


def test_what_is_known_is_not_sent_again(client):
    path = f"/api/files/{upload(client, b'0123456789')['id']}/content"
    tag = client.get(path).headers["etag"]
    answer = client.get(path, headers={"if-none-match": f'"x", {tag}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert client.get(path, headers={"if-none-match": '"x"'}).status_code == 200
    part = {"range": "bytes=1-2"}
    assert client.get(path, headers=part | {"if-range": tag}).status_code == 206
    assert client.get(path, headers=part | {"if-range": '"old"'}).status_code == 200


def test_a_head_tells_the_size_without_the_content(client):
    path = f"/api/files/{upload(client, b'0123456789')['id']}/content"
    answer = client.head(path)
    assert (answer.status_code, answer.headers["content-length"]) == (200, "10")
    assert answer.content == b""


def test_a_name_of_any_signs_is_offered_by_the_rules(client):
    made = upload(client, name='../Bäń"k\u202e\n1.nc')
    answer = client.get(f"/api/files/{made['id']}/content")
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Ban_k 1.nc\"; filename*=UTF-8''B%C3%A4%C5%84_k%201.nc"
    )


def test_versions_are_added_shown_and_brought_back(client):
    made = upload(client, b"one")
    path = f"/api/files/{made['id']}"
    more = client.put(f"{path}/content?note=thinner", content=b"two")
    assert (more.status_code, more.json()["current"]) == (200, 2)
    stale = {"if-match": '"1"'}
    refused(client.put(f"{path}/content", content=b"three", headers=stale), 412)
    more = client.post(f"{path}/versions", files={"file": ("part.nc", b"three")})
    assert (more.status_code, more.json()["current"]) == (201, 3)
    refused(client.post(f"{path}/versions", content=b"three"), 409)
    refused(client.post(f"{path}/versions", content=samples.EXE), 422, "file")
    listed = client.get(f"{path}/versions").json()["items"]
    assert [(it["number"], it["note"]) for it in listed] == [(3, ""), (2, "thinner"), (1, "")]
    back = client.post(f"{path}/versions/1/restore")
    assert (back.status_code, back.json()["current"]) == (200, 4)
    for number, content in ((1, b"one"), (2, b"two"), (3, b"three"), (4, b"one")):
        assert client.get(f"{path}/versions/{number}/content").content == content
    for number in (0, 5, -1, 10**30):
        refused(client.get(f"{path}/versions/{number}/content"), 404)
        refused(client.post(f"{path}/versions/{number}/restore"), 404)


def test_an_upload_that_is_repeated_has_one_effect(client):
    def send(content):
        key = {"idempotency-key": str(made)}
        return client.post("/api/files?name=a.nc", content=content, headers=key)

    made = new_id()
    first, second, other = send(b"1"), send(b"1"), send(b"2")
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    refused(other, 422)
    made = new_id()
    refused(send(samples.EXE), 422, "file")
    assert send(b"3").status_code == 201  # what was refused leaves its key free
    long = {"idempotency-key": "x" * 256}
    refused(client.post("/api/files", content=b"1" * 2_000_000, headers=long), 422)


def test_a_file_is_described_archived_and_deleted(client):
    made = upload(client)
    path = f"/api/files/{made['id']}"
    changed = client.patch(path, json={"name": "run.bat", "tags": ["Steel"], "description": "x"})
    assert (changed.status_code, changed.json()["name"]) == (200, "run.bat.txt")
    for body, field in (
        ({"name": ""}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"tags": ["x"] * 21}, "tags"),
        ({"tags": [""]}, "tags[0]"),
        ({"purpose": "photo"}, "purpose"),
    ):
        refused(client.patch(path, json=body), 400, field)
    refused(client.patch(path, json={"name": "x"}, headers={"if-match": '"1"'}), 412)
    assert client.post(f"{path}/archive").json()["archived_at"]
    refused(client.put(f"{path}/content", content=b"new"), 409)
    assert made["id"] not in listed(client)
    assert made["id"] in listed(client, archived="true")
    assert client.post(f"{path}/restore").json()["archived_at"] is None
    assert client.delete(path).status_code == 204
    refused(client.get(path), 404)
    refused(client.get(f"{path}/content"), 404)


def listed(client, **query):
    answer = client.get("/api/files", params=query)
    assert answer.status_code == 200, answer.text
    return [it["id"] for it in answer.json()["items"]]


def test_files_are_found_by_what_they_are(client, a_shop):
    project = str(a_shop.project_id)
    photo = upload(client, samples.png(), "Küche.png", purpose="photo")["id"]
    sent = client.post(
        "/api/files",
        files={"file": ("Bracket.nc", b"G0 X1\n")},
        data={"purpose": "design", "kind": "project", "thing_id": project},
    )
    design = sent.json()
    client.patch(f"/api/files/{design['id']}", json={"tags": ["Steel", "3 mm"]})
    design = design["id"]
    assert listed(client) == [design, photo]
    assert listed(client, sort="name") == [design, photo]
    assert listed(client, sort="size") == [design, photo]
    assert listed(client, purpose="photo") == [photo]
    assert listed(client, media_type="image") == [photo]
    assert listed(client, media_type="image/png") == [photo]
    assert listed(client, media_type="im") == []
    assert listed(client, tag="steel") == [design]
    assert listed(client, tag="stee") == []
    assert listed(client, kind="project", thing_id=project) == [design]
    assert listed(client, role="design") == [design]
    assert listed(client, kind="sale") == []
    assert listed(client, search="kuche") == [photo]
    assert listed(client, search="bracket steel") == [design]


def test_a_file_hangs_on_things(client, a_shop):
    project, customer = str(a_shop.project_id), str(a_shop.add("customers_customer", name="Bo"))
    path = f"/api/files/{upload(client)['id']}"
    body = {"kind": "project", "thing_id": project, "role": "photo", "type": "before"}
    [link] = client.post(f"{path}/things", json=body).json()["links"]
    assert (link["role"], link["type"]) == ("photo", "before")
    refused(client.post(f"{path}/things", json=body), 409)
    refused(client.post(f"{path}/things", json=body | {"thing_id": str(new_id())}), 404)
    refused(client.post(f"{path}/things", json=body | {"kind": "ghost"}), 400, "kind")
    more = client.post(f"{path}/things", json={"kind": "customer", "thing_id": customer})
    assert more.status_code == 200
    thing = f"{path}/things/{link['id']}"
    assert client.patch(thing, json={"notes": "n", "position": 2}).status_code == 200
    refused(client.patch(thing, json={"position": -1}), 400, "position")
    left = client.delete(thing).json()["links"]
    assert [it["kind"] for it in left] == ["customer"]
    refused(client.delete(thing), 404)
    refused(client.patch(thing, json={"notes": "x"}), 404)


def test_designs_of_a_project_are_files_there_are(client, a_shop):
    path = f"/api/projects/{a_shop.project_id}/design-docs/"
    file = upload(client, samples.dxf(), "part.dxf", purpose="design")["id"]
    body = {"file_id": file, "type": "laser", "notes": "3 mm"}
    made = client.post(path, json=body)
    assert made.status_code == 201, made.text
    assert (made.json()["file_id"], made.json()["type"]) == (file, "laser")
    refused(client.post(path, json=body), 409)
    refused(client.post(path, json=body | {"file_id": str(new_id())}), 404)
    refused(client.post(path, json={"type": "x"}), 400, "file_id")
    [found] = client.get(path).json()["items"]
    assert (found["name"], found["notes"], found["role"]) == ("part.dxf", "3 mm", "design")


@pytest.mark.parametrize("kind", ["project", "customer", "sale"])
def test_a_thing_has_files_of_its_own(client, a_shop, kind):
    if kind == "project":
        path = f"/api/projects/{a_shop.project_id}/documents"
    else:
        row = ("customers_customer", {}) if kind == "customer" else ("sales_sale", IN_RAND)
        path = f"/api/{kind}s/{a_shop.add(row[0], **row[1])}/files"
    made = upload(client, samples.pdf(), "letter.pdf", path)
    assert [it["kind"] for it in made["links"]] == [kind]
    more = client.post(path, files={"file": ("x.png", samples.png())}, params={"role": "photo"})
    assert more.status_code == 201
    names = [it["name"] for it in client.get(path, params={"sort": "name"}).json()["items"]]
    assert names == ["letter.pdf", "x.png"]
    photos = client.get(path, params={"role": "photo", "total": "true"}).json()
    assert ([it["name"] for it in photos["items"]], photos["total"]) == (["x.png"], 1)
    assert client.get(path, params={"search": "letter"}).json()["items"][0]["name"] == "letter.pdf"
    refused(client.post(path, content=samples.EXE), 422, "file")
    part = path.split("/")[3]
    nowhere = path.replace(part, str(new_id()))
    refused(client.get(nowhere), 404)
    refused(client.post(nowhere, content=b"x"), 404)


def test_pictures_stand_for_files(client):
    made = upload(client, samples.png(600, 400), "bench.png", purpose="photo")
    thumbnail = client.get(f"/api/files/{made['id']}/thumbnail")
    assert (thumbnail.status_code, thumbnail.headers["content-type"]) == (200, "image/webp")
    assert thumbnail.headers["content-disposition"].startswith("inline")
    assert "sandbox" in thumbnail.headers["content-security-policy"]
    preview = client.get(f"/api/files/{made['id']}/preview")
    assert len(preview.content) > len(thumbnail.content)
    assert preview.headers["etag"] != thumbnail.headers["etag"]
    known = {"if-none-match": thumbnail.headers["etag"]}
    again = client.get(f"/api/files/{made['id']}/thumbnail", headers=known)
    assert again.status_code == 304


def test_a_pdf_is_shown_page_by_page(client):
    made = upload(client, samples.pdf(3), "manual.pdf")
    path = f"/api/files/{made['id']}"
    assert made["versions"][0]["pages"] is None
    shown = [client.get(f"{path}/preview", params={"page": page}) for page in (1, 2, 3)]
    assert {it.headers["content-type"] for it in shown} == {"image/webp"}
    assert len({it.headers["etag"] for it in shown}) == 3
    assert client.get(path).json()["versions"][0]["pages"] == 3
    known = {"if-none-match": shown[1].headers["etag"]}
    assert client.get(f"{path}/preview?page=2", headers=known).status_code == 304
    refused(client.get(f"{path}/preview?page=4"), 404)
    for wrong in ("0", "201", "x"):
        refused(client.get(f"{path}/preview?page={wrong}"), 400, "page")


def test_what_cannot_be_shown_says_so(client):
    made = upload(client, samples.huge_png(), "huge.png", purpose="photo")
    for picture in ("preview", "thumbnail"):
        refused(client.get(f"/api/files/{made['id']}/{picture}"), 404)
    assert client.get(f"/api/files/{made['id']}/content").status_code == 200


def test_a_file_is_shared_with_who_has_no_login(client, house):
    made = upload(client, b"for Bo")
    path = f"/api/files/{made['id']}/link"
    shared = client.post(path, json={"hours": 5, "note": "for Bo"})
    assert shared.status_code == 201, shared.text
    url = shared.json()["url"]
    stranger = {"x-actor": "nobody"}
    answer = client.get(url, headers=stranger)
    assert (answer.status_code, answer.content) == (200, b"for Bo")
    assert answer.headers["content-disposition"].startswith("attachment")
    [known] = client.get(path).json()["items"]
    assert (known["note"], known["url"]) == ("for Bo", "")
    token = url.rpartition("/")[2]
    for bent in (token[:-1], token[::-1], "x", "x" * 2000, "%00", token + "A"):
        answer = client.get(f"/api/shared-files/{bent}", headers=stranger)
        assert answer.status_code in (400, 404), answer.text
    assert client.delete(f"{path}/{known['id']}").status_code == 204
    refused(client.get(url, headers=stranger), 404)
    refused(client.delete(f"{path}/{new_id()}"), 404)
    for hours in (0, 169, -1, "5"):
        refused(client.post(path, json={"hours": hours}), 400, "hours")
    refused(client.post(path, json={"number": 9}), 404)


def test_another_shops_files_are_not_there(house, client, another_shop, a_shop):
    made = upload(client)
    share = client.post(f"/api/files/{made['id']}/link", json={}).json()
    stranger = house.client(another_shop.actor)
    path = f"/api/files/{made['id']}"
    for part in ("", "/content", "/versions", "/preview", "/thumbnail", "/link"):
        refused(stranger.get(path + part), 404)
    refused(stranger.put(f"{path}/content", content=b"x"), 404)
    refused(stranger.post(f"{path}/versions", content=b"x"), 404)
    refused(stranger.delete(path), 404)
    refused(stranger.delete(f"{path}/link/{share['id']}"), 404)
    project = another_shop.project_id
    body = {"file_id": made["id"]}
    refused(stranger.post(f"/api/projects/{project}/design-docs", json=body), 404)
    refused(stranger.get(f"/api/projects/{a_shop.project_id}/documents"), 404)
    assert listed(stranger) == []


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("stock_item", "/api/inventory/items"),
        ("supplier", "/api/inventory/suppliers"),
        ("equipment", "/api/inventory/equipment"),
        ("product", "/api/products/templates"),
        ("customer", "/api/customers"),
    ],
)
def test_a_file_hangs_on_a_thing_of_any_kind(client, house, another_shop, kind, path):
    def made(by):
        answer = by.post(path, json={"name": "Thing"})
        assert answer.status_code == 201, answer.text
        return {"kind": kind, "thing_id": answer.json()["id"]}

    things = f"/api/files/{upload(client)['id']}/things"
    assert client.post(things, json=made(client)).status_code == 200
    refused(client.post(things, json=made(house.client(another_shop.actor))), 404)
