import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';
import { describe, expect, it } from '@jest/globals';

// The rules that a translation to Python, Java, C# and Go (jsii) needs of a public API: https://aws.github.io/jsii/.

const LIB = join(import.meta.dirname, '..', '..', 'lib');

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string';

const nodesOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

const childrenOf = (node: Node): readonly Node[] =>
  Object.entries(node).flatMap(([field, value]) =>
    /comment/i.test(field) ? [] : isNode(value) ? [value] : nodesOf(value),
  );

const withDescendants = (node: Node): readonly Node[] => [node, ...childrenOf(node).flatMap(withDescendants)];

const nameOf = (value: unknown): string => {
  if (!isNode(value)) return '?';
  return String(value.name ?? value.value ?? nameOf(value.key ?? value.id ?? value.left ?? value.right));
};

const statementsOf = (source: string): readonly Node[] => {
  const { body } = parse(source, { sourceType: 'module', plugins: ['typescript'] }).program;
  return nodesOf(body);
};

/** Types that another language has no equal for. */
const FOREIGN: Readonly<Record<string, string>> = {
  TSUnionType: 'a union type',
  TSIntersectionType: 'an intersection type',
  TSIndexSignature: 'an index signature',
  TSLiteralType: 'a literal type',
  TSTypeLiteral: 'an anonymous type',
  TSTupleType: 'a tuple',
  TSMappedType: 'a mapped type',
  TSConditionalType: 'a conditional type',
  TSFunctionType: 'a function',
  TSAnyKeyword: 'any',
  TSUnknownKeyword: 'unknown',
};

/** Where the names that a file imports come from. */
const importsOf = (statements: readonly Node[]): ReadonlyMap<string, string> =>
  new Map(
    statements
      .filter(({ type }) => type === 'ImportDeclaration')
      .flatMap((statement) =>
        nodesOf(statement.specifiers).map((specifier) => [nameOf(specifier.local), nameOf(statement.source)] as const),
      ),
  );

/** What is wrong with a type as part of a public API. */
function faultsOfType(annotation: unknown, known: ReadonlyMap<string, string>): readonly string[] {
  if (!isNode(annotation)) return ['no type'];
  return withDescendants(annotation).flatMap((node) => {
    const foreign = FOREIGN[node.type];
    if (foreign !== undefined) return [foreign];
    if (node.type !== 'TSTypeReference') return [];
    const name = nameOf(
      isNode(node.typeName) && node.typeName.type === 'TSQualifiedName' ? node.typeName.left : node.typeName,
    );
    const source = known.get(name);
    if (source === undefined) return [`${name}, which is no public type`];
    return source.startsWith('../') ? [`${name}, which is from within (${source})`] : [];
  });
}

const typeOf = (node: Node): unknown => (isNode(node.typeAnnotation) ? node.typeAnnotation.typeAnnotation : undefined);

function faultsOfInterface(declaration: Node, known: ReadonlyMap<string, string>): readonly string[] {
  const body = isNode(declaration.body) ? nodesOf(declaration.body.body) : [];
  return body.flatMap((member) => {
    const where = `${nameOf(declaration.id)}.${nameOf(member)}`;
    if (member.type !== 'TSPropertySignature') return [`${where}: ${FOREIGN[member.type] ?? `a ${member.type}`}`];
    const faults = faultsOfType(typeOf(member), known);
    return [...(member.readonly === true ? [] : ['not readonly']), ...faults].map((fault) => `${where}: ${fault}`);
  });
}

function faultsOfClass(declaration: Node, known: ReadonlyMap<string, string>): readonly string[] {
  const body = isNode(declaration.body) ? nodesOf(declaration.body.body) : [];
  return body
    .filter(({ accessibility }) => accessibility === undefined || accessibility === 'public')
    .flatMap((member) => {
      const where = `${nameOf(declaration.id)}.${nameOf(member)}`;
      const { kind, returnType } = member;
      const types =
        member.type === 'ClassProperty'
          ? [typeOf(member)]
          : [
              ...nodesOf(member.params).map((parameter) =>
                typeOf(parameter.type === 'AssignmentPattern' && isNode(parameter.left) ? parameter.left : parameter),
              ),
              ...(kind === 'constructor' ? [] : [isNode(returnType) ? returnType.typeAnnotation : undefined]),
            ];
      const mutable = member.type === 'ClassProperty' && member.readonly !== true ? ['not readonly'] : [];
      return [...mutable, ...types.flatMap((type) => faultsOfType(type, known))].map((fault) => `${where}: ${fault}`);
    });
}

