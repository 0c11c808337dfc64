import { App } from 'aws-cdk-lib';
import { readAppContext, readMemberContext } from '../lib/app-context.ts';
import { EcsPostmortemStack } from '../lib/ecs-postmortem-stack.ts';
import { EcsPostmortemMemberStack } from '../lib/member-stack.ts';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;

const app = new App();
const member = readMemberContext(app.node);
if (member) {
  // In no account or Region of its own: the template is for every one of a stack set.
  new EcsPostmortemMemberStack(app, 'EcsPostmortemMember', member);
} else {
  new EcsPostmortemStack(app, 'EcsPostmortem', {
    // Without credentials the CLI knows no account, and the template then fits any account and Region.
    ...(account && region ? { env: { account, region } } : {}),
    ...readAppContext(app.node),
  });
}
