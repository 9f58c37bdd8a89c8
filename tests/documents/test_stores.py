"""The same with any store; and what becomes of an upload when a store fails."""

import errno
import os

import pytest
from dependency_injector import providers

from nexus.kernel.files import StoreAway, StoreFull
from nexus.platform.config import Config
from nexus.platform.files import open_store
from nexus.platform.uploads import Received

from tests.documents import samples
from tests.documents.fakes import FakeStore
from tests.platform.test_files import KEYS, s3  # noqa: F401


@pytest.fixture(params=["folder", "s3"])
def store(request, nexus, tmp_path):
    if request.param == "folder":
        config = Config(files_url=f"file://{tmp_path}/files")
    else:
        endpoint = request.getfixturevalue("s3")
        url = f"s3://bucket/{tmp_path.name}"
        config = Config(files_url=url, files_endpoint=endpoint, files_region="x", **KEYS)
    opened = open_store(config)
    nexus.files.override(providers.Object(opened))
    return opened


@pytest.fixture
def broken(nexus):
    store = FakeStore()
    nexus.files.override(providers.Object(store))
    return store


def test_a_file_comes_and_goes(store, client, nexus, a_shop):
    content = samples.png(600, 400) + b"\0" * 7_000_000
    made = client.post("/api/files?name=bench.png&purpose=photo", content=content)
    assert made.status_code == 422, "what stands behind the end is told"
    content = samples.dxf(entities=20_000)
    made = client.post("/api/files?name=part.dxf&purpose=design", content=content)
    assert made.status_code == 201, made.text
    path = f"/api/files/{made.json()['id']}"
    assert client.get(f"{path}/content").content == content
    part = client.get(f"{path}/content", headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, content[100:200])
    assert client.put(f"{path}/content", content=samples.dxf()).json()["current"] == 2
    assert client.get(f"{path}/preview").status_code == 200
    lies = list(store.under(f"{a_shop.id}/files"))
    assert len(lies) == 4  # two versions, and two pictures of the newer one
    assert client.delete(path).status_code == 204
    while nexus.relay().step() is not None:
        pass
    assert list(store.under(f"{a_shop.id}/files")) == []


@pytest.mark.parametrize(
    ("failure", "status"),
    [(StoreFull(errno.ENOSPC, "full"), 507), (StoreAway(errno.EIO, "away"), 503)],
)
def test_a_store_that_fails_is_told_and_nothing_is_half_done(client, broken, failure, status):
    broken.broken = failure
    answer = client.post("/api/files?name=a.nc", content=b"G0 X1\n")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"]
    assert client.get("/api/files").json()["items"] == []
    broken.broken = None
    assert client.post("/api/files?name=a.nc", content=b"G0 X1\n").status_code == 201


def test_a_disk_that_is_full_on_the_way_is_told(client, monkeypatch):
    def full(self, part):
        raise StoreFull(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Received, "write", full)
    answer = client.post("/api/files?name=a.nc", content=b"G0 X1\n" * 100_000)
    assert answer.status_code == 507
    assert client.get("/api/files").json()["items"] == []


def test_what_is_refused_after_it_was_stored_is_let_go(client, broken):
    made = client.post("/api/files?name=a.nc", content=b"1").json()
    stale = {"if-match": '"7"'}
    path = f"/api/files/{made['id']}"
    refused = client.post(f"{path}/versions", content=b"2", headers=stale)
    assert refused.status_code == 412
    refused = client.put(f"{path}/content", content=b"3", headers=stale)
    assert refused.status_code == 412
    assert len(broken.contents) == 1
