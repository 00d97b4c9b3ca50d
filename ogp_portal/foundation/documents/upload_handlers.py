"""How files that come in are received: in memory or in a file without a name, which is gone with
the request or with the process, whatever ends it; nothing that people send stays in a temporary
folder.
"""

import tempfile
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from ogp_portal.foundation.documents.storage import told_when_full

LARGEST_REQUEST = 64 * 1024 * 1024  # bytes of files


class UnnamedFileUploadHandler(FileUploadHandler):
    """Receives what is too large for memory."""

    file: IO[bytes] | None = None
    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece. Raises RequestDataTooBig, DiskIsFull."""
        assert self.file is not None  # noqa: S101 - Django begins a file before its pieces
        self.received += len(raw_data)
        if self.received > LARGEST_REQUEST:
            self.file.close()
            message = "files too large"
            raise RequestDataTooBig(message)
        with told_when_full():
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return the file at its beginning."""
        assert self.file is not None  # noqa: S101 - as above
        with told_when_full():
            self.file.seek(0)
        return UploadedFile(
            file=self.file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Let go of a file that did not arrive whole."""
        if self.file is not None:
            self.file.close()
