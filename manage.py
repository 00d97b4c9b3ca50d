#!/usr/bin/env python3
"""The portal's command: `python3 manage.py up` sets everything up and serves;

`python3 manage.py test` checks everything.

Works on a machine with nothing but Debian and python3.11: the preamble builds `.venv` and runs
itself again inside it.
"""

import os
import sys

from ogp_portal.foundation.runtime import bootstrap


def main() -> int:
    """Enter the project's environment, then hand the words over to Django."""
    bootstrap.enter(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
    from django.core.management import execute_from_command_line

    from ogp_portal.foundation.runtime import console, example
    from ogp_portal.foundation.runtime.embedded import database_for
    from ogp_portal.foundation.runtime.environment import BadSetting

    try:
        sys.argv[:] = example.choose(sys.argv, root=bootstrap.ROOT)
        with database_for(sys.argv):
            execute_from_command_line(sys.argv)
    except BadSetting as refusal:
        sys.exit(f"✗ {refusal}")
    except Exception as error:  # noqa: BLE001 - told, or raised again
        console.end(error, sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
