import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { EcsPostmortem } from './ecs-postmortem.ts';
import type { EcsPostmortemProps } from './ecs-postmortem-props.ts';

/** What the stack is set to do: the settings of its one construct, and who gets the mail. */
export interface EcsPostmortemStackProps extends StackProps, EcsPostmortemProps {
  /**
   * Mail addresses to subscribe to the alerts.
   *
   * @default - none
   */
  readonly emails?: string[];
  /**
   * The ARN of an existing standard topic to send the alerts to, in place of `topic`.
   *
   * @default - a topic of its own
   */
  readonly topicArn?: string;
  /**
   * The ARN of an existing KMS key, in place of `encryptionKey`; synth warns which statements its policy needs.
   *
   * @default - no key of your own
   */
  readonly encryptionKeyArn?: string;
}

/** A stack with one `EcsPostmortem`, its mail subscriptions, and outputs that name what was made. */
export class EcsPostmortemStack extends Stack {
  /** The construct that the stack holds. */
  readonly postmortem: EcsPostmortem;

  constructor(scope: Construct, id: string, props: EcsPostmortemStackProps = {}) {
    super(scope, id, {
      description: 'A post-mortem for every Amazon ECS task that stops and should not have.',
      ...props,
    });
    if (props.topic !== undefined && props.topicArn !== undefined) {
      throw new Error('EcsPostmortemStack: topic and topicArn are both given. Leave one of them out.');
    }
    const topic = props.topicArn === undefined ? props.topic : Topic.fromTopicArn(this, 'GivenTopic', props.topicArn);
    if (props.encryptionKey !== undefined && props.encryptionKeyArn !== undefined) {
      throw new Error('EcsPostmortemStack: encryptionKey and encryptionKeyArn are both given. Leave one of them out.');
    }
    const encryptionKey =
      props.encryptionKeyArn === undefined
        ? props.encryptionKey
        : Key.fromKeyArn(this, 'GivenKey', props.encryptionKeyArn);
    const emails = props.emails ?? [];

    this.postmortem = new EcsPostmortem(this, 'Postmortem', {
      ...props,
      ...(topic ? { topic } : {}),
      ...(encryptionKey ? { encryptionKey } : {}),
    });
    for (const email of new Set(emails)) this.postmortem.addMailSubscription(email);

    if (topic === undefined && emails.length === 0) this.sayThatNobodyListens(props.chat ?? false);
    this.addOutputs();
  }

  private sayThatNobodyListens(chat: boolean): void {
    const remark = 'No mail address is subscribed to the alert topic: give -c email=oncall@example.com';
    if (chat) {
      Annotations.of(this).addInfoV2('ecs-postmortem:noMail', `${remark}, unless chat is all you want.`);
    } else {
      Annotations.of(this).addWarningV2(
        'ecs-postmortem:noSubscriber',
        `${remark}, or subscribe to the topic of the output AlertTopicArn; until then no alert reaches anybody.`,
      );
    }
  }

  private addOutputs(): void {
    const { alertTopic, dashboardUrl, chatTopic, deadLetterQueue, failureQueue, hubBus, logGroup, table } =
      this.postmortem;
    this.addOutput('AlertTopicArn', alertTopic.topicArn, 'Alerts as text: subscribe mail and pagers here.');
    if (chatTopic) {
      this.addOutput('ChatTopicArn', chatTopic.topicArn, 'Alerts for chat: give it to Amazon Q Developer.');
    }
    this.addOutput('FunctionName', this.postmortem.function.functionName, 'The function that diagnoses each stop.');
    this.addOutput('LogGroupName', logGroup.logGroupName, 'What the function did, one line per stop.');
    this.addOutput('TableName', table.tableName, 'Incidents, mutes and history: give it to "ecs-postmortem mute".');
    this.addOutput('SelfTest', this.selfTestCommand(), 'Proves that alerts arrive: run it, and see each hop.');
    this.addOutput('DeadLetterQueueUrl', deadLetterQueue.queueUrl, 'Events that never reached the function.');
    if (dashboardUrl !== undefined) {
      this.addOutput('DashboardUrl', dashboardUrl, 'What stopped, what was said of it, and how the function does.');
    }
    if (hubBus) {
      this.addOutput('HubBusArn', hubBus.eventBusArn, 'Give it to the members: cdk synth -c hub=<this ARN>.');
    }
    this.addOutput('FailureQueueUrl', failureQueue.queueUrl, 'Events that the function failed on.');
  }

  private selfTestCommand(): string {
    const { alertTopic, chatTopic, logGroup, table } = this.postmortem;
    return [
      'ecs-postmortem self-test',
      `--function ${this.postmortem.function.functionArn}`,
      `--log-group ${logGroup.logGroupName}`,
      `--table ${table.tableName}`,
      `--topic ${alertTopic.topicArn}`,
      ...(chatTopic ? [`--chat-topic ${chatTopic.topicArn}`] : []),
      `--region ${this.region}`,
    ].join(' ');
  }

  private addOutput(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
