import { App } from 'aws-cdk-lib';
import { readAppContext } from '../lib/app-context.ts';
import { EcsPostmortemStack } from '../lib/ecs-postmortem-stack.ts';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;

const app = new App();
new EcsPostmortemStack(app, 'EcsPostmortem', {
  // Without credentials the CLI knows no account, and the template then fits any account and Region.
  ...(account && region ? { env: { account, region } } : {}),
  ...readAppContext(app.node),
});
