import { describe, expect, it } from '@jest/globals';
import { readLog } from '../../../functions/diagnosis/log/read-log.ts';

const AT = Date.UTC(2026, 10, 24, 9, 15, 2, 118);
const ofOneMoment = (...texts: readonly string[]) => texts.map((text) => ({ text, at: AT }));

describe('events of one millisecond', () => {
  it('stand in the order of their own stamps', () => {
    const { opinion } = readLog(
      ofOneMoment(
        '2026-11-24T09:15:02.118400Z received signal 15, shutting down',
        '2026-11-24T09:15:02.118100Z ready to accept connections',
        '2026-11-24T09:15:02.118900Z bye',
      ),
      { exitCode: 143 },
    );
    expect(opinion).toMatchObject({ cause: 'terminated', decisive: 0 });
  });

  it('stay as they came where one has no stamp', () => {
    const { excerpt } = readLog(
      ofOneMoment(
        '2026-11-24T09:15:02.118100Z a',
        'no stamp',
        '2026-11-24T09:15:02.118900Z c',
        '2026-11-24T09:15:02.118400Z b',
      ),
    );
    expect(excerpt.map(({ text }) => text)).toEqual(['a', 'no stamp', 'c', 'b']);
  });

  it('stay whole and where they are between other moments', () => {
    const { excerpt } = readLog([
      { at: AT - 1, text: '2026-11-24T09:15:09.000Z first' },
      { at: AT, text: '2026-11-24T09:15:02.119Z third\n  of two lines' },
      { at: AT, text: '2026-11-24T09:15:02.118Z second' },
      { at: AT + 1, text: '2026-11-24T09:15:00.000Z fourth' },
    ]);
    expect(excerpt.map(({ text }) => text)).toEqual(['first', 'second', 'third', '  of two lines', 'fourth']);
  });

  it('stay as they came where the log service gave no time', () => {
    const { excerpt } = readLog(
      ['2026-11-24T09:15:01Z a', '2026-11-24T09:15:03Z c', '2026-11-24T09:15:02Z b', '2026-11-24T09:15:04Z d'].map(
        (text) => ({ text }),
      ),
    );
    expect(excerpt.map(({ text }) => text)).toEqual(['a', 'c', 'b', 'd']);
  });

  it('are read when a wrapper’s announcement comes before the error it announces', () => {
    const { opinion } = readLog(
      ofOneMoment(
        '2026 ERROR [main] o.s.boot.SpringApplication : Application run failed',
        '\tat shop.Mailer.open(Mailer.java:9)',
        "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'mailer'",
        '\tat shop.Mailer.<init>(Mailer.java:3)',
        'Caused by: java.net.UnknownHostException: mail-relay',
        '\tat java.base/java.net.InetAddress.getAllByName(InetAddress.java:1)',
        ...Array.from({ length: 9 }, (_, i) => `2026 INFO [pool-${i}] shop.Pool : closed`),
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({ cause: 'dns-resolution-failed', decisive: 4 });
  });

  it('are read when the line above a traceback slips under its heading', () => {
    const { opinion } = readLog(
      ofOneMoment(
        'Traceback (most recent call last):',
        'second try: connection refused by 10.0.0.9:6379',
        '  File "/srv/shop/main.py", line 3, in <module>',
        '    import celery',
        "ModuleNotFoundError: No module named 'celery'",
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({ cause: 'missing-dependency', decisive: 4 });
  });

  it('leave an exception that names itself its own cause', () => {
    const { opinion } = readLog(
      ofOneMoment(
        'Traceback (most recent call last):',
        '  File "/srv/shop/main.py", line 3, in <module>',
        '    total = prices[0]',
        'shop.PriceMissing: nothing to sell',
        'ERROR reporter: connect ECONNREFUSED 10.0.0.9:9000',
        'INFO reporter: closed',
      ),
      { exitCode: 1 },
    );
    expect(opinion).toMatchObject({ cause: 'unhandled-exception', decisive: 3 });
  });
});
