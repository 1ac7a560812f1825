"""What stands in a log or an error mail, and what never does."""

import json
import logging
import sys

from django.conf import settings
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from config.logs import JsonFormatter

SECRET = "不能写进日志的内容"


def test_a_line_of_the_log_names_the_place_and_not_the_contents():
    request = RequestFactory().post("/brands/?q=" + SECRET, {"opinion": SECRET})
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Internal Server Error: %s", ("/brands/",), None
    )
    record.request, record.status_code = request, 500
    line = JsonFormatter().format(record)
    entry = json.loads(line)
    assert SECRET not in line
    assert [entry[key] for key in ("level", "method", "path", "status")] == ["ERROR", "POST", "/brands/", 500]


def test_an_error_mail_holds_no_typed_text_cookie_or_secret():
    request = RequestFactory().post("/brands/", {"opinion": SECRET})
    request.COOKIES["sessionid"] = SECRET
    try:
        raise ValueError("fault")
    except ValueError:
        text = ExceptionReporter(request, *sys.exc_info()).get_traceback_text()
    assert "fault" in text
    assert "opinion" in text
    assert SECRET not in text
    assert settings.SECRET_KEY not in text
