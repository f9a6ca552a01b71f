/** ServiceUserGateway: the namespace of every element of DUIS itself, usually written `sr:`. */
export const srNamespace = 'http://www.dccinterface.co.uk/ServiceUserGateway';
/** Of the XML signature, usually written `ds:`. */
export const xmldsigNamespace = 'http://www.w3.org/2000/09/xmldsig#';
export const xsiNamespace = 'http://www.w3.org/2001/XMLSchema-instance';
