"""A mailbox: an SMTP server that keeps every mail as a file and shows them on a page.

with Mailbox(folder, port=0) as mailbox:
    ...                                      # the product sends to localhost:mailbox.port
    mailbox.wait_for(1)[0]["Subject"]
"""

from .mailbox import Mailbox

__all__ = ["Mailbox"]
