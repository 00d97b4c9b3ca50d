"""Documents that a worker makes: asked for, made, and given."""

from typing import Any

from ogp_portal.foundation.events import kept_documents


def prepared(client: Any, address: str) -> Any:
    """Return the answer that has the document: where it is not kept it is said to be prepared, the
    worker makes it, and it is asked for again.
    """
    answer = client.get(address)
    if answer.status_code != 202:
        return answer
    assert answer["Refresh"] == "3"
    assert kept_documents.make_waiting() > 0
    return client.get(address)
