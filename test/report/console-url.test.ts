import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consoleUrl, encodeInsights, encodeLogName } from '../../functions/report/console-url.ts';

describe('encodeLogName', () => {
  it.each([
    ['/ecs/orders', '$252Fecs$252Forders'],
    ['ecs/app/7894a24857f516a2cc313edbf464ab2a', 'ecs$252Fapp$252F7894a24857f516a2cc313edbf464ab2a'],
    ['/aws/ecs/a b', '$252Faws$252Fecs$252Fa$2520b'],
    ['x[1]/(y)', 'x$255B1$255D$252F$2528y$2529'],
    ['a#b$c', 'a$2523b$2524c'],
  ])('encodes %j as the CloudWatch console does', (name, encoded) => {
    expect(encodeLogName(name)).toBe(encoded);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(encodeLogName(name)).toMatch(/^[\w.$-]*$/);
      }),
    );
  });
});

describe('encodeInsights', () => {
  it.each([
    ['/ecs/orders', '*2fecs*2forders'],
    ['fields @timestamp, @message\n| limit 50', 'fields*20*40timestamp*2c*20*40message*0a*7c*20limit*2050'],
    ['2026-11-24T09:14:02.000Z', '2026-11-24T09*3a14*3a02.000Z'],
  ])('encodes %j as Logs Insights does', (text, encoded) => {
    expect(encodeInsights(text)).toBe(encoded);
  });
});

describe('consoleUrl', () => {
  it.each([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/ecs'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/ecs'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/ecs'],
  ])('knows the console of %s', (partition, region, url) => {
    expect(consoleUrl({ partition, region }, '/ecs')).toBe(url);
  });

  it.each([
    ['aws-iso', 'us-iso-east-1'],
    ['aws-eusc', 'eusc-de-east-1'],
    ['toString', 'eu-west-1'],
    ['aws', 'evil.example/'],
  ])('makes no URL for %s in %s', (partition, region) => {
    expect(consoleUrl({ partition, region }, '/ecs')).toBeUndefined();
  });
});
