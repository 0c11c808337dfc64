import * as v from 'valibot';
import type { JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';
import { matchesFilter } from './log-filter.ts';
import { logPage } from './log-pages.ts';
import type { LogStore } from './log-store.ts';
import { jsonServiceErrors, operation, type RequestContext, type Service } from './service.ts';
import { jsonProtocol } from './wire-protocol.ts';

const GROUP_NAME = /^[.\-_/#A-Za-z0-9]+$/;
const GROUP_IDENTIFIER = /^[\w#+=/:,.@-]+$/;
const STREAM_NAME = /^[^:*]+$/;
const GROUP_ARN = /^arn:[a-z-]+:logs:([a-z0-9-]+):(\d{12}):log-group:([^:*]+)$/;

interface GroupChoice {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

const optionalText = v.optional(v.string());
const optionalWhole = v.optional(v.pipe(v.number(), v.integer()));
const groupChoice = { logGroupName: optionalText, logGroupIdentifier: optionalText };

/** Makes the CloudWatch Logs stand-in over a store. */
export function makeLogs(store: LogStore): Service {
  const getLogEvents = operation(
    v.object({
      ...groupChoice,
      logStreamName: optionalText,
      startTime: optionalWhole,
      endTime: optionalWhole,
      limit: optionalWhole,
      startFromHead: v.optional(v.boolean()),
      nextToken: optionalText,
    }),
    (input, context) => {
      const { logStreamName, startTime, endTime, limit, startFromHead, nextToken } = input;
      checkName('logStreamName', logStreamName, STREAM_NAME, 512);
      checkRange('limit', limit, 1, 10_000);
      checkRange('startTime', startTime, 0, Number.MAX_SAFE_INTEGER);
      checkRange('endTime', endTime, 0, Number.MAX_SAFE_INTEGER);
      const { group } = existingGroup(store, input, context);
      const { logGroupClass = 'STANDARD' } = group.group;
      if (logGroupClass !== 'STANDARD') {
        throw new AwsError(
          'InvalidParameterException',
          `The operation is not supported on a log group of the class ${logGroupClass}.`,
        );
      }
      const read = store.read(group, logStreamName);
      if (read === undefined) {
        throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      const inRange = read.events.filter(
        ({ timestamp }) =>
          timestamp >= (startTime ?? Number.NEGATIVE_INFINITY) && timestamp < (endTime ?? Number.POSITIVE_INFINITY),
      );
      const page = logPage(inRange, {
        emptyPagesFirst: read.stream.emptyPagesFirst,
        ...(limit === undefined ? {} : { limit }),
        ...(startFromHead === undefined ? {} : { startFromHead }),
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      return {
        events: page.events.map(({ timestamp, message, ingestionTime }) => ({
          timestamp,
          message,
          ingestionTime: ingestionTime ?? timestamp + 1000,
        })),
        nextForwardToken: page.nextForwardToken,
        nextBackwardToken: page.nextBackwardToken,
      };
    },
    (input, context) => `${groupArnOf(input, context)}:log-stream:${input.logStreamName ?? ''}`,
  );

  const filterLogEvents = operation(
    v.object({
      ...groupChoice,
      filterPattern: v.optional(v.pipe(v.string(), v.maxLength(1024)), ''),
      startTime: optionalWhole,
      endTime: optionalWhole,
      limit: optionalWhole,
      nextToken: optionalText,
    }),
    (input, context) => {
      const { filterPattern, startTime = 0, endTime = Number.MAX_SAFE_INTEGER, limit = 10_000, nextToken } = input;
      checkRange('limit', limit, 1, 10_000);
      const { group } = existingGroup(store, input, context);
      if ((group.group.logGroupClass ?? 'STANDARD') !== 'STANDARD') {
        throw new AwsError(
          'InvalidParameterException',
          'The operation is only supported on a log group of the class STANDARD.',
        );
      }
      const events = store
        .streams(group)
        .flatMap(({ name }) =>
          (store.read(group, name)?.events ?? []).map((event) => ({ ...event, logStreamName: name })),
        )
        .filter(
          ({ timestamp, message }) =>
            timestamp >= startTime && timestamp <= endTime && matchesFilter(filterPattern, message),
        )
        .sort((left, right) => left.timestamp - right.timestamp)
        .map(({ logStreamName, timestamp, message, ingestionTime, sequence }) => ({
          logStreamName,
          timestamp,
          message,
          ingestionTime: ingestionTime ?? timestamp + 1000,
          eventId: `${logStreamName}/${sequence}`,
        }));
      const { page, rest } = cut(events, limit, nextToken);
      return { events: page, searchedLogStreams: [], ...rest };
    },
    groupArnOf,
  );

  const describeLogStreams = operation(
    v.object({
      ...groupChoice,
      logStreamNamePrefix: optionalText,
      orderBy: optionalText,
      limit: optionalWhole,
      descending: v.optional(v.boolean()),
      nextToken: optionalText,
    }),
    (input, context) => {
      const { logStreamNamePrefix, orderBy, limit = 50, descending = false, nextToken } = input;
      if (logStreamNamePrefix !== undefined) checkName('logStreamNamePrefix', logStreamNamePrefix, STREAM_NAME, 512);
      checkRange('limit', limit, 1, 50);
      if (orderBy === 'LastEventTime' && logStreamNamePrefix !== undefined) {
        throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
      }
      const { group, arn } = existingGroup(store, input, context);
      const streams = store
        .streams(group)
        .filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ''))
        .map(({ name, createdAt, events }) => {
          const times = events.map(({ event }) => event.timestamp);
          return {
            logStreamName: name,
            creationTime: createdAt,
            arn: `${arn}:log-stream:${name}`,
            ...(times.length === 0
              ? {}
              : { firstEventTimestamp: Math.min(...times), lastEventTimestamp: Math.max(...times) }),
          };
        })
        .sort((left, right) =>
          orderBy === 'LastEventTime'
            ? (left.lastEventTimestamp ?? 0) - (right.lastEventTimestamp ?? 0)
            : compareText(left.logStreamName, right.logStreamName),
        );
      if (descending) streams.reverse();
      const { page, rest } = cut(streams, limit, nextToken);
      return { logStreams: page, ...rest };
    },
    groupArnOf,
  );

  const describeLogGroups = operation(
    v.object({
      logGroupNamePrefix: optionalText,
      logGroupNamePattern: optionalText,
      limit: optionalWhole,
      nextToken: optionalText,
    }),
    ({ logGroupNamePrefix, logGroupNamePattern, limit = 50, nextToken }, { region, account }) => {
      if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
        throw new AwsError(
          'InvalidParameterException',
          'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
        );
      }
      if (logGroupNamePrefix !== undefined) checkName('logGroupNamePrefix', logGroupNamePrefix, GROUP_NAME, 512);
      if (logGroupNamePattern !== undefined) checkName('logGroupNamePattern', logGroupNamePattern, GROUP_NAME, 512);
      checkRange('limit', limit, 1, 50);
      const groups = store
        .groups(region)
        .filter(
          ({ name }) =>
            name.startsWith(logGroupNamePrefix ?? '') &&
            name.toLowerCase().includes((logGroupNamePattern ?? '').toLowerCase()),
        )
        .map(({ name, createdAt, group }) => {
          const arn = `arn:aws:logs:${region}:${account}:log-group:${name}`;
          return {
            logGroupName: name,
            creationTime: createdAt,
            ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
            logGroupClass: group.logGroupClass ?? 'STANDARD',
            arn: `${arn}:*`,
            logGroupArn: arn,
          };
        })
        .sort((left, right) => compareText(left.logGroupName, right.logGroupName));
      const { page, rest } = cut(groups, limit, nextToken);
      return { logGroups: page, ...rest };
    },
  );

  return {
    name: 'logs',
    actionPrefix: 'logs',
    protocol: jsonProtocol('Logs_20140328'),
    operations: {
      GetLogEvents: getLogEvents,
      FilterLogEvents: filterLogEvents,
      DescribeLogStreams: describeLogStreams,
      DescribeLogGroups: describeLogGroups,
    },
    errors: jsonServiceErrors(
      () => new AwsError('ServiceUnavailableException', 'The service cannot complete the request.', 500),
    ),
  };
}

const compareText = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

function cut(
  all: readonly JsonObject[],
  limit: number,
  nextToken: string | undefined,
): { page: readonly JsonObject[]; rest: JsonObject } {
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isSafeInteger(start)) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  const end = start + limit;
  return { page: all.slice(start, end), rest: end < all.length ? { nextToken: String(end) } : {} };
}

function existingGroup(store: LogStore, choice: GroupChoice, context: RequestContext) {
  const arn = groupArnOf(choice, context);
  const name = groupNameOf(choice);
  const [, arnRegion, arnAccount] = GROUP_ARN.exec(arn) ?? [];
  const isHere = arnRegion === context.region && arnAccount === context.account;
  const group = isHere ? store.group(context.region, name) : undefined;
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return { group, arn };
}

function groupNameOf({ logGroupName, logGroupIdentifier }: GroupChoice): string {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'logGroupName and logGroupIdentifier are mutually exclusive parameters.',
    );
  }
  if (logGroupIdentifier !== undefined) {
    checkName('logGroupIdentifier', logGroupIdentifier, GROUP_IDENTIFIER, 2048);
    return GROUP_ARN.exec(logGroupIdentifier)?.[3] ?? logGroupIdentifier;
  }
  checkName('logGroupName', logGroupName, GROUP_NAME, 512);
  return logGroupName;
}

function groupArnOf(choice: GroupChoice, { region, account }: RequestContext): string {
  const wanted = choice.logGroupIdentifier ?? choice.logGroupName ?? '';
  return wanted.startsWith('arn:') ? wanted : `arn:aws:logs:${region}:${account}:log-group:${wanted}`;
}

function checkName(
  member: string,
  value: string | undefined,
  pattern: RegExp,
  maxLength: number,
): asserts value is string {
  if (value === undefined) throw invalid('null', member, 'Member must not be null');
  if (value.length === 0) throw invalid(value, member, 'Member must have length greater than or equal to 1');
  if (value.length > maxLength)
    throw invalid(value, member, `Member must have length less than or equal to ${maxLength}`);
  if (!pattern.test(value)) {
    throw invalid(value, member, `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`);
  }
}

function checkRange(member: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined) return;
  if (value < min) throw invalid(value, member, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw invalid(value, member, `Member must have value less than or equal to ${max}`);
}

const invalid = (value: string | number, member: string, constraint: string): AwsError =>
  new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
