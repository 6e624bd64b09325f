"""How much one request may carry."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict


class NotTooMuch(FileUploadHandler):
    """Stands before the handlers that keep files, and refuses a request by its stated length before any of it is read.

    The server hands over no more than the stated length, so that one can't be stated too small.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 (Django's own name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> "tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]] | None":
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("A request may carry no more than UPLOAD_MAX_BYTES.")
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
