"""The visitor's address behind our own proxies."""

import pytest

from config.proxies import BehindProxies


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # the left part is the visitor's own invention
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),  # went round a proxy
        (1, "", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(proxies, forwarded, seen):
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    application = BehindProxies(lambda environ, start_response: environ["REMOTE_ADDR"], proxies)
    assert application(environ, None) == seen
