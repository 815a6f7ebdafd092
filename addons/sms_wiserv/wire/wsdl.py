# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""A parsed WSDL 1.1 document, its parts indexed by name, so that reading it takes linear time."""

import re

from .documents import XSD, parse_xml

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
MOST = 1000  # elements of one kind that a document may have
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,199}")


class DescriptionError(Exception):
    """The WSDL cannot be used. Its text is part of a sentence for the administrator, and quotes nothing of the WSDL."""


class Wsdl:
    """What ``description.py`` needs to know of a WSDL 1.1 document."""

    def __init__(self, text):
        """:raise DescriptionError: ``text`` is no WSDL 1.1 document"""
        try:
            self._root = parse_xml(text)
        except ValueError:
            self._root = None
        if self._root is None or self._root.tag != WSDL + "definitions":
            raise DescriptionError("it is not a WSDL document (such addresses usually end in ?wsdl)")
        self.namespace = self._root.get("targetNamespace", "")
        self._messages = _by_name(self._root, WSDL + "message")
        self._port_types = _by_name(self._root, WSDL + "portType")
        self._bindings = _by_name(self._root, WSDL + "binding")
        self._schemas = {}
        for schema in _few(self._root, f"{WSDL}types/{XSD}schema"):
            self._schemas.setdefault(schema.get("targetNamespace", ""), []).append(schema)
        self._operations = {}

    # === WHERE AND HOW === #

    def calls(self, operation):
        """Yield ``(address, binding, operation of the binding)`` of each SOAP 1.1 port that has ``operation``.

        :raise DescriptionError: there is none
        """
        soap_seen = found = False
        for port in _few(self._root, f"{WSDL}service/{WSDL}port"):
            address = port.find(SOAP + "address")
            operations = self._operations_of(_local(port.get("binding", "")))
            if address is None or operations is None:
                continue
            soap_seen = True
            if operation.lower() in operations:
                found = True
                yield address.get("location", ""), *operations[operation.lower()]
        if found:
            return
        if soap_seen:
            raise DescriptionError("it offers no operation sendMessage")
        if self._root.find(WSDL + "import") is not None:
            raise DescriptionError("it is spread over several files")
        raise DescriptionError("it offers no SOAP 1.1 service")

    def _operations_of(self, name):
        """Return ``{operation's name in lower case: (binding, operation)}``, or None if it is no SOAP 1.1 binding.

        Kept for each binding: several ports may share one, and searching it again each time would take quadratic time.
        """
        if name not in self._operations:
            binding = self._bindings.get(name)
            if binding is None or binding.find(SOAP + "binding") is None:
                self._operations[name] = None
            else:
                self._operations[name] = {
                    told.lower(): (binding, bound)
                    for told, bound in reversed(_by_name(binding, WSDL + "operation").items())
                    if told.isascii()
                }
        return self._operations[name]

    def messages(self, binding, name):
        """Return the ``message`` elements of an operation's input and output.

        :raise DescriptionError: one of them is missing
        """
        port_type = self._port_types.get(_local(binding.get("type", "")))
        operations = {} if port_type is None else _by_name(port_type, WSDL + "operation")
        if name not in operations:
            raise DescriptionError("it is not complete")
        found = []
        for direction in ("input", "output"):
            side = operations[name].find(WSDL + direction)
            message = None if side is None else self._messages.get(_local(side.get("message", "")))
            if message is None:
                raise DescriptionError("it is not complete")
            found.append(message)
        return found

    # === WHAT A MESSAGE CONSISTS OF === #

    def element_of(self, message, body):
        """Return ``(namespace, name)`` of the element that a document-style message consists of.

        :param body: attributes of ``soap:body``
        :raise DescriptionError: it is not exactly one
        """
        parts = parts_of(message, body)
        reference = parts[0].get("element", "") if len(parts) == 1 else ""
        if not _NAME.fullmatch(_local(reference)):
            raise DescriptionError("it does not say which element sendMessage consists of")
        return self._resolve(parts[0], reference)

    def _resolve(self, element, qname):
        prefix, _, name = qname.rpartition(":")
        namespace = element.nsmap.get(prefix or None)
        # A name without a prefix, where one was forgotten, gets the default namespace, which is that of WSDL itself.
        if namespace is None or namespace == WSDL[1:-1]:
            namespace = self.namespace
        return namespace, name

    def parameters(self, namespace, name):
        """Return ``[(name, namespace or "", whether it is required), …]``: the parameters of a document-style call.

        :raise DescriptionError: they are no plain list, or in another file
        """
        element, schema = self._find("element", namespace, name)
        kind = None if element is None else element.find(XSD + "complexType")
        if element is not None and kind is None:
            kind, schema = self._find("complexType", *self._resolve(element, element.get("type", "")))
        if kind is None:
            if self._root.find(f"{WSDL}types/{XSD}schema//*[@schemaLocation]") is not None:
                raise DescriptionError("it is spread over several files")
            raise DescriptionError("it does not hold the form of sendMessage")
        found = []
        for group in kind:
            if group.tag in (XSD + "sequence", XSD + "all"):
                found += [self._parameter(item, schema) for item in _few(group, XSD + "*")]
            elif group.tag not in (XSD + "annotation", XSD + "attribute", XSD + "anyAttribute"):
                raise _no_list()
            elif group.get("use") == "required":
                raise _no_list()
        return [parameter for parameter in found if parameter]

    def _parameter(self, item, schema):
        required = item.get("minOccurs") != "0"
        if item.tag == XSD + "annotation":
            return None
        if item.tag != XSD + "element":
            if required:
                raise _no_list()
            return None
        if reference := item.get("ref"):
            namespace, name = self._resolve(item, reference)
            return name, namespace, required
        form = item.get("form") or schema.get("elementFormDefault")
        return (
            item.get("name", ""),
            schema.get("targetNamespace", "") if form == "qualified" else "",
            required,
        )

    def _find(self, kind, namespace, name):
        """Return ``(element or complexType, its schema)`` or ``(None, None)``; schemas may share a namespace."""
        for schema in self._schemas.get(namespace, ()):
            for component in schema.iterfind(XSD + kind):
                if component.get("name") == name:
                    return component, schema
        return None, None


def parts_of(message, body):
    """Return the ``part`` elements of ``message`` that are in the SOAP body; others may be in the header."""
    parts = _few(message, WSDL + "part")
    chosen = body.get("parts")
    return parts if chosen is None else [part for part in parts if part.get("name") in chosen.split()]


def _no_list():
    return DescriptionError("the form of sendMessage is not a list of parameters")


def _few(parent, path):
    found = []
    for element in parent.iterfind(path):
        found.append(element)
        if len(found) > MOST:
            raise DescriptionError("it is larger than any service is")
    return found


def _by_name(parent, tag):
    """Return ``{name: element}`` of the children ``tag``, the first of each name.

    Prefixes are ignored: all definitions of one file are in its target namespace.
    """
    found = {}
    for element in _few(parent, tag):
        found.setdefault(element.get("name", ""), element)
    return found


def _local(qname):
    return qname.strip().rpartition(":")[2]
