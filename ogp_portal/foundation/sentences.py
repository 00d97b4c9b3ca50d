"""Words for people, as code keeps them: a text, or one that is translated when it is shown."""

from django.utils.functional import Promise

Sentence = str | Promise
