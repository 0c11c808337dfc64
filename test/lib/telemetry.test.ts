import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { METRIC_UNITS } from '../../functions/responder/metrics.ts';
import { EcsPostmortemStack } from '../../lib/ecs-postmortem-stack.ts';
import { LOG_QUESTIONS, queryText } from '../../lib/queries.ts';
import { aStack, HERE, inStack, NO_CODE, only, synthesise } from './synthesise.ts';

/** The dashboard's body, references as `${Name}`. */
function bodyOf(template: Template): string {
  const { DashboardBody: body } = only(template, 'AWS::CloudWatch::Dashboard');
  const { 'Fn::Join': join } = body as { 'Fn::Join': [string, (string | { Ref: string })[]] };
  return join[1].map((part) => (typeof part === 'string' ? part : `\${${part.Ref ?? 'Other'}}`)).join('');
}

const alarmsOf = (template: Template): Readonly<Record<string, unknown>>[] =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

describe('the dashboard', () => {
  const template = synthesise({}, HERE);
  const body = bodyOf(template);

  it('is there unless it is not wanted', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    synthesise({ dashboard: false }).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });

  it('is JSON that CloudWatch can read, with what the team wants to see', () => {
    const { widgets } = JSON.parse(body);
    const titles = widgets.map(({ properties }: { properties: { title?: string } }) => properties.title);
    expect(titles).toEqual([
      undefined,
      'Stops by cause',
      'Top services',
      'What became of the stops',
      'From stop to message',
      'Open incidents',
      'Messages by kind',
      'The function itself',
      'Events that got lost',
    ]);
    expect(body).toContain('{EcsPostmortem,Cause} MetricName=\\"Stops\\"');
    expect(body).toContain('"stat":"p50"');
  });

  it('links to each of the saved queries, typed in', () => {
    for (const { name } of LOG_QUESTIONS) expect(body).toContain(`[${name}](https://eu-west-1.console.aws.amazon.com/`);
    // A parenthesis would end the link in Markdown.
    const urls = [...body.matchAll(/\]\((https[^)]*)\)/g)].map(([, url]) => url);
    expect(urls).toHaveLength(LOG_QUESTIONS.length);
    for (const url of urls) expect(url).toMatch(/source~%28~'\$\{PostmortemLogGroup[0-9A-F]{8}\}%29%29$/);
  });

  it.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#dashboards'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home'],
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home'],
  ])('has a URL in %s', (region, begin) => {
    const stack = aStack({ account: '123456789012', region });
    const { dashboardUrl } = inStack(stack);
    expect(JSON.stringify(stack.resolve(dashboardUrl))).toContain(begin);
  });

  it('has a URL where the Region is known at deployment only', () => {
    const stack = new EcsPostmortemStack(new App(), 'Test', { code: NO_CODE });
    const { DashboardUrl: output } = Template.fromStack(stack).toJSON().Outputs;
    expect(JSON.stringify(output.Value)).toMatch(/console\.amazonaws\.cn.*console\.aws\.amazon\.com.*#dashboards/);
  });
});

