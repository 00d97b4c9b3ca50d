"""Answers that give a text as a file."""

from django.http import HttpResponse


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Return the content as a file to be saved under that name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
