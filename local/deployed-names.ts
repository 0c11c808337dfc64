import type { DeployedNames, DeployedPlace, TemplateResource } from './intrinsics.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** Which property holds the name a resource was given, and how its ARN ends; by resource type. */
const NAMED: Readonly<Record<string, { name: string; service: string; arnPrefix: string } | undefined>> = {
  'AWS::SNS::Topic': { name: 'TopicName', service: 'sns', arnPrefix: '' },
  'AWS::SQS::Queue': { name: 'QueueName', service: 'sqs', arnPrefix: '' },
  'AWS::Lambda::Function': { name: 'FunctionName', service: 'lambda', arnPrefix: 'function:' },
  'AWS::Events::Rule': { name: 'Name', service: 'events', arnPrefix: 'rule/' },
  'AWS::Events::EventBus': { name: 'Name', service: 'events', arnPrefix: 'event-bus/' },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', service: 'logs', arnPrefix: 'log-group:' },
  'AWS::DynamoDB::Table': { name: 'TableName', service: 'dynamodb', arnPrefix: 'table/' },
  'AWS::DynamoDB::GlobalTable': { name: 'TableName', service: 'dynamodb', arnPrefix: 'table/' },
  'AWS::IAM::Role': { name: 'RoleName', service: 'iam', arnPrefix: 'role/' },
};

/**
 * Makes the names that a deployment gives to a template's resources: their own where they have one, else stack and logical id.
 *
 * @param parameters - those of the template, whose defaults may be names.
 */
export function makeDeployedNames(
  { region, account, stackName }: DeployedPlace,
  parameters: JsonObject = {},
): DeployedNames {
  const givenIn = (value: Json | undefined): Json | undefined => {
    const parameter = isJsonObject(value) ? parameters[String(value['Ref'])] : undefined;
    return isJsonObject(parameter) ? parameter['Default'] : value;
  };
  const nameOf = ({ logicalId, type, properties }: TemplateResource): string => {
    const own = givenIn(properties[NAMED[type]?.name ?? '']);
    return typeof own === 'string' ? own : `${stackName}-${logicalId}`;
  };
  const arnOf = (resource: TemplateResource): string => {
    const known = NAMED[resource.type];
    const service = known?.service ?? 'unknown';
    const where = service === 'iam' ? '' : region;
    return `arn:aws:${service}:${where}:${account}:${known?.arnPrefix ?? ''}${nameOf(resource)}`;
  };
  return {
    ref(resource) {
      switch (resource.type) {
        case 'AWS::SNS::Topic':
          return arnOf(resource);
        case 'AWS::SQS::Queue':
          return `https://sqs.${region}.amazonaws.com/${account}/${nameOf(resource)}`;
        default:
          return nameOf(resource);
      }
    },
    attribute(resource, name) {
      switch (name) {
        case 'Arn':
        case 'TopicArn':
          // The ARN of a log group is the one attribute that ends in a wildcard.
          return resource.type === 'AWS::Logs::LogGroup' ? `${arnOf(resource)}:*` : arnOf(resource);
        case 'TopicName':
        case 'QueueName':
        case 'Name':
          return nameOf(resource);
        default:
          throw new Error(`Template: the attribute ${name} of ${resource.logicalId} (${resource.type}) is not known.`);
      }
    },
  };
}
