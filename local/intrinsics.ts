import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';

/** Where a template is taken to be deployed. */
export interface DeployedPlace {
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
}

/** A resource of a template, its properties unresolved. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

/** Answers what `Ref` and `Fn::GetAtt` of a template's resources give once it is deployed. */
export interface DeployedNames {
  ref(resource: TemplateResource): string;
  attribute(resource: TemplateResource, name: string): string;
}

/** Resolves a value of the template; throws an error that names the place of what it cannot resolve. */
export type Resolve = (value: Json | undefined, path: string) => Json | undefined;

/** Makes a resolver for CloudFormation's intrinsic functions over the resources and parameters of one template. */
export function makeResolve(
  template: JsonObject,
  resources: ReadonlyMap<string, TemplateResource>,
  place: DeployedPlace,
  names: DeployedNames,
): Resolve {
  const pseudo: Readonly<Record<string, string | undefined>> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::StackName': place.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${place.stackName}/00000000-0000-4000-8000-000000000000`,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const ref = (name: string, path: string): Json | undefined => {
    if (name === 'AWS::NoValue') return undefined;
    const known = pseudo[name];
    if (known !== undefined) return known;
    const resource = resources.get(name);
    if (resource !== undefined) return names.ref(resource);
    const parameter = isJsonObject(template['Parameters']) ? template['Parameters'][name] : undefined;
    if (isJsonObject(parameter) && parameter['Default'] !== undefined) return parameter['Default'];
    throw unresolvable(path, `Ref to "${name}", which is neither a resource nor a parameter with a default`);
  };

  const getAtt = (argument: Json, path: string): string => {
    const parts = isJsonArray(argument) ? argument : String(argument).split('.');
    const [logicalId, ...attribute] = parts.map(String);
    const resource = resources.get(logicalId ?? '');
    if (resource === undefined) throw unresolvable(path, `Fn::GetAtt of "${logicalId}", which is no resource`);
    return names.attribute(resource, attribute.join('.'));
  };

  const text = (value: Json | undefined, path: string): string => {
    const resolved = resolve(value, path);
    if (typeof resolved === 'object' || resolved === undefined) throw unresolvable(path, 'a text that is none');
    return String(resolved);
  };

  const list = (value: Json | undefined, path: string): readonly Json[] => {
    const resolved = resolve(value, path);
    if (!isJsonArray(resolved)) throw unresolvable(path, 'a list that is none');
    return resolved;
  };

  const substitute = (argument: Json, path: string): string => {
    const [pattern, given] = isJsonArray(argument) ? argument : [argument, {}];
    const variables = isJsonObject(given) ? given : {};
    return String(pattern).replaceAll(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (variables[name] !== undefined) return text(variables[name], path);
      return name.includes('.') && !name.includes('::') ? getAtt(name, path) : text({ Ref: name }, path);
    });
  };

  const call = (name: string, argument: Json, path: string): Json | undefined => {
    switch (name) {
      case 'Ref':
        return ref(String(argument), path);
      case 'Fn::GetAtt':
        return getAtt(argument, path);
      case 'Fn::Sub':
        return substitute(argument, path);
      case 'Fn::Join': {
        const [separator, parts] = isJsonArray(argument) ? argument : [];
        return list(parts, path)
          .map((part) => text(part, path))
          .join(text(separator, path));
      }
      case 'Fn::Split': {
        const [separator, whole] = isJsonArray(argument) ? argument : [];
        return text(whole, path).split(text(separator, path));
      }
      case 'Fn::Select': {
        const [index, from] = isJsonArray(argument) ? argument : [];
        return list(from, path)[Number(text(index, path))];
      }
      default:
        throw unresolvable(path, `the intrinsic function ${name}`);
    }
  };

  const resolve: Resolve = (value, path) => {
    if (isJsonArray(value)) {
      return value.map((item, index) => resolve(item, `${path}.${index}`)).filter((item) => item !== undefined);
    }
    if (!isJsonObject(value)) return value;
    const [only, ...others] = Object.entries(value);
    if (only !== undefined && others.length === 0 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return call(only[0], only[1] ?? null, path);
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, resolve(member, `${path}.${name}`)] as const),
    );
  };
  return resolve;
}

const unresolvable = (path: string, what: string): Error => new Error(`Template: cannot resolve ${what}, at ${path}.`);
