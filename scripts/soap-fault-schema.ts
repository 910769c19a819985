/**
 * What an envelope with a fault of Exchange looks like. SOAP's own schema leaves the detail open; Exchange always sends a
 * code and a message there.
 */
export const faultSchema = {
  fileName: 'fault.xsd',
  contents: `<?xml version="1.0" encoding="utf-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
    targetNamespace="http://schemas.xmlsoap.org/soap/envelope/" elementFormDefault="qualified">
  <xs:element name="Envelope">
    <xs:complexType><xs:sequence>
      <xs:element name="Header" minOccurs="0">
        <xs:complexType><xs:sequence>
          <xs:any namespace="##other" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence></xs:complexType>
      </xs:element>
      <xs:element name="Body">
        <xs:complexType><xs:sequence><xs:element name="Fault" type="s:Fault"/></xs:sequence></xs:complexType>
      </xs:element>
    </xs:sequence></xs:complexType>
  </xs:element>
  <xs:complexType name="Fault"><xs:sequence>
    <xs:element name="faultcode" type="xs:QName" form="unqualified"/>
    <xs:element name="faultstring" form="unqualified">
      <xs:complexType><xs:simpleContent><xs:extension base="xs:string">
        <xs:anyAttribute namespace="http://www.w3.org/XML/1998/namespace" processContents="skip"/>
      </xs:extension></xs:simpleContent></xs:complexType>
    </xs:element>
    <xs:element name="detail" form="unqualified">
      <xs:complexType><xs:sequence>
        <xs:any namespace="http://schemas.microsoft.com/exchange/services/2006/errors" processContents="skip"
            minOccurs="2" maxOccurs="2"/>
        <xs:any namespace="http://schemas.microsoft.com/exchange/services/2006/types" processContents="skip"
            minOccurs="0"/>
      </xs:sequence></xs:complexType>
    </xs:element>
  </xs:sequence></xs:complexType>
</xs:schema>`,
};
