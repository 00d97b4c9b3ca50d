"""Asking the API as a program does."""

API = "/api/v1/"


def get(client, path, status=200, **headers):
    answer = client.get(f"{API}{path}", headers=headers)
    assert answer.status_code == status, answer.content[:800]
    return answer


def slugs(answer) -> list[str]:
    return [row["slug"] for row in answer.json()["results"]]


def walk(client, path) -> list[dict]:
    rows, following = [], f"{API}{path}"
    while following:
        body = client.get(following.replace("http://localhost:8000", "")).json()
        rows += body["results"]
        following = body["next"]
    return rows
