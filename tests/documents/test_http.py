"""Files through the whole application."""

from tests.documents import samples


def upload(client, content, name="part.txt", path="/api/files", **query):
    answer = client.post(path, params={"name": name} | query, content=content)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_file_is_uploaded_as_it_is_and_downloaded_again(client):
    made = upload(client, b"G0 X1\nG1 Y2\n", "part 1.nc", purpose="design")
    assert (made["name"], made["media_type"], made["size"]) == ("part 1.nc", "text/plain", 12)
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
