import { expect } from 'chai';
import { XmlDocument } from 'libxml2-wasm';
import { readXml, requestLimits } from '../../src/duis/read-xml.js';
import type { XmlElement } from '../../src/duis/xml-tree.js';
import { serviceRequestXml } from '../support/duis.js';
import { refusalOf } from './refusal.js';

const ds = 'http://www.w3.org/2000/09/xmldsig#';

function read(xml: string): XmlElement {
  return readXml(Buffer.from(xml));
}

/** only what tests speak of */
function outline(element: XmlElement): unknown {
  const name = `{${element.namespace}}${element.name}`;
  return element.children.length === 0 ? [name, element.text] : [name, element.children.map(outline)];
}

/** As libxml2 sees it, which reads other encodings too. */
function isWellFormed(xml: string): boolean {
  try {
    XmlDocument.fromString(xml).dispose();
    return true;
  } catch {
    return false;
  }
}

describe('XML reader', () => {
  describe('reads', () => {
    it('elements, text, attributes and namespaces', () => {
      const root = read('<a xmlns="urn:1" xmlns:p="urn:2" x="1" p:x="2"><p:b>t</p:b><c xmlns=""/></a>');
      expect(outline(root)).to.deep.equal(['{urn:1}a', [['{urn:2}b', 't'], ['{}c', '']]]);
      expect(root.attributes.map(({ namespace, name, value }) => [namespace, name, value])).to.deep.equal([['', 'x', '1'], ['urn:2', 'x', '2']]);
    });
    it('a prefix bound anew inside, and the outer binding again behind it', () => {
      expect(outline(read('<a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c/></p:b><p:d/></a>')))
        .to.deep.equal(['{}a', [['{urn:2}b', [['{urn:2}c', '']]], ['{urn:1}d', '']]]);
    });
    it('the predefined entities and character references', () => {
      expect(read('<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x1F600;&#xd;</a>').text).to.equal('<>&\'"A\u{1F600}\r');
    });
    it('character references with any number of leading zeros, as XML does', () => {
      const zeros = '0'.repeat(1_000);
      expect(read(`<a b="&#${zeros}66;">&#x${zeros}4E;&#${zeros}1114111;</a>`)).to.deep.include({ text: 'N\u{10FFFF}' });
      expect(refusalOf(() => read(`<a>&#x${zeros};</a>`)).places[0]?.problem).to.match(/no legal character|nor a legal character/);
    });
    it('line ends as one line feed, in attributes as a space', () => {
      const root = read('<a b="1\r\n2\r3\t4&#10;5">x\r\ny\rz</a>');
      expect(root.text).to.equal('x\ny\nz');
      expect(root.attributes[0]?.value).to.equal('1 2 3 4\n5');
    });
    it('comments in the prolog, the epilog, the root and its ds:Signature', () => {
      const xml = `<!--1--><a><!--2--><s:Signature xmlns:s="${ds}"><!--3--><s:b> <!--4--> </s:b></s:Signature></a> <!--5-->\n`;
      expect(read(xml).children.map(({ name }) => name)).to.deep.equal(['Signature']);
    });
    it('a byte order mark, letters beyond ASCII in names and text, white space in tags', () => {
      expect(outline(read('\uFEFF<?xml version="1.0" encoding="utf-8" standalone=\'yes\' ?>\n<été a = "1" ><\u{10000}b\u0300>é</\u{10000}b\u0300 ></été\n>')))
        .to.deep.equal(['{}été', [['{}\u{10000}b\u0300', 'é']]]);
    });
    for (const declaration of ['', '<?xml version="1.0"?>', "<?xml version='1.0' encoding='US-ASCII'?>", '<?xml version="1.0" encoding="UTF-8" standalone="no"?>']) {
      it(`behind ${declaration || 'no declaration'}`, () => {
        expect(read(`${declaration}<a/>`).name).to.equal('a');
      });
    }
    it('what its limits allow to the last', () => {
      const limits = { ...requestLimits, depth: 3, elements: 4, attributes: 2, declarations: 1 };
      expect(() => readXml(Buffer.from('<a b="" c="" xmlns="urn:1"><b><c/></b><d/></a>'), limits)).not.to.throw();
    });
  });

  describe('refuses what is not well-formed', () => {
    const broken: Readonly<Record<string, string>> = {
      'nothing': '',
      'white space only': ' \n ',
      'text only': 'hello',
      'JSON': '{"a":1}',
      'text before the root': 'x<a/>',
      'text behind the root': '<a/>x',
      'a no-break space behind the root': '<a/>\u00A0',
      'two roots': '<a/><b/>',
      'an element without end': '<a><b></b>',
      'an unfinished start tag': '<a',
      'an unfinished end tag': '<a></a',
      'an unfinished attribute': '<a b="1',
      'an end tag of another element': '<a></b>',
      'an end tag that only begins alike': '<a></ab>',
      'an end tag in another case': '<a></A>',
      'an end tag of another prefix': '<p:a xmlns:p="urn:u" xmlns:q="urn:u"></q:a>',
      'crossed tags': '<a><b></a></b>',
      'an end tag alone': '</a>',
      'an end tag with attributes': '<a></a b="1">',
      'no name': '<>',
      'white space before the name': '< a/>',
      'a digit first in a name': '<1a/>',
      'a no-break space in a name': '<a\u00A0b/>',
      'a sign that is no letter in a name': '<a\u00D7/>',
      'a slash alone': '<a/ >',
      'two colons': '<a:b:c xmlns:a="urn:u"/>',
      'a colon first': '<:a/>',
      'a colon last': '<a: xmlns:a="urn:u"/>',
      'an attribute without value': '<a b/>',
      'an attribute without quotes': '<a b=1/>',
      'attributes without space between': '<a b="1"c="2"/>',
      '`<` in an attribute': '<a b="<"/>',
      '`&` in an attribute': '<a b="&"/>',
      'an attribute twice': '<a b="1" b="2"/>',
      'an attribute twice by its namespace': '<a xmlns:p="urn:u" xmlns:q="urn:u" p:b="1" q:b="2"/>',
      'a prefix declared twice': '<a xmlns:p="urn:u" xmlns:p="urn:v"/>',
      'a default namespace declared twice': '<a xmlns="urn:u" xmlns="urn:v"/>',
      'an unbound prefix': '<p:a/>',
      'an unbound prefix of an attribute': '<a p:b="1"/>',
      'a prefix used outside of its element': '<a><b xmlns:p="urn:u"/><p:c/></a>',
      'a prefix bound to nothing': '<a xmlns:p=""/>',
      'the prefix xml bound to something else': '<a xmlns:xml="urn:1"/>',
      'the namespace of xml bound to another prefix': '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
      'the namespace of xml as the default': '<a xmlns="http://www.w3.org/XML/1998/namespace"/>',
      'the prefix xmlns declared': '<a xmlns:xmlns="http://www.w3.org/2000/xmlns/"/>',
      'the namespace of xmlns bound': '<a xmlns:p="http://www.w3.org/2000/xmlns/"/>',
      'the prefix xmlns on an element': '<xmlns:a/>',
      'a namespace that is no absolute URI': '<a xmlns="u"/>',
      'a namespace with a space': '<a xmlns="http://www.w3.org /2000"/>',
      'a namespace with letters beyond ASCII': '<a xmlns="urn:é"/>',
      'a namespace with two fragments': '<a xmlns="urn:a#b#c"/>',
      'a namespace with a broken escape': '<a xmlns="urn:%zz"/>',
      '`]]>` in text': '<a>]]></a>',
      '`&` in text': '<a>a & b</a>',
      'an unfinished reference': '<a>&lt</a>',
      'an unknown entity': '<a>&nbsp;</a>',
      'an entity in another case': '<a>&LT;</a>',
      'a reference to NUL': '<a>&#0;</a>',
      'a reference to a control character': '<a>&#x1;</a>',
      'a reference to half a pair': '<a>&#xD800;</a>',
      'a reference to no character': '<a>&#xFFFF;</a>',
      'a reference beyond Unicode': '<a>&#x110000;</a>',
      'an empty reference': '<a>&#;</a>',
      'a reference with a sign': '<a>&#-65;</a>',
      'a reference to a character before the root': '&#65;<a/>',
      'NUL': '<a>\0</a>',
      'a control character': '<a>\u0001</a>',
      'U+FFFF': '<a>\uFFFF</a>',
      'U+FFFE among others': '<a>é\uFFFE</a>',
      'a control character among others': '<a>é\u0002</a>',
      'an unfinished comment': '<!-- <a/>',
      '`--` in a comment': '<!-- a -- b --><a/>',
      '`--->` as the end of a comment': '<!-- a ---><a/>',
      'two byte order marks': '\uFEFF\uFEFF<a/>',
    };
    for (const [what, xml] of Object.entries(broken)) {
      it(what, () => {
        const { code, message } = refusalOf(() => read(xml));
        expect(code).to.equal('not-well-formed');
        if (isWellFormed(xml)) expect(message).to.match(/^the message is no XML that is read here: line /);
      });
    }
  });

  describe('refuses of XML what two readers could see differently', () => {
    const risky: Readonly<Record<string, string>> = {
      'a DOCTYPE': '<!DOCTYPE a><a/>',
      'a DOCTYPE behind a comment': '<!--c--><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      'an entity bomb': '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>',
      'an external entity': '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
      'CDATA': '<a><![CDATA[b]]></a>',
      'CDATA within a value': '<a>6.<![CDATA[2]]>1</a>',
      'CDATA before the root': '<![CDATA[b]]><a/>',
      'a comment within a value': '<r><a>6.2<!-- -->1</a></r>',
      'a comment before a value': '<a><!-- -->6.21</a>',
      'a comment behind a value': '<a>6.21<!-- --></a>',
      'a comment inside a section': '<r><s><!-- --></s></r>',
      'a comment inside ds:Signature that stands in a section': `<r><s><d:Signature xmlns:d="${ds}"><!-- --></d:Signature></s></r>`,
      'a comment within a value of ds:Signature': `<r><d:Signature xmlns:d="${ds}"><d:a>1<!-- -->2</d:a></d:Signature></r>`,
      'a processing instruction before the root': '<?a b?><a/>',
      'a processing instruction inside': '<a><?a b?></a>',
      'a processing instruction within a value': '<a>6.2<?x?>1</a>',
      'a processing instruction behind the root': '<a/><?a b?>',
      'a style sheet': '<?xml version="1.0"?><?xml-stylesheet href="a"?><a/>',
      'text beside elements': '<a>b<c/></a>',
      'text behind elements': '<a><c/>b</a>',
      'a no-break space between elements': '<a><b/>\u00A0<c/></a>',
      'a reference to a space between elements': '<a><b/>&#32;<c/></a>',
      'a reference to a space before an element': '<a>&#32;<b/></a>',
      'XML 1.1': '<?xml version="1.1"?><a/>',
      'a declaration without version': '<?xml encoding="UTF-8"?><a/>',
      'a declaration behind white space': '\n<?xml version="1.0"?><a/>',
      'a second declaration': '<?xml version="1.0"?><?xml version="1.0"?><a/>',
      'an unfinished declaration': '<?xml version="1.0"',
      'a declaration that never ends': `<?xml version="1.0"${' '.repeat(1000)}?><a/>`,
      'Latin-1': '<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
      'UTF-16 declared': '<?xml version="1.0" encoding="UTF-16"?><a/>',
      'UTF-7 declared': '<?xml version="1.0" encoding="UTF-7"?><a/>',
      'US-ASCII declared above other letters': '<?xml version="1.0" encoding="US-ASCII"?><a>é</a>',
    };
    for (const [what, xml] of Object.entries(risky)) {
      it(what, () => {
        const { code, message } = refusalOf(() => read(xml));
        expect(code).to.equal('not-well-formed');
        if (isWellFormed(xml)) expect(message).to.match(/^the message is no XML that is read here: line /);
      });
    }
  });

  describe('refuses bytes', () => {
    const bytes: Readonly<Record<string, Buffer>> = {
      'of UTF-16, little end first': Buffer.from('\uFEFF<a/>', 'utf16le'),
      'of UTF-16 without a mark': Buffer.from('<a/>', 'utf16le'),
      'of UTF-16, big end first': Buffer.from('\uFEFF<a/>', 'utf16le').swap16(),
      'of Latin-1': Buffer.from('<a>é</a>', 'latin1'),
      'of an overlong form': Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0xaf, 0x3c, 0x2f, 0x61, 0x3e]),
      'of half a surrogate pair': Buffer.from([0x3c, 0x61, 0x3e, 0xed, 0xa0, 0x80, 0x3c, 0x2f, 0x61, 0x3e]),
      'of a cut letter': Buffer.from('<a>é').subarray(0, 4),
    };
    for (const [what, given] of Object.entries(bytes)) {
      it(what, () => {
        expect(refusalOf(() => readXml(given)).code).to.equal('not-well-formed');
      });
    }
    it('of another encoding further down, and says in which line, though U+FFFD stands before', () => {
      for (const bad of [Buffer.from('é</a>', 'latin1'), Buffer.from('\uFFFD').subarray(0, 2)]) {
        const { places } = refusalOf(() => readXml(Buffer.concat([Buffer.from('<!-- \uFFFD -->\n<a>\n'), bad])));
        expect(places).to.deep.equal([{ at: 'line 3', problem: 'send UTF-8 without stray bytes' }]);
      }
    });
    it('more than the limit, as too large', () => {
      expect(refusalOf(() => readXml(Buffer.alloc(requestLimits.bytes + 1, '<a>'))).code).to.equal('too-large');
    });
  });

  describe('refuses too much of anything', () => {
    const most: Readonly<Record<string, string>> = {
      'levels': `${'<a>'.repeat(33)}${'</a>'.repeat(33)}`,
      'levels, never closed': '<a>'.repeat(80_000),
      'elements': `<a>${'<b/>'.repeat(20_000)}</a>`,
      'attributes': `<a ${Array.from({ length: 65 }, (_, index) => `b${index}=""`).join(' ')}/>`,
      'attributes, thousands': `<a ${Array.from({ length: 20_000 }, (_, index) => `b${index}=""`).join(' ')}/>`,
      'namespace declarations': `<a ${Array.from({ length: 17 }, (_, index) => `xmlns:b${index}="urn:u"`).join(' ')}/>`,
      'letters in a name': `<${'a'.repeat(257)}/>`,
    };
    for (const [what, xml] of Object.entries(most)) {
      it(what, () => {
        expect(refusalOf(() => read(xml)).code).to.equal('not-well-formed');
      });
    }
  });

  it('says line and element of what it refuses, also behind carriage returns', () => {
    const xml = serviceRequestXml().replace('</sr:RequestID>', '<!-- --></sr:RequestID>');
    const { places, message } = refusalOf(() => read(xml.replaceAll('\n', '\r\n')));
    expect(places).to.deep.equal([{ at: 'line 4, element sr:RequestID', problem: 'text, a comment, CDATA or an element stand beside each other: an element holds elements or plain text' }]);
    expect(message).to.match(/^the message is no XML that is read here: line 4, element sr:RequestID: /);
    expect(refusalOf(() => read(serviceRequestXml().replace('</sr:RequestID>', '</sr:Header>'))).message).to.match(/^the message is not well-formed XML: line \d+, element sr:RequestID: /);
  });

  it('says where in a tag or a text of several lines', () => {
    const places: Readonly<Record<string, string>> = {
      '<a>\n<x:b\n c="1"\n d="2"/></a>': 'line 2, element x:b',
      '<a\n x:b="1"\n c="2"/>': 'line 2, element a',
      '<a\n b="1"\n b="2"\n c="3"/>': 'line 3, element a',
      '<a\n xmlns:b="urn:b"\n xmlns:b="urn:c"\n c="3"/>': 'line 3, element a',
      '<a\n xmlns:b=""\n c="3"/>': 'line 2, element a',
      '<a\n xmlns:b="b"\n c="3"/>': 'line 2, element a',
      '<a\n xmlns:xml="urn:b"\n c="3"/>': 'line 2, element a',
      '<a><b/>\n\n text\n</a>': 'line 3, element a',
      '<a>some\ntext ]]>\n</a>': 'line 2, element a',
    };
    for (const [xml, at] of Object.entries(places)) expect(refusalOf(() => read(xml)).places[0]?.at, xml).to.equal(at);
  });

  it('says that a declaration stands too late, rather than that it is a processing instruction', () => {
    const late = 'an XML declaration must begin the message: nothing may stand before it, no space and no line end either';
    expect(refusalOf(() => read('\n<?xml version="1.0"?><a/>')).places).to.deep.equal([{ at: 'line 2', problem: late }]);
    expect(refusalOf(() => read('<a>\n<?xml version="1.0"?><b/></a>')).places).to.deep.equal([{ at: 'line 2, element a', problem: late }]);
  });

  it('cuts foreign names short in what it says', () => {
    const { message } = refusalOf(() => read(`<${'a'.repeat(200)} b></a>`));
    expect(message.length).to.be.lessThan(250);
  });
});