describe('the saved queries', () => {
  it('are kept in CloudWatch for the log of the function', () => {
    const template = synthesise();
    template.resourceCountIs('AWS::Logs::QueryDefinition', LOG_QUESTIONS.length);
    const [logGroup] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    template.allResourcesProperties('AWS::Logs::QueryDefinition', { LogGroupNames: [{ Ref: logGroup }] });
    template.hasResourceProperties('AWS::Logs::QueryDefinition', {
      Name: Match.stringLikeRegexp('^ecs-postmortem/[A-Za-z0-9-]+/Top services$'),
      QueryString: Match.stringLikeRegexp('^filter schema = .*\\n\\| fields '),
    });
  });

  it('are written as they are asked, comments apart', () => {
    for (const question of LOG_QUESTIONS) {
      const [first, ...others] = queryText(question).split('\n');
      expect(first).not.toMatch(/^\|/);
      for (const line of others) expect(line).toMatch(/^(\| [a-z]|# )/);
    }
  });
});

describe('the metrics', () => {
  const stack = aStack();
  const postmortem = inStack(stack);

  it('are what the log lines carry', () => {
    const all = [
      postmortem.metricStops(),
      postmortem.metricAlerts(),
      postmortem.metricQuietStops(),
      postmortem.metricTimeToMessage(),
      postmortem.metricOpenIncidents(),
      postmortem.metricFailures(),
    ];
    expect(all.map(({ namespace }) => namespace)).toEqual(all.map(() => 'EcsPostmortem'));
    expect(all.map(({ metricName }) => metricName).filter((name) => !Object.hasOwn(METRIC_UNITS, name))).toEqual([]);
    expect(postmortem.metricTimeToMessage().statistic).toBe('p95');
  });

  it('are of one cause where one is given', () => {
    expect(postmortem.metricStops({ cause: 'out-of-memory' }).dimensions).toEqual({ Cause: 'out-of-memory' });
    expect(postmortem.metricStops().dimensions ?? {}).toEqual({});
  });

  it('are counted by service where that is wanted', () => {
    expect(only(synthesise({ metricsPerService: true }), 'AWS::Lambda::Function')).toMatchObject({
      Environment: { Variables: { METRICS_PER_SERVICE: 'true' } },
    });
  });
});

describe('the alarms', () => {
  it('are not there, and that is said, where nobody is to be told', () => {
    const stack = aStack();
    inStack(stack);
    expect(alarmsOf(Template.fromStack(stack))).toEqual([]);
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('alarmEmail or alarmTopic'));
  });

  it('tell a mail address by a topic of its own, when they ring and when it is over', () => {
    const template = synthesise({ alarmEmail: 'platform@example.com' }, HERE);
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic')).filter((id) => id.includes('AlarmTopic'));
    template.hasResourceProperties('AWS::SNS::Subscription', {
      TopicArn: { Ref: topic },
      Protocol: 'email',
      Endpoint: 'platform@example.com',
    });
    expect(alarmsOf(template).length).toBeGreaterThan(8);
    for (const alarm of alarmsOf(template)) {
      expect(alarm).toMatchObject({ AlarmActions: [{ Ref: topic }], OKActions: [{ Ref: topic }] });
    }
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: topic }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'LetAlarmsPublish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
          }),
        ]),
      },
    });
  });

  it('tell a given topic, and both where both are given', () => {
    const stack = aStack();
    const topic = new Topic(stack, 'Ops');
    const { alarms } = inStack(stack, { alarmTopic: topic, alarmEmail: 'platform@example.com' });
    expect(alarms.length).toBeGreaterThan(8);
    for (const { AlarmActions: actions } of alarmsOf(Template.fromStack(stack))) expect(actions).toHaveLength(2);
  });

  it('say each what to do, in the room that CloudWatch has for it', () => {
    const template = synthesise({ alarmEmail: 'platform@example.com', chat: true, emitEvents: true });
    const descriptions = alarmsOf(template).map(({ AlarmDescription: text }) => String(text));
    expect(new Set(descriptions).size).toBe(descriptions.length);
    for (const text of descriptions) {
      expect(text.length).toBeLessThanOrEqual(1_024);
      expect(text).toMatch(/\b(run|read|raise|deploy|enable|see|have|allow|mend)\b/i);
    }
  });

  it('ring where the watch does not run, as no value says', () => {
    const template = synthesise({ alarmEmail: 'platform@example.com' });
    const [rule] = Object.keys(template.findResources('AWS::Events::Rule')).filter((id) => id.includes('WatchRule'));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Events',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: rule } }],
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('watch the chat topic and the event bus only where there is one', () => {
    const countOf = (props: { chat?: boolean; emitEvents?: boolean }) =>
      alarmsOf(synthesise({ alarmEmail: 'platform@example.com', ...props })).length;
    const least = countOf({});
    expect(countOf({ chat: true })).toBe(least + 1);
    expect(countOf({ emitEvents: true })).toBe(least + 1);
  });

  it('encrypt their topic with the key of the rest', () => {
    const stack = aStack();
    const encryptionKey = new Key(stack, 'Key');
    inStack(stack, { encryptionKey, alarmEmail: 'platform@example.com' });
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::Topic', {
      DisplayName: 'ECS post-mortem alarms',
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
    });
  });

  it('have the function count the mail subscriptions, those made later too', () => {
    const stack = aStack();
    const postmortem = inStack(stack, { alarmEmail: 'platform@example.com' });
    postmortem.addMailSubscription('a@example.com');
    postmortem.addMailSubscription('b@example.com');
    const template = Template.fromStack(stack);
    expect(only(template, 'AWS::Lambda::Function')).toMatchObject({
      Environment: { Variables: { MAIL_SUBSCRIPTIONS: '2' } },
    });
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic')).filter((id) => id.includes('AlertTopic'));
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'sns:ListSubscriptionsByTopic', Resource: { Ref: topic } }),
        ]),
      },
    });
  });

  it.each([[{ alarmEmail: 'nobody' }, /alarmEmail is "nobody", which is not a mail address\. Give one such as/]])(
    'refuse %j',
    (props, message) => {
      expect(() => synthesise(props)).toThrow(message);
    },
  );

  it('refuse a topic that cannot tell of them', () => {
    const stack = aStack();
    const fifo = new Topic(stack, 'Fifo', { fifo: true });
    expect(() => inStack(stack, { alarmTopic: fifo })).toThrow(/alarmTopic is a FIFO topic.*Give a standard topic/);
    const topic = new Topic(aStack(), 'Alerts');
    expect(() => inStack(aStack(), { topic, alarmTopic: topic })).toThrow(/alarmTopic is the topic of the alerts/);
  });
});

describe('events for machines', () => {
  it('need neither permission nor setting unless they are wanted', () => {
    const template = JSON.stringify(synthesise().toJSON());
    expect(template).not.toContain('events:PutEvents');
    expect(template).not.toContain('EVENTS_ENDPOINT');
  });

  it('are put on the default bus only, under their own name only', () => {
    const template = synthesise({ emitEvents: true }, HERE);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'EmitDiagnoses',
            Effect: 'Allow',
            Action: 'events:PutEvents',
            Resource: 'arn:aws:events:eu-west-1:123456789012:event-bus/default',
            Condition: {
              StringEquals: { 'events:source': 'ecs-postmortem', 'events:detail-type': 'ECS Task Post-mortem' },
            },
          },
        ]),
      },
    });
  });

  it('tell the function where EventBridge is in its partition', () => {
    expect(JSON.stringify(only(synthesise({ emitEvents: true }), 'AWS::Lambda::Function'))).toContain(
      '"EVENTS_ENDPOINT":{"Fn::Join":["",["https://events.",{"Ref":"AWS::Region"},".",{"Ref":"AWS::URLSuffix"}]]}',
    );
  });
});
