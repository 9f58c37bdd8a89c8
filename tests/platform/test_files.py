"""Contents are kept whole or not at all, in a folder, in memory and in a store that speaks S3."""

import errno
import logging
import os
from datetime import UTC, datetime, timedelta

import pytest

from nexus.kernel.files import StoreAway, StoreFull
from nexus.platform import files
from nexus.platform.config import BadConfig, Config, read
from nexus.platform.files import FolderStore, ObjectStore, open_store

KEYS = {"files_key_id": "AKIATEST", "files_secret": "not-to-be-told"}


@pytest.fixture(scope="session")
def s3():
    """A server that speaks S3, with a bucket."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 (it takes half a second)

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    import httpx  # noqa: PLC0415 (for this alone)

    assert httpx.put(f"{endpoint}/bucket", timeout=60).status_code == 200  # it begins slowly
    yield endpoint
    server.stop()


@pytest.fixture(params=["folder", "memory", "s3"])
def store(request, tmp_path):
    if request.param == "folder":
        return open_store(Config(home=str(tmp_path)))
    if request.param == "memory":
        return open_store(Config(files_url="memory://"))
    endpoint = request.getfixturevalue("s3")
    url = f"s3://bucket/{tmp_path.name}"
    return open_store(
        Config(files_url=url, files_endpoint=endpoint, files_region="us-east-1", **KEYS)
    )


def large(megabytes):
    for number in range(megabytes):
        yield bytes([number % 256]) * 1_000_000


def whole(store, key, *of):
    return b"".join(store.read(key, *of))


def keys(store, prefix=""):
    return sorted(it.key for it in store.under(prefix))


@pytest.mark.parametrize("content", [[], [b"a"], [b"ab", b"", b"c"]])
def test_what_is_put_is_read_again(store, content):
    assert store.put("shop/files/1", iter(content)) == len(b"".join(content))
    assert whole(store, "shop/files/1") == b"".join(content)
    assert store.size("shop/files/1") == len(b"".join(content))


def test_a_large_content_goes_and_comes_in_parts(store):
    assert store.put("shop/files/1", large(12)) == 12_000_000
    assert whole(store, "shop/files/1") == b"".join(large(12))


def test_a_part_is_read_alone(store):
    store.put("a", [b"0123456789"])
    assert whole(store, "a", 2) == b"23456789"
    assert whole(store, "a", 2, 5) == b"234"
    assert whole(store, "a", 9, 10) == b"9"
    assert whole(store, "a", 5, 5) == b""
    store.put("b", large(3))
    assert whole(store, "b", 999_999, 2_000_001) == b"\0" + b"\1" * 1_000_000 + b"\2"


@pytest.mark.parametrize("megabytes", [0, 12])
def test_a_key_is_written_once(store, megabytes):
    store.put("a", [b"first", *large(megabytes)])
    with pytest.raises(FileExistsError):
        store.put("a", [b"second", *large(megabytes)])
    assert whole(store, "a", 0, 5) == b"first"


@pytest.mark.parametrize("megabytes", [0, 12])
def test_an_upload_that_is_cut_leaves_nothing(store, megabytes):
    def cut():
        yield b"begun"
        yield from large(megabytes)
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        store.put("a/b", cut())
    assert store.size("a/b") is None
    assert keys(store) == []
    assert store.put("a/b", [b"again"]) == 5


def test_what_is_not_there_is_told(store):
    assert store.size("nothing") is None
    with pytest.raises(FileNotFoundError):
        store.read("nothing")
    with pytest.raises(FileNotFoundError):
        store.read("nothing", 5, 5)
    store.remove("nothing")


def test_what_is_removed_is_gone(store):
    store.put("a", [b"x"])
    store.remove("a")
    assert store.size("a") is None


def test_contents_are_listed_by_what_they_lie_under(store):
    for key in ("one/files/1", "one/files/2", "two/files/1", "onerous"):
        store.put(key, [b"abc"])
    assert keys(store, "one") == ["one/files/1", "one/files/2"]
    assert keys(store) == ["one/files/1", "one/files/2", "onerous", "two/files/1"]
    [found] = store.under("two")
    assert found.size == 3
    assert abs(datetime.now(UTC) - found.stored_at) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "a/",
        ".hidden",
        "a/.b",
        "a\0",
        "ä",
        "a\\b",
        "a\n",
    ],
)
def test_a_key_never_leaves_its_place(store, key):
    for use in (store.size, store.read, store.remove, lambda key: store.put(key, [b"x"])):
        with pytest.raises(ValueError, match="no key"):
            use(key)


class Full:
    """A disk with room for a little."""

    def __init__(self, monkeypatch):
        def fsync(handle):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(files.os, "fsync", fsync)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    store = FolderStore(tmp_path)
    Full(monkeypatch)
    with pytest.raises(StoreFull):
        store.put("a", [b"x"])
    assert keys(store) == []


def test_others_cannot_read_the_folder(tmp_path):
    FolderStore(tmp_path / "files").put("a/b", [b"x"])
    assert (tmp_path / "files/a/b").stat().st_mode & 0o077 == 0
    assert (tmp_path / "files/a").stat().st_mode & 0o077 == 0


def test_a_store_that_is_away_is_told(monkeypatch):
    monkeypatch.setattr(files, "PATIENCE", timedelta(milliseconds=100))
    nowhere = Config(files_url="s3://bucket", files_endpoint="http://127.0.0.1:9", **KEYS)
    store = open_store(nowhere)
    for use in (
        lambda: store.size("a"),
        lambda: store.read("a"),
        lambda: store.put("a", [b"x"]),
        lambda: store.remove("a"),
        lambda: list(store.under("a")),
    ):
        with pytest.raises(StoreAway) as told:
            use()
        assert "127.0.0.1" not in str(told.value)


def test_a_store_does_not_tell_its_secret():
    store = open_store(Config(files_url="s3://bucket", files_region="x", **KEYS))
    assert isinstance(store, ObjectStore)
    assert KEYS["files_secret"] not in repr(vars(store))


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("s3://shop/files", True),
        ("s3://shop", True),
        ("file:///srv/nexus", True),
        ("s3:/shop", False),
        ("https://shop", False),
        ("s3://Shop Files", False),
    ],
)
def test_the_place_is_a_setting(url, taken):
    if taken:
        assert read({"NEXUS_FILES_URL": url}).files_url == url
    else:
        with pytest.raises(BadConfig, match="NEXUS_FILES_URL"):
            read({"NEXUS_FILES_URL": url})


def test_a_key_without_its_secret_is_refused():
    with pytest.raises(BadConfig, match="belong together"):
        read({"NEXUS_FILES_KEY_ID": "x"})


def test_a_folder_of_ones_own_is_taken(tmp_path):
    open_store(Config(files_url=f"file://{tmp_path}/own")).put("a", [b"x"])
    assert (tmp_path / "own/a").read_bytes() == b"x"
