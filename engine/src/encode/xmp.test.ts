import assert from 'node:assert/strict';
import { test } from 'node:test';
import { creatorTool, digitalSourceTypes } from './marks.ts';
import { digitalSourceTypeOf, markXmp } from './xmp.ts';
import { isWellFormed } from './xmp-syntax.ts';

const uri = digitalSourceTypes.compositeSynthetic;
const rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
const iptc = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';

function packet(descriptions: string): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${rdf}>${descriptions}</rdf:RDF></x:xmpmeta>
${' '.repeat(2000)}
<?xpacket end="w"?>`;
}

test('without XMP, a packet with the full IPTC address and the tool is made', () => {
  const { packet: made, kept } = markXmp(undefined, 'compositeSynthetic');
  assert.ok(kept && isWellFormed(made));
  assert.equal(digitalSourceTypeOf(made), uri);
  assert.match(made, /xmlns:Iptc4xmpExt="http:\/\/iptc\.org\/std\/Iptc4xmpExt\/2008-02-29\/"/);
  assert.ok(made.includes(`<xmp:CreatorTool>${creatorTool}</xmp:CreatorTool>`));
  assert.match(creatorTool, /^Mirrorworks \d+\.\d+\.\d+/);
});

test('other properties are kept, older marks in every spelling are replaced', () => {
  const old = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture';
  for (const mark of [
    `<rdf:Description rdf:about="uuid:1" xmlns:i="${iptc}" i:DigitalSourceType="${old}" DC/>`,
    `<rdf:Description rdf:about="uuid:1" DC xmlns:i="${iptc}"><i:DigitalSourceType>${old}</i:DigitalSourceType></rdf:Description>`,
    `<rdf:Description rdf:about="uuid:1" DC xmlns:i="${iptc}"><i:DigitalSourceType rdf:resource="${old}"/></rdf:Description>`,
  ]) {
    const existing = packet(
      mark.replace('DC', 'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="Änne &amp; Bo"'),
    );
    assert.equal(digitalSourceTypeOf(existing), old);
    const { packet: made, kept } = markXmp(existing, 'compositeSynthetic');
    assert.ok(kept && isWellFormed(made), made);
    assert.equal(digitalSourceTypeOf(made), uri);
    assert.ok(!made.includes(old) && made.includes('dc:creator="Änne &amp; Bo"'), made);
    assert.equal(made.match(/about="uuid:1"/g)?.length, 2, 'all descriptions are about the same thing');
    assert.ok(made.length < existing.length, 'the padding is gone');
  }
});

test('what no longer holds is dropped: orientation and thumbnails', () => {
  const existing =
    packet(`<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6" tiff:Make="X"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Other"><xmp:Thumbnails><rdf:Alt><rdf:li>AAAA</rdf:li></rdf:Alt></xmp:Thumbnails></rdf:Description>`);
  const { packet: made } = markXmp(existing, 'compositeSynthetic');
  assert.ok(isWellFormed(made) && made.includes('tiff:Make="X"'));
  for (const gone of ['Orientation', 'Thumbnails', 'AAAA', 'Other']) assert.ok(!made.includes(gone), gone);
});

test('marking twice changes nothing more', () => {
  const once = markXmp(packet('<rdf:Description rdf:about=""/>'), 'compositeSynthetic').packet;
  const twice = markXmp(once, 'compositeWithTrainedAlgorithmicMedia').packet;
  assert.equal(twice.match(/DigitalSourceType>/g)?.length, 2);
  assert.equal(digitalSourceTypeOf(twice), digitalSourceTypes.compositeWithTrainedAlgorithmicMedia);
});

test('damaged, hostile or oversized XMP is replaced, and said so', () => {
  for (const existing of [
    '',
    'nonsense',
    packet('<rdf:Description>'),
    `<!DOCTYPE a [<!ENTITY b "c">]>${packet('')}`,
    `<rdf:RDF ${rdf}/>`,
    packet('<rdf:Description rdf:about="" a="&b;"></rdf:Descriptio>'),
  ]) {
    const { packet: made, kept } = markXmp(existing, 'compositeSynthetic');
    assert.equal(kept, false);
    assert.equal(digitalSourceTypeOf(made), uri);
  }
  const large = packet(`<rdf:Description rdf:about=""><!--${'x'.repeat(70_000)}--></rdf:Description>`);
  assert.equal(markXmp(large, 'compositeSynthetic', 65_000).kept, false);
  assert.equal(markXmp(large, 'compositeSynthetic').kept, true);
});

test('well-formedness: what passes and what does not', () => {
  for (const good of ['<a/>', '<?x y?><a b="1" c=\'2\'>t<!-- < --><b/><![CDATA[<]]></a>\n', '<a>&amp;&#65;</a>']) {
    assert.ok(isWellFormed(good), good);
  }
  for (const bad of ['', 'a', '<a>', '<a></b>', '<a/><b/>', '<a b=c/>', '<a>&x;</a>', '<a/>t', '</a>', '<a <b/>']) {
    assert.ok(!isWellFormed(bad), bad);
  }
});
