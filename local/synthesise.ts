import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { EcsPostmortemStack, type EcsPostmortemStackProps } from '../lib/ecs-postmortem-stack.ts';
import { EcsPostmortemMemberStack, type EcsPostmortemMemberStackProps } from '../lib/member-stack.ts';

const CDK_JSON = join(import.meta.dirname, '../cdk.json');

/** Synthesises the stack in this process, with the feature flags of `cdk.json`; returns its CloudFormation template. */
export const synthesiseStack = (props: EcsPostmortemStackProps): unknown =>
  synthesise((app) => new EcsPostmortemStack(app, 'EcsPostmortem', props));

/** Synthesises the stack of a hub's member likewise. */
export const synthesiseMember = (props: EcsPostmortemMemberStackProps): unknown =>
  synthesise((app) => new EcsPostmortemMemberStack(app, 'EcsPostmortemMember', props));

function synthesise(make: (app: App) => Stack): unknown {
  const outdir = mkdtempSync(join(tmpdir(), 'ecs-postmortem-synth-'));
  try {
    const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8'));
    // `cdk synth` judges the template by CDK's rules; loading them here would take longer than all the rest.
    process.env['CDK_VALIDATION'] = 'false';
    const app = new App({ context, outdir, analyticsReporting: false });
    const { stackName } = make(app);
    return app.synth().getStackByName(stackName).template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
