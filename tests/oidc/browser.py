"""A browser that walks over several sites: cookies, redirections, forms without a label."""

import html
import http.client
import re
import urllib.parse


class Browser:
    """`hops` are the addresses that the last walk went over; it stops before `stop`."""

    def __init__(self):
        self.cookies, self.hops, self.status, self.body, self.url = {}, [], 0, "", ""

    def _ask(self, method, url, body):
        parts = urllib.parse.urlsplit(url)
        jar = self.cookies.setdefault(parts.netloc, {})
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"{parts.scheme}://{parts.netloc}"
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                jar[key] = rest.split(";")[0]
                if not jar[key] or "Max-Age=0" in rest or "01 Jan 1970" in rest:
                    del jar[key]
        self.status, self.url = answer.status, url
        self.body = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.getheader("Location")

    def open(self, url, body=None, stop=None):
        method, self.hops = "GET" if body is None else "POST", []
        for _ in range(20):
            self.hops.append(url)
            place = self._ask(method, url, body)
            if self.status not in (301, 302, 303, 307) or place is None:
                return self
            url, method, body = urllib.parse.urljoin(url, place), "GET", None
            if stop and stop in url:
                self.hops.append(url)
                return self
        raise AssertionError("too many redirections")

    def press(self, stop=None, form=0, **fields):
        """Sends a form of the page: its hidden fields and these."""
        found = re.findall(r"<form[^>]*>.*?</form>", self.body, re.S)[form]
        attribute = lambda tag, name: (re.search(rf'{name}="([^"]*)"', tag) or [None, ""])[1]
        sent = {attribute(tag, "name"): html.unescape(attribute(tag, "value"))
                for tag in re.findall(r"<input[^>]*>", found) if 'type="hidden"' in tag}
        action = urllib.parse.urljoin(self.url, html.unescape(attribute(found, "action")))
        return self.open(action, urllib.parse.urlencode({**sent, **fields}), stop)

    def cookie(self, site):
        return self.cookies.get(urllib.parse.urlsplit(site).netloc, {}).get("truc", "")
