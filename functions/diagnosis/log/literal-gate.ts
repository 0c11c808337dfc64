/** Finds where many literals occur in a text, in one walk over the text. */
export interface LiteralGate<Owner> {
  /** Calls back with the owner of each literal that occurs, the literal, and its position. */
  scan(text: string, found: (owner: Owner, literal: string, at: number) => void): void;
}

const SLOTS = 1 << 14;
const slot = (a: number, b: number, c: number, d: number): number =>
  (Math.imul(a, 0x9e37) ^ Math.imul(b, 0x85eb) ^ Math.imul(c, 0xc2b3) ^ Math.imul(d, 0x27d5)) & (SLOTS - 1);

/** Builds a gate over literals of four characters or more, each with its owner. */
export function makeLiteralGate<Owner>(
  literals: readonly { readonly literal: string; readonly owner: Owner }[],
): LiteralGate<Owner> {
  const slots: ({ readonly literal: string; readonly owner: Owner }[] | undefined)[] = new Array(SLOTS);
  for (const entry of literals) {
    const at = slot(
      entry.literal.charCodeAt(0),
      entry.literal.charCodeAt(1),
      entry.literal.charCodeAt(2),
      entry.literal.charCodeAt(3),
    );
    const there = slots[at];
    if (there === undefined) slots[at] = [entry];
    else there.push(entry);
  }
  return {
    scan(text, found) {
      for (let i = 0; i + 3 < text.length; i++) {
        const there =
          slots[slot(text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2), text.charCodeAt(i + 3))];
        if (there === undefined) continue;
        for (const { literal, owner } of there) if (text.startsWith(literal, i)) found(owner, literal, i);
      }
    },
  };
}
