# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The two descriptions that the stand-in publishes: as NuSOAP writes its own, and a document/literal one."""

from xml.sax.saxutils import quoteattr

NAMESPACE = "urn:wiserv"
PARAMETERS = ("UserName", "PassWord", "MobileNo", "Message")

_RPC = """<?xml version="1.0" encoding="ISO-8859-1"?>
<definitions xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"
 xmlns:tns="urn:wiserv" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="http://schemas.xmlsoap.org/wsdl/"
 targetNamespace="urn:wiserv">
<types>
<xsd:schema targetNamespace="urn:wiserv">
 <xsd:import namespace="http://schemas.xmlsoap.org/soap/encoding/" />
 <xsd:import namespace="http://schemas.xmlsoap.org/wsdl/" />
 <xsd:complexType name="query">
  <xsd:all>
   <xsd:element name="WSID" type="xsd:string"/>
   <xsd:element name="Sender" type="xsd:string"/>
   <xsd:element name="Message" type="xsd:string"/>
   <xsd:element name="DateReceived" type="xsd:string"/>
  </xsd:all>
 </xsd:complexType>
</xsd:schema>
</types>
<message name="getLatestCRGQueriesRequest">
 <part name="UserName" type="xsd:string" /><part name="PassWord" type="xsd:string" />
 <part name="WSID" type="xsd:string" /></message>
<message name="getLatestCRGQueriesResponse"><part name="return" type="tns:query" /></message>
<message name="sendMessageRequest">%(parts)s</message>
<message name="sendMessageResponse"><part name="return" type="xsd:string" /></message>
<portType name="wiservPortType">
 <operation name="getLatestCRGQueries">
  <input message="tns:getLatestCRGQueriesRequest"/>
  <output message="tns:getLatestCRGQueriesResponse"/></operation>
 <operation name="sendMessage">
  <documentation>Queues one text message.</documentation>
  <input message="tns:sendMessageRequest"/><output message="tns:sendMessageResponse"/></operation>
</portType>
<binding name="wiservBinding" type="tns:wiservPortType">
 <soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
 <operation name="getLatestCRGQueries">
  <soap:operation soapAction="urn:wiserv#getLatestCRGQueries" style="rpc"/>
  <input><soap:body use="encoded" namespace="urn:wiserv"
   encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></input>
  <output><soap:body use="encoded" namespace="urn:wiserv"
   encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></output></operation>
 <operation name="sendMessage">
  <soap:operation soapAction="urn:wiserv#sendMessage" style="rpc"/>
  <input><soap:body use="encoded" namespace="urn:wiserv"
   encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></input>
  <output><soap:body use="encoded" namespace="urn:wiserv"
   encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></output></operation>
</binding>
<service name="wiserv">
 <port name="wiservPort" binding="tns:wiservBinding"><soap:address location=%(address)s/></port>
</service>
</definitions>
"""

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
 xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:s="http://www.w3.org/2001/XMLSchema"
 xmlns:tns="urn:wiserv" targetNamespace="urn:wiserv">
<wsdl:types>
 <s:schema elementFormDefault="qualified" targetNamespace="urn:wiserv">
  <s:element name="sendMessage">
   <s:complexType><s:sequence>%(elements)s</s:sequence></s:complexType></s:element>
  <s:element name="sendMessageResponse"><s:complexType><s:sequence>
   <s:element minOccurs="0" name="sendMessageResult" type="s:string"/>
  </s:sequence></s:complexType></s:element>
 </s:schema>
</wsdl:types>
<wsdl:message name="sendMessageSoapIn">
 <wsdl:part name="parameters" element="tns:sendMessage"/></wsdl:message>
<wsdl:message name="sendMessageSoapOut">
 <wsdl:part name="parameters" element="tns:sendMessageResponse"/></wsdl:message>
<wsdl:portType name="wiservSoap"><wsdl:operation name="sendMessage">
 <wsdl:input message="tns:sendMessageSoapIn"/><wsdl:output message="tns:sendMessageSoapOut"/>
</wsdl:operation></wsdl:portType>
<wsdl:binding name="wiservSoap12" type="tns:wiservSoap">
 <soap12:binding transport="http://schemas.xmlsoap.org/soap/http"/>
 <wsdl:operation name="sendMessage"><soap12:operation soapAction="urn:wiserv/sendMessage" style="document"/>
  <wsdl:input><soap12:body use="literal"/></wsdl:input><wsdl:output><soap12:body use="literal"/></wsdl:output>
 </wsdl:operation></wsdl:binding>
<wsdl:binding name="wiservSoap" type="tns:wiservSoap">
 <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
 <wsdl:operation name="sendMessage"><soap:operation soapAction="urn:wiserv/sendMessage" style="document"/>
  <wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
 </wsdl:operation></wsdl:binding>
<wsdl:service name="wiserv">
 <wsdl:port name="wiservSoap12" binding="tns:wiservSoap12"><soap12:address location=%(address)s/></wsdl:port>
 <wsdl:port name="wiservSoap" binding="tns:wiservSoap"><soap:address location=%(address)s/></wsdl:port>
</wsdl:service>
</wsdl:definitions>
"""


def describe(kind, address, parameters=PARAMETERS, operation="sendMessage"):
    """The WSDL of ``kind`` (``soap``: rpc/encoded, ``document``: document/literal) for ``address``."""
    parts = "".join(f'<part name="{name}" type="xsd:string" />' for name in parameters)
    elements = "".join(f'<s:element minOccurs="1" name="{name}" type="s:string"/>' for name in parameters)
    template = _RPC if kind == "soap" else _DOCUMENT
    text = template % {"parts": parts, "elements": elements, "address": quoteattr(address)}
    return text.replace("sendMessage", operation).encode()
