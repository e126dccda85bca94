"""What `hoopspect history` should say of a stream of deliveries on stdin, in another language and without its code:
the words of the contract and little else. A line a delivery: its number, the word, and the kinds of change."""
import json, sys
from collections import deque
from datetime import datetime

KINDS = {"appointmentStatus": "status", "assignedUserId": "reassigned", "users": "users", "notes": "notes",
         "title": "title", "address": "address", "calendarId": "calendar", "contactId": "contact",
         "groupId": "group", "source": "source", "dateAdded": "added"}
ORDER = ["created", "rescheduled", "duration", *KINDS.values(), "other"]
TIMES = ("startTime", "endTime", "dateAdded")

def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))

def meaning(name, value):
    if name in TIMES and isinstance(value, str):
        return instant(value)
    return sorted(value) if name == "users" and isinstance(value, list) else value

def leaves(value, path=""):
    if not isinstance(value, dict):
        return {path: value}
    return {pointer: leaf for key in value for pointer, leaf in leaves(value[key], f"{path}/{key}").items()}

known, newest, recent, deleted = {}, {}, {}, {}
for number, line in enumerate(sys.stdin, 1):
    event = json.loads(line)
    if not event.get("locationId"):
        event.pop("locationId", None)
    kind, appointment = event["type"], event["appointment"]
    same_id = [key for key in known if key[1] == appointment["id"]]
    places = [known[key].get("/locationId") for key in same_id]
    sent = event.get("locationId")
    if len(same_id) == 1 and None in (sent, places[0]):
        key = same_id[0]
    else:
        key = same_id[places.index(sent)] if sent in places else (number, appointment["id"])
    content = {name: value for name, value in event.items() if name not in ("timestamp", "webhookId")}
    when = appointment.get("dateUpdated")
    when = instant(when) if when else None
    fields, kinds = leaves(content), set()
    if key not in known:
        word = {"AppointmentCreate": "created", "AppointmentDelete": "deleted"}.get(kind, "first-seen")
    elif content in recent[key]:
        word = "duplicate"
    elif when and newest[key] and when < newest[key]:
        word = "late"
    elif kind == "AppointmentDelete":
        word = "deleted"
    elif kind == "AppointmentCreate" and deleted[key]:
        word = "created"
    else:
        if deleted[key]:
            kinds.add("created")
        differ = {pointer.rsplit("/")[-1] for pointer, value in fields.items() if pointer in known[key]
                  and meaning(pointer[13:], value) != meaning(pointer[13:], known[key][pointer])}
        differ -= {"type", "dateUpdated"}
        if differ & {"startTime", "endTime"}:
            kinds.add("rescheduled" if "startTime" in differ else "duration")
        kinds |= {KINDS.get(name, "other") for name in differ - {"startTime", "endTime"}}
        word = "changed" if kinds else "unchanged"
    recent.setdefault(key, deque(maxlen=16)).append(content)
    newest[key] = max(filter(None, [newest.get(key), when]), default=None)
    if word not in ("duplicate", "late"):
        known.setdefault(key, {}).update(fields)
        deleted[key] = kind == "AppointmentDelete"
    print(number, word, *sorted(kinds, key=ORDER.index))
