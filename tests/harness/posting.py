"""A form of a page as a browser would send it: what is in the HTML, not what the view meant."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The controls of the form with the id ``wanted``; what lies in a <template> is not on the page."""

    def __init__(self, wanted):
        super().__init__(convert_charrefs=True)
        self.wanted, self.sent = wanted, []
        self.is_inside, self.templates, self.area, self.select = False, 0, None, None

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.is_inside = found.get("id") == self.wanted
        if tag == "template":
            self.templates += 1
        if not self.is_inside or self.templates:
            return
        name, kind = found.get("name"), found.get("type", "text")
        if tag == "input" and name and kind not in ("file", "submit"):
            if kind not in ("checkbox", "radio") or "checked" in found:
                self.sent.append((name, found.get("value", "on" if kind in ("checkbox", "radio") else "")))
        elif tag == "textarea":
            self.area = [name, ""]
        elif tag == "select":
            self.select = [name, None]
        elif tag == "option" and self.select and (self.select[1] is None or "selected" in found):
            self.select[1] = found.get("value", "")

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "template":
            self.templates -= 1
        elif tag == "form":
            self.is_inside = False
        elif tag == "textarea" and self.area:
            # HTML drops one line end after the tag.
            name, text = self.area
            text = text.replace("\r\n", "\n")
            self.sent.append((name, text.removeprefix("\n").replace("\n", "\r\n")))
            self.area = None
        elif tag == "select" and self.select:
            self.sent.append((self.select[0], self.select[1] or ""))
            self.select = None


def form_of(page, wanted="editor"):
    """{name: [values]} of an answer of the test client."""
    reader = Form(wanted)
    reader.feed(page.content.decode())
    sent = {}
    for name, value in reader.sent:
        if name != "csrfmiddlewaretoken":
            sent.setdefault(name, []).append(value)
    return sent
