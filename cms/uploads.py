"""Files are taken from people who are logged in; citizens send words."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class OnlyForStaff(FileUploadHandler):
    """Stands before the handlers that store, and refuses by the announced length (H-C12)."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        user = getattr(self.request, "user", None)
        is_staff = user is not None and user.is_authenticated
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not is_staff:
            raise RequestDataTooBig("A form of a citizen holds no files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
