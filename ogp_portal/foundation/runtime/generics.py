"""Django's classes that are generic for the type checker alone.

`ModelForm[Model]` says to mypy what the form is of; when it runs, it is the class itself. Django's
own querysets and managers know that already; the classes below learn it here, called once by the
settings before any other module of ours is loaded.
"""

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.syndication.views import Feed
from django.core.files import File
from django.db.models import Field, Prefetch
from django.forms.models import BaseModelForm, ModelChoiceField

GENERIC = (BaseModelAdmin, BaseModelForm, Feed, Field, File, ModelChoiceField, Prefetch)


def make_subscriptable() -> None:
    """Let each of the classes be written with the types of its parts; they change nothing."""
    for generic in GENERIC:
        if not hasattr(generic, "__class_getitem__"):
            setattr(generic, "__class_getitem__", classmethod(_itself))  # noqa: B010 - mypy's typed


def _itself(generic: type, _types: object) -> type:
    return generic
