const token =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;

/**
 * Whether `xml` is one balanced element with processing instructions and comments around it. Enough to know that a packet
 * can be edited as text; entities beyond the built-in five and document types are refused.
 */
export function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  let roots = 0;
  let at = 0;
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    const text = xml.slice(at, next < 0 ? xml.length : next);
    if (open.length === 0 && text.trim() !== '') return false;
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.test(text)) return false;
    if (next < 0) break;
    token.lastIndex = next;
    const found = token.exec(xml);
    if (!found) return false;
    const [whole, closed, opened, , selfClosed] = found;
    if (closed !== undefined && open.pop() !== closed) return false;
    if (opened !== undefined && open.length === 0) roots++;
    if (opened !== undefined && selfClosed === '') open.push(opened);
    at = next + whole.length;
  }
  return open.length === 0 && roots === 1;
}
