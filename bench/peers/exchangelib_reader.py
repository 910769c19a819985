"""Reads a mailbox with exchangelib and posts its messages as documents: what the connector does, as most would write it.

Usage: exchangelib_reader.py <address of Exchange> <address of the index> <messages expected>. Prints its CPU as JSON.
"""
import base64
import http.client
import json
import sys
import time
from urllib.parse import urlparse

from exchangelib import DELEGATE, Account, Configuration, Credentials, ExtendedProperty, Message, Version
from exchangelib.transport import BASIC
from exchangelib.version import EXCHANGE_2016, Build


class SearchKey(ExtendedProperty):
    property_tag = 0x300B
    property_type = "Binary"


Message.register("search_key", SearchKey)
FIELDS = ["item_class", "subject", "body", "sender", "author", "to_recipients", "cc_recipients", "bcc_recipients", "reply_to",
          "message_id", "datetime_created", "datetime_sent", "datetime_received", "last_modified_time", "importance",
          "sensitivity", "categories", "is_read", "has_attachments", "attachments", "conversation_topic", "search_key"]

exchange, index, expected = sys.argv[1], urlparse(sys.argv[2]), int(sys.argv[3])
configuration = Configuration(service_endpoint=f"{exchange}/EWS/Exchange.asmx", credentials=Credentials("u", "p"),
                              auth_type=BASIC, version=Version(build=Build(15, 1), api_version="Exchange2016"))
begun, cpu = time.monotonic(), time.process_time()
account = Account("person0@contoso.example", config=configuration, autodiscover=False, access_type=DELEGATE)
connection = http.client.HTTPConnection(index.netloc)


def document(item):
    def get(name):  # A post has no recipients, a meeting request no search key here.
        return getattr(item, name, None)

    people = [*(get("to_recipients") or []), *(get("cc_recipients") or [])]
    attributes = {"xchng_from": str(get("author") and item.author.email_address), "xchng_to": [str(p.email_address) for p in people],
                  "xchng_title": item.subject, "_created_at": str(get("datetime_received")), "xchng_messageID": get("message_id")}
    return {"id": (get("search_key") or b"").hex(), "title": item.subject, "contentType": "HTML",
            "content": {"blob": base64.b64encode(str(item.body).encode()).decode()},
            "attributes": [{"name": name, "value": {"stringValue": str(value)}} for name, value in attributes.items()],
            "accessConfiguration": {"accessControls": [{"principals": [{"user": {"id": account.primary_smtp_address}}]}]}}


def put(items):
    body = json.dumps({"documents": [document(item) for item in items]})
    connection.request("POST", "/applications/a/indices/b/documents", body, {"content-type": "application/json"})
    connection.getresponse().read()
    return len(items)


ids = [(item.id, item.changekey) for _, item in account.inbox.sync_items(only_fields=["id", "changekey"])]
done = sum(put(list(account.fetch(ids[at : at + 10], only_fields=FIELDS))) for at in range(0, len(ids), 10))
if done != expected:
    sys.exit(f"{done} of {expected} messages were read")
print(json.dumps({"cpuMs": 1000 * (time.process_time() - cpu), "elapsedMs": 1000 * (time.monotonic() - begun)}))
