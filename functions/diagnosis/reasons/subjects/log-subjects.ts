import type { Subject } from '../../opinion.ts';
import type { NormalisedReason } from '../normalise-reason.ts';
import { firstGroup } from './find-token.ts';
import { actionSubject, iamParts } from './iam-subject.ts';
import { makeSubject } from './make-subject.ts';

/** Reads the log group with what IAM said of it, else the action that was refused. */
export const logGroupSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'log-group',
    firstGroup(reason, /:log-group:([\w/.#-]{1,512})/) ?? firstGroup(reason, /log group '([^']{1,512})'/i),
    iamParts(reason),
  ) ?? actionSubject(reason);

/** Reads the option of the log driver that is missing or wrong, else the driver. */
export const logOptionSubject = (reason: NormalisedReason): Subject | undefined =>
  makeSubject(
    'log-option',
    firstGroup(reason, /unknown log opt '([\w.-]{1,100})'/i) ??
      firstGroup(reason, /no log driver named '([\w.-]{1,100})'/i) ??
      firstGroup(reason, /missing output key ([\w.-]{1,100})/i) ??
      firstGroup(reason, /\b((?:awslogs|splunk|fluentd|gelf|syslog|max|config-file)-[\w-]{1,60})/) ??
      firstGroup(reason, /uses (\w{1,40}) log driver/i),
  );
