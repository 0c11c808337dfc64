import type { Scene } from './scene.ts';

/** A part of the story that takes time: what several failures come to. */
export interface Chapter {
  readonly title: string;
  /** Epoch milliseconds. */
  readonly begin: number;
  readonly play: (scene: Scene) => Promise<void>;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

const morning = (hour: number): number => Date.UTC(2026, 10, 24, hour);

const SERVICES_OF_THE_DATABASE = [
  'accounts',
  'basket',
  'billing',
  'catalogue',
  'invoices',
  'mailer',
  'orders',
  'pricing',
  'refunds',
  'shipping',
  'stock',
  'vouchers',
];

/** What repeats, storms and deployments look like to who is told. */
export const CHAPTERS: readonly Chapter[] = [
  {
    title: 'A crash loop: one service, 12 stops within four minutes',
    begin: morning(8),
    async play(scene) {
      const release = { revision: 43, image: `${ECR}/checkout:2.8.0` };
      const crash = {
        service: 'checkout',
        ...release,
        ranForS: 4,
        lines: ['checkout 2.8.0 starting', "Error: Cannot find module './tax-rates.json'"],
      };
      scene.runs('checkout', release);
      await scene.stop('A task of checkout stops', [crash]);
      scene.showMails('first lines');
      await scene.stop('11 more stop in the next four minutes', Array(11).fill(crash), 20 * SECOND_MS);
      await scene.pass('A minute later the watch has looked', MINUTE_MS);
      scene.showMails('without links');
      scene.runs('checkout', { revision: 44, image: `${ECR}/checkout:2.8.1` });
      await scene.say('Revision 44 is deployed, and ECS calls checkout steady', {
        service: 'checkout',
        eventName: 'SERVICE_STEADY_STATE',
        eventType: 'INFO',
      });
      await scene.pass('Two minutes later nothing more has failed', 2 * MINUTE_MS);
      scene.showMails('without links');
    },
  },
  {
    title: 'A storm: a database goes, and 12 services stop within seconds',
    begin: morning(9),
    async play(scene) {
      await scene.stop(
        'A task of each of 12 services stops',
        SERVICES_OF_THE_DATABASE.map((service) => ({
          service,
          lines: ['connecting', 'Error: connect ETIMEDOUT 10.0.3.25:5432'],
        })),
        300,
      );
      scene.showMails('subjects');
      await scene.pass('A minute later the watch has looked', MINUTE_MS);
      scene.showMails('without links');
    },
  },
  {
    title: 'A failed deployment: the new tasks stop, and ECS rolls back',
    begin: morning(10),
    async play(scene) {
      const deploymentId = 'ecs-svc/4827361904417230985';
      await scene.say('A deployment of payments begins', {
        service: 'payments',
        eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
        eventType: 'INFO',
        others: { deploymentId, reason: `ECS deployment ${deploymentId} in progress.` },
      });
      const crash = {
        service: 'payments',
        startedBy: deploymentId,
        revision: 18,
        image: `${ECR}/payments:v18`,
        ranForS: 3,
        lines: ['payments v18', "KeyError: 'STRIPE_KEY'"],
      };
      await scene.stop('Three of its tasks stop', [crash, crash, crash], 25 * SECOND_MS);
      scene.showMails('first lines');
      scene.runs('payments', { revision: 17, image: `${ECR}/payments:v17` });
      await scene.say('ECS gives the deployment up', {
        service: 'payments',
        eventName: 'SERVICE_DEPLOYMENT_FAILED',
        others: { deploymentId, reason: 'ECS deployment circuit breaker: tasks failed to start.' },
      });
      scene.showMails('without links');
    },
  },
];
