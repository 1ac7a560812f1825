"""A mail server that refuses some addresses, and loses its connection with each refusal."""

from smtplib import SMTPServerDisconnected

from django.core.mail.backends.locmem import EmailBackend


class FlakyBackend(EmailBackend):
    """Addresses that begin with `broken` are not taken."""

    def send_messages(self, messages):
        for message in messages:
            if any(address.startswith("broken") for address in message.to):
                raise SMTPServerDisconnected("the connection was lost")
        return super().send_messages(messages)