/** What is wrong with the public declarations of a file. */
function faultsOf(source: string): readonly string[] {
  const statements = statementsOf(source);
  const exported = statements.flatMap((statement) =>
    statement.type === 'ExportNamedDeclaration' && isNode(statement.declaration) ? [statement.declaration] : [],
  );
  const known = new Map([...importsOf(statements), ...exported.map((each) => [nameOf(each.id), './here'] as const)]);
  return exported.flatMap((declaration) => {
    if (declaration.type === 'TSInterfaceDeclaration') return faultsOfInterface(declaration, known);
    if (declaration.type === 'ClassDeclaration') return faultsOfClass(declaration, known);
    return [];
  });
}

const read = (file: string): string => readFileSync(join(LIB, file), 'utf8');

/** The names that the package exports, and the file of each. */
const exportsOf = (file: string): readonly (readonly [string, string])[] =>
  statementsOf(read(file)).flatMap((statement) =>
    statement.type !== 'ExportNamedDeclaration' || !isNode(statement.source)
      ? []
      : nodesOf(statement.specifiers).map(({ local }) => [nameOf(local), nameOf(statement.source)] as const),
  );

const published = exportsOf('index.ts');
const files = [...new Set([...published.map(([, file]) => file), './ecs-postmortem-stack.ts'])];

describe('the public API, as jsii would have it', () => {
  it('is made of files of the library', () => {
    expect(files).toContain('./ecs-postmortem.ts');
    expect(files).toContain('./ecs-postmortem-props.ts');
    expect(files.filter((file) => !file.startsWith('./'))).toEqual([]);
  });

  it.each(files)('has nothing in %s that other languages have no equal for', (file) => {
    expect(faultsOf(read(file))).toEqual([]);
  });

  it('exports every interface of its own that it speaks of', () => {
    const names = new Set(published.map(([name]) => name));
    const spoken = published
      .map(([, file]) => file)
      .flatMap((file) => {
        const statements = statementsOf(read(file));
        const own = [...importsOf(statements)].filter(
          ([name, source]) => /^[A-Z].*(Options|Props|Filter)$/.test(name) && source.startsWith('./'),
        );
        return own.map(([name]) => name);
      });
    expect(spoken.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the check', () => {
  it.each<[string, string, string]>([
    ['a union', 'export interface A { readonly b: string | number }', 'A.b: a union type'],
    ['a union within a list', 'export interface A { readonly b?: (1 | 2)[] }', 'A.b: a union type'],
    ['a literal', "export interface A { readonly b: 'c' }", 'A.b: a literal type'],
    ['an index signature', 'export interface A { [b: string]: string }', 'A.?: an index signature'],
    ['a property that can be written', 'export interface A { b: string }', 'A.b: not readonly'],
    [
      'a type from within',
      "import type { B } from '../b.ts'; export interface A { readonly b: B }",
      'A.b: B, which is from within (../b.ts)',
    ],
    ['an alias of a union', 'type B = 1 | 2; export interface A { readonly b: B }', 'A.b: B, which is no public type'],
    ['a record', 'export class A { b(c: Record<string, string>): void {} }', 'A.b: Record, which is no public type'],
    ['a union that a method takes', 'export class A { b(c: string | number): void {} }', 'A.b: a union type'],
    ['a union that a method gives', 'export class A { b(): string | undefined {} }', 'A.b: a union type'],
    ['a property of a class that can be written', 'export class A { b: string }', 'A.b: not readonly'],
  ])('finds %s', (_what, source, fault) => {
    expect(faultsOf(source)).toContain(fault);
  });

  it('lets pass what is private', () => {
    expect(faultsOf('export class A { private b: string | undefined; private c(d: 1 | 2): void {} }')).toEqual([]);
  });
});
