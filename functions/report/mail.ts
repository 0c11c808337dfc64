import { renderBody } from './body.ts';
import { cutToBytes, utf8Length } from './cut-text.ts';
import type { PostMortem } from './post-mortem.ts';
import { redactPostMortem } from './redact-post-mortem.ts';
import { subjectLine } from './subject-line.ts';

/** Nobody reads more at night; SNS takes 262,144 bytes with subject and attributes. */
const MAX_MAIL_BYTES = 24_576;
const CUT = '\n\n[cut here: the whole post-mortem is in the log of the function]';

/** A mail as SNS takes it. */
export interface Mail {
  /** At most 99 printable ASCII characters. */
  readonly subject: string;
  /** Plain text of at most 24 KiB. */
  readonly body: string;
}

/** Renders the mail: plain text that wraps at 72 columns, the verdict first. */
export function renderMail(postMortem: PostMortem): Mail {
  const pm = redactPostMortem(postMortem);
  const subject = subjectLine(pm);
  for (const excerptLines of [40, 12, 3]) {
    const body = renderBody(pm, { excerptLines, decisiveRows: 16, items: 10 });
    if (utf8Length(body) <= MAX_MAIL_BYTES) return { subject, body };
  }
  return {
    subject,
    body: cutToBytes(renderBody(pm, { excerptLines: 1, decisiveRows: 6, items: 5 }), MAX_MAIL_BYTES, CUT),
  };
}
