/** Whether both halves of `first…second` occur in a text, in this order. */
export const followEachOther = (text: string, pair: string): boolean => {
  const [first = '', second = ''] = pair.split('…');
  const at = text.indexOf(first);
  return at >= 0 && text.includes(second, at + first.length);
};
