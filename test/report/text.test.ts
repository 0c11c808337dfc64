import { describe, expect, it } from '@jest/globals';
import { renderMail } from '../../functions/report/mail.ts';
import { renderText } from '../../functions/report/text.ts';
import { aPostMortem } from './a-post-mortem.ts';

describe('renderText', () => {
  it('shows what the mail says under its subject', () => {
    const { subject, body } = renderMail(aPostMortem());
    expect(renderText(aPostMortem())).toBe(`${subject}\n\n${body}\n`);
  });

  it('colours the decisive line where colours are wanted', () => {
    expect(renderText(aPostMortem(), { colour: true })).toContain(
      '\u001b[31m> Error: connect ECONNREFUSED 10.0.4.17:5432\u001b[0m',
    );
  });

  it('adds nothing but colours', () => {
    const coloured = renderText(aPostMortem(), { colour: true });
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderText(aPostMortem()));
  });
});
