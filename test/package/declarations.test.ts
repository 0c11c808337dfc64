import { describe, expect, it } from '@jest/globals';
import { typesOf } from '../../lib/declarations.ts';

describe('the types of a module', () => {
  it('leave out functions and constants, their sentences, and what only they import', () => {
    expect(
      typesOf(`import type { Construct } from 'constructs';
import { type Duration, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Engine } from '../engine.ts';
/** What a thing is set to do. */
export interface ThingProps {
    /** How long. */
    readonly wait?: Duration;
}
/** Makes a thing. */
export declare function makeThing(scope: Construct, props: {
    readonly engine: Engine;
    readonly code: lambda.Code;
}): Token;
/** Another. */
export declare const other: (scope: Construct) => void;
`),
    ).toBe(`import { type Duration } from 'aws-cdk-lib';
/** What a thing is set to do. */
export interface ThingProps {
    /** How long. */
    readonly wait?: Duration;
}
`);
  });

  it('keep a constant that a type is made of', () => {
    const text = `export declare const SIZES: readonly ['small', 'large'];
/** One of them. */
export type Size = (typeof SIZES)[number];
`;
    expect(typesOf(text)).toBe(text);
  });

  it('keep classes with all that they mention', () => {
    const text = `import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
/** A thing. */
export declare class Thing extends Construct {
    readonly function: lambda.Function;
    private make;
}
`;
    expect(typesOf(text)).toBe(text);
  });
});
