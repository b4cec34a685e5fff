"""A page of a running app without a browser: it sends events as the page's JavaScript does."""

import json
from typing import Any

import httpx

OUTPUTS = ("selection", "viewer", "answer", "strip", "models", "patch", "side", "sizes")
DIGITS = "a number of 4000 digits"  # in data that is sent: such a number, the longest that is read


class EventPage:
    """One page, by its session; it has what its components were last given in `shown`."""

    def __init__(self, url: str, session: str = "session") -> None:
        self.client = httpx.Client(base_url=url, timeout=60)
        self.session, self.shown = session, {}
        self.config = self.client.get("config").json()
        ids = {one["id"]: one["props"].get("elem_id") for one in self.config["components"]}
        self.events = {  # the element's id and the event's name -> its number on the server
            (ids.get(one["targets"][0][0]), one["targets"][0][1]): one["id"]
            for one in self.config["dependencies"]
            if one["backend_fn"]
        }

    def open(self) -> None:
        """Load the page."""
        self.send((None, "load"))

    def send(self, event: tuple[str | None, str], data: Any = None, value: Any = None) -> Any:
        """Send an event with its data, or the value of its own component; what it ends with."""
        number = self.events[event]
        inputs = self.config["dependencies"][number]["inputs"]
        given = [value, None, self.shown.get("answer", {})][-len(inputs) :] if inputs else []
        body = {"fn_index": number, "data": given, "event_data": data, "session_hash": self.session}
        text = json.dumps(body).replace(f'"{DIGITS}"', "9" * 4000)
        headers = {"content-type": "application/json"}
        joined = self.client.post("gradio_api/queue/join", content=text, headers=headers)
        assert joined.status_code == 200, joined.text
        last = self._end(joined.json()["event_id"])
        assert last["success"], last
        values = dict(zip(OUTPUTS, last["output"]["data"], strict=False))
        self.shown |= {name: value for name, value in values.items() if not _is_kept(value)}
        return values.get("answer")

    def _end(self, event: str) -> dict[str, Any]:
        """The last message about an event."""
        query = {"session_hash": self.session}
        with self.client.stream("GET", "gradio_api/queue/data", params=query) as lines:
            for line in lines.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                if message.get("msg") == "process_completed" and message["event_id"] == event:
                    return message
        raise AssertionError("the event had no end")


def _is_kept(value: Any) -> bool:
    return (
        isinstance(value, dict) and value.get("__type__") == "update" and not value.get("props", 1)
    )
