"""What a line of a log may hold: ids, never a secret."""

import logging
import re

# Gateways carry their secret in the address (api/urls.py), and Django writes addresses into its log.
SECRET_PATH = re.compile(r"(/api/v1/\w+/\w+/)[^/\s?]+")


class MaskingFormatter(logging.Formatter):
    """Masks the whole line, its traceback included: a filter would see the message alone."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_PATH.sub(r"\1***", super().format(record))
