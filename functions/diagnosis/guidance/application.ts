import { quoted } from './command-line.ts';
import { compareContainers, describeDefinition, inContainer, inNewRevision, readLog } from './common-steps.ts';
import type { GuidanceFacts, Step } from './guidance.ts';
import type { GuidanceOf } from './guidance-of-domain.ts';
import { lookInside } from './image-reference.ts';
import { networkModeOf, subnetOf } from './network-path.ts';
import { capitalized, plain } from './plain-text.ts';
import { namingSubject, partOf, subjectOf, subjectPhrase } from './subject-phrase.ts';
import { arnOf, containerFirst, containerName, definitionId, definitionName, isFargate } from './task-names.ts';

/** The server the application called, as the log names it. */
const peer = (facts: GuidanceFacts): string => subjectPhrase(facts, 'a server it needs');

/** The names of the container's variables; not their values, which may be secret. */
const readEnvironment = (facts: GuidanceFacts): Step =>
  describeDefinition(
    facts,
    `See which variables ${definitionName(facts)} sets.`,
    'environment[].name,secrets[].name,environmentFiles[].value',
  );

const readAround = (facts: GuidanceFacts): Step => readLog(facts, 'Read the lines around the quoted one.');

/** Looks at a path in the image, where the log names one. */
function lookForFile(facts: GuidanceFacts): readonly Step[] {
  const path = subjectOf(facts, 'file') ?? partOf(facts, 'path');
  if (path === undefined || !path.startsWith('/')) return [];
  const file = quoted(path);
  return [lookInside(facts, 'Look at it in the image.', `ls -ld ${file} || ls -la "$(dirname ${file})"`)];
}

const user = ({ containerDefinition }: GuidanceFacts): string =>
  containerDefinition?.user === undefined ? '' : ` (user is ${plain(containerDefinition.user, 40)})`;

const ownPort = (facts: GuidanceFacts): string => {
  const port = partOf(facts, 'port') ?? subjectOf(facts, 'port') ?? facts.containerDefinition?.containerPorts[0];
  return port === undefined ? 'its port' : `port ${String(port).replace(/^.*:/, '')}`;
};

/** Containers of one awsvpc task share their ports, and localhost. */
const sharesPorts = (facts: GuidanceFacts): boolean => networkModeOf(facts) === 'awsvpc';

const rollBack = (facts: GuidanceFacts): Step => ({
  text: `If it began with ${plain(definitionId(facts), 60)}, go back to the revision before until it is repaired.`,
});

/** The log speaks of this very machine. */
function isLocal(facts: GuidanceFacts): boolean {
  const host = partOf(facts, 'host') ?? subjectOf(facts, 'host', 'endpoint') ?? '';
  return /^(?:\w+:\/\/)?(?:localhost|127\.\d|\[?::1\b|0\.0\.0\.0)/.test(host);
}

/** The exit code's signal as a sentence. */
const crash = ({ container }: GuidanceFacts): string =>
  container?.exitCode === undefined ? 'A signal ended it.' : `Exit code ${container.exitCode} means a signal ended it.`;

const isConfidential = (variable: string | undefined): boolean =>
  /secret|passw|token|credential|api_?key|private_?key|dsn|database_?url/i.test(variable ?? '');

/** What is told about failures of the program itself. */
export const applicationGuidance: GuidanceOf<'application'> = {
  'missing-dependency': {
    title: 'dependency missing from the image',
    headline: (facts) =>
      `${containerFirst(facts)} needs ${subjectPhrase(facts, 'a library')}, which its image does not have.`,
    explanation: () =>
      'It was not installed, not copied into the last build stage, or built for another platform or version.',
    check: (facts) => [readAround(facts), lookInside(facts, 'Look for it in the image.', 'pwd; ls -la')],
    change: () => [
      { text: 'Add it to the production dependencies and build the image again from the lock file.' },
      {
        text: 'In a build of several stages, copy it into the last one; install native libraries with the package manager of the base image.',
      },
    ],
  },
  'missing-environment-variable': {
    title: 'environment variable missing',
    headline: (facts) =>
      `${containerFirst(facts)} lacks ${subjectPhrase(facts, 'an environment variable or setting that it requires')}.`,
    explanation(facts) {
      const name = subjectOf(facts, 'variable');
      const { containerDefinition } = facts;
      if (name === undefined || containerDefinition === undefined)
        return 'The program looked for it at its start, did not find it and ended.';
      const { environmentNames, secrets } = containerDefinition;
      return [...environmentNames, ...secrets.map((secret) => secret.name)].includes(name)
        ? `${capitalized(definitionName(facts))} does name it, so its value may be empty, or an override took it away.`
        : `${capitalized(definitionName(facts))} has it neither in environment nor in secrets of ${containerName(facts)}.`;
    },
    check: (facts) => [readEnvironment(facts), readAround(facts)],
    change: (facts) => [
      inContainer(
        facts,
        `add ${plain(subjectOf(facts, 'variable') ?? 'it')} to environment of ${containerName(facts)}, or to secrets if its value is confidential.`,
        isConfidential(subjectOf(facts, 'variable'))
          ? {
              secrets: [
                {
                  name: subjectOf(facts, 'variable') ?? 'VARIABLE',
                  valueFrom: arnOf(facts, 'secretsmanager', 'secret:SECRET_NAME'),
                },
              ],
            }
          : { environment: [{ name: subjectOf(facts, 'variable') ?? 'VARIABLE', value: 'VALUE' }] },
      ),
    ],
  },
  'invalid-configuration': {
    title: 'configuration invalid',
    headline: (facts) => `${containerFirst(facts)} rejected its configuration${namingSubject(facts)}.`,
    explanation: () => 'The setting is there but cannot be used: it does not parse, or its value is not allowed.',
    check: (facts) => [readAround(facts), readEnvironment(facts)],
    change: (facts) => [
      inNewRevision(
        facts,
        `correct the value for ${containerName(facts)}; look for quotes, spaces, line breaks and placeholders that were not filled in.`,
      ),
      { text: 'If it is a file in the image, correct it there and build again.' },
      rollBack(facts),
    ],
  },
  'connection-refused': {
    title: 'connection refused',
    headline: (facts) => `${containerFirst(facts)} could not connect to ${peer(facts)}: connection refused.`,
    explanation(facts) {
      return isLocal(facts)
        ? `Nothing listens there: localhost is ${sharesPorts(facts) ? 'the task itself, with all its containers' : 'the container alone in this network mode'}.`
        : 'The host was reached and nothing listens on that port: the server is down, still starting, or listens elsewhere. A closed security group would time out instead.';
    },
    check: (facts) => [
      isLocal(facts)
        ? compareContainers(facts, 'See whether the container that should listen there was running')
        : { text: `See whether ${subjectPhrase(facts, 'that server')} is up, and on which port it listens.` },
      readEnvironment(facts),
    ],
    change: (facts) => [
      isLocal(facts)
        ? inNewRevision(
            facts,
            `set the host name of the server instead of localhost, or let ${containerName(facts)} wait for its neighbour (dependsOn, condition HEALTHY).`,
          )
        : { text: 'Start or repair the server, or correct host and port in the settings.' },
      { text: 'Let the program try again for a minute before it gives up: servers restart.' },
    ],
  },
  'connection-timeout': {
    title: 'connection timed out',
    headline: (facts) => `${capitalized(peer(facts))} did not answer ${containerName(facts)} in time.`,
    explanation: (facts) =>
      `No answer at all mostly means a security group or a missing route${subnetOf(facts) === undefined ? '' : ` from subnet ${subnetOf(facts)}`}; an overloaded server looks the same.`,
    check: (facts) => [
      { text: `See whether others reach ${subjectPhrase(facts, 'that server')}, and how loaded it is.` },
      readAround(facts),
    ],
    change(facts) {
      const port = partOf(facts, 'port') ?? subjectOf(facts, 'port');
      return [
        {
          text: `Let the security group of the server allow ${port === undefined ? 'its port' : `TCP ${port}`} from the security group of the task.`,
        },
        {
          text: `Outside the VPC, or for an AWS service: route the subnet to a NAT gateway or create the VPC endpoint${isFargate(facts) ? '; in a public subnet set assignPublicIp to ENABLED' : ''}.`,
        },
        { text: 'If the server is only slow, raise the timeout and pool connections.' },
      ];
    },
  },
  'dns-resolution-failed': {
    title: 'host name not resolved',
    headline: (facts) => `${containerFirst(facts)} could not resolve ${subjectPhrase(facts, 'a host name')}.`,
    explanation: (facts) =>
      `The name is misspelt or not known in this VPC. Names of other containers do not exist ${sharesPorts(facts) ? 'in awsvpc mode: use localhost inside a task' : 'without links'}.`,
    check: (facts) => [
      readEnvironment(facts),
      { text: 'Resolve the name (dig, nslookup) from a host in the same VPC.' },
    ],
    change: (facts) => [
      inNewRevision(facts, `correct the host name in the settings of ${containerName(facts)}.`),
      {
        text: 'Associate its private hosted zone or Cloud Map namespace with the VPC, and keep enableDnsSupport and enableDnsHostnames on.',
      },
    ],
  },
  'tls-failure': {
    title: 'TLS handshake failed',
    headline: (facts) => `A TLS connection of ${containerName(facts)} failed${namingSubject(facts)}.`,
    explanation: () =>
      'One side did not accept the other: an expired certificate, an issuer the image does not know, another host name, or no common version.',
    check(facts) {
      const host = partOf(facts, 'host');
      const server = quoted(`${host}:${partOf(facts, 'port') ?? '443'}`);
      return [
        readAround(facts),
        host === undefined
          ? lookInside(facts, 'See whether the image has root certificates at all.', 'ls -l /etc/ssl/certs | head')
          : {
              text: 'Read issuer and dates of the certificate.',
              command: `openssl s_client -connect ${server} -servername ${quoted(host)} </dev/null`,
            },
      ];
    },
    change: () => [
      { text: 'Install ca-certificates in the image, and add a private issuer (for RDS the Amazon RDS CA bundle).' },
      { text: 'Renew the certificate, or call the server by a name in it. Do not switch verification off.' },
    ],
  },
  'authentication-failed': {
    title: 'login rejected',
    headline: (facts) => `A login of ${containerName(facts)} was rejected${namingSubject(facts)}.`,
    explanation: () =>
      'The server refused the user name, password or token. ECS reads secrets once, when a task starts: after a rotation running tasks keep the old value.',
    check: (facts) => [
      readAround(facts),
      describeDefinition(facts, 'See from which secret the login comes, and when that was changed last.', 'secrets'),
    ],
    change: () => [
      {
        text: 'Bring secret and server to the same user and password, then start new tasks; look for a line break at the end of the value.',
      },
      { text: 'See that the user exists there and may log in from the address of the task.' },
    ],
  },
  'port-in-use': {
    title: 'port in use',
    headline: (facts) => `${capitalized(ownPort(facts))} was already taken when ${containerName(facts)} wanted it.`,
    explanation: (facts) =>
      sharesPorts(facts)
        ? 'The containers of a task share one network in awsvpc mode, so no two of them can listen on the same port.'
        : 'A fixed host port can be used once per container instance; another task or an old container holds it.',
    check: (facts) => [
      describeDefinition(facts, 'See which ports the containers are given.', 'portMappings'),
      readAround(facts),
    ],
    change: (facts) => [
      sharesPorts(facts)
        ? inNewRevision(facts, 'give one of the containers another port, in its settings and in portMappings.')
        : inContainer(
            facts,
            `set hostPort of ${containerName(facts)} to 0, which chooses a free one, or use networkMode awsvpc.`,
            { portMappings: [{ containerPort: facts.containerDefinition?.containerPorts[0] ?? 80, hostPort: 0 }] },
          ),
      { text: 'If the entry point starts the server twice, start it once.' },
    ],
  },
  'port-permission-denied': {
    title: 'port not permitted',
    headline: (facts) => `${containerFirst(facts)} may not listen on ${ownPort(facts)}.`,
    explanation: (facts) => `Ports below 1024 are for root unless the host says otherwise${user(facts)}.`,
    check: (facts) => [describeDefinition(facts, 'See user and ports of each container.', 'user,portMappings')],
    change: (facts) => [
      inContainer(
        facts,
        `let ${containerName(facts)} listen on a port above 1023, such as 8080, in its settings, portMappings and target group; the load balancer keeps 80 and 443.`,
        { portMappings: [{ containerPort: 8080 }] },
      ),
    ],
  },
  'file-not-found': {
    title: 'file not found',
    headline: (facts) =>
      `${containerFirst(facts)} did not find ${subjectPhrase(facts, 'a file or directory it needs')}.`,
    explanation: () =>
      'It is not in the image (.dockerignore, last build stage, working directory), or a volume covers its place.',
    check: (facts) => [
      ...lookForFile(facts),
      describeDefinition(facts, 'See what is mounted where.', 'mountPoints,workingDirectory'),
    ],
    change: (facts) => [
      { text: 'Copy it into the image, and name it by its full path in the settings.' },
      inNewRevision(facts, `correct mountPoints or workingDirectory of ${containerName(facts)}.`),
    ],
  },
  'file-permission-denied': {
    title: 'file access denied',
    headline: (facts) =>
      `${containerFirst(facts)} may not use ${subjectPhrase(facts, 'a file or directory it needs')}.`,
    explanation(facts) {
      return facts.containerDefinition?.readonlyRootFilesystem === true
        ? `readonlyRootFilesystem is true for ${containerName(facts)}: it can write only where a volume is mounted.`
        : `The user it runs as${user(facts)} lacks the right, or the place is read-only. A volume brings the owners of its files with it.`;
    },
    check: (facts) => [
      ...lookForFile(facts),
      describeDefinition(facts, 'See user and mounts.', 'user,readonlyRootFilesystem,mountPoints'),
    ],
    change: (facts) => [
      { text: 'In the Dockerfile, give it to the user of the program: COPY --chown, or RUN chown before USER.' },
      inNewRevision(facts, `mount a volume where ${containerName(facts)} must write, such as /tmp.`),
      { text: 'On EFS, use an access point with the user id of the program.' },
    ],
  },
  'database-not-initialized': {
    title: 'database not initialized',
    headline: (facts) =>
      `${containerFirst(facts)} misses ${subjectPhrase(facts, 'a table or schema')} in its database.`,
    explanation: () =>
      'The database answers, but the migrations have not run, ran against another database, or the name is wrong.',
    check: (facts) => [readAround(facts), readEnvironment(facts)],
    change: () => [
      {
        text: 'Run the migrations before the new revision starts, as a one-off task or an init container (essential false, dependsOn SUCCESS).',
      },
      { text: 'Or correct the database name in the settings.' },
    ],
  },
  'database-locked': {
    title: 'database locked',
    headline: (facts) => `${containerFirst(facts)} could not get a lock in its database${namingSubject(facts)}.`,
    explanation: () =>
      'Another task or one killed earlier holds the lock. SQLite cannot be written by several tasks, least of all on EFS.',
    check: (facts) => [
      readAround(facts),
      { text: 'See which session holds the lock, and whether several tasks started at once.' },
    ],
    change: () => [
      { text: 'Run migrations in one task before the deployment, not in each task at its start.' },
      {
        text: 'When none runs any more, release the lock with the command of the tool (such as liquibase releaseLocks).',
      },
    ],
  },
  'migration-failed': {
    title: 'database migration failed',
    headline: (facts) => `A database migration of ${containerName(facts)} failed${namingSubject(facts)}.`,
    explanation: () => 'Every new task will fail on the same step, and the schema may stand between two versions.',
    check: (facts) => [
      readAround(facts),
      { text: "See in the tool's own table what is applied and what is marked as failed." },
    ],
    change: (facts) => [
      {
        text: 'Take a snapshot, repair the step or the rows it stumbles over, and run it again as the tool prescribes.',
      },
      rollBack(facts),
    ],
  },
  'syntax-error': {
    title: 'syntax error in the program',
    headline: (facts) => `The program of ${containerName(facts)} does not parse${namingSubject(facts)}.`,
    explanation: () => 'The code is wrong, or was written or compiled for a newer runtime than the one in the image.',
    check: (facts) => [readAround(facts)],
    change: (facts) => [
      { text: 'Correct the code, or use a base image with the runtime version it is built for.' },
      rollBack(facts),
    ],
  },
  'unhandled-exception': {
    title: 'unhandled exception',
    headline: (facts) => `${containerFirst(facts)} crashed with an unhandled exception${namingSubject(facts)}.`,
    explanation: () =>
      'It is an error of the program itself; nothing in the quoted lines points to a more specific cause.',
    check: (facts) => [readAround(facts)],
    change: (facts) => [{ text: 'Repair the code at the first line of the trace that is your own.' }, rollBack(facts)],
  },
  'segmentation-fault': {
    title: 'segmentation fault',
    headline: (facts) => `${containerFirst(facts)} crashed on an illegal memory access or instruction.`,
    explanation: (facts) =>
      `${crash(facts)} The fault is in native code, often built for another C library (Alpine) or CPU.`,
    check: (facts) => [
      readAround(facts),
      describeDefinition(facts, 'See which image it runs, and whether its base changed.', 'image'),
    ],
    change: (facts) => [
      { text: 'Update or pin back the native library or the base image; instead of Alpine try a Debian based one.' },
      ...(facts.container?.exitCode === 135 && !isFargate(facts)
        ? [
            inContainer(facts, 'raise linuxParameters.sharedMemorySize: SIGBUS may mean that /dev/shm is full.', {
              linuxParameters: { sharedMemorySize: 256 },
            }),
          ]
        : []),
      rollBack(facts),
    ],
  },
  aborted: {
    title: 'program aborted',
    headline: (facts) => `${containerFirst(facts)} aborted itself.`,
    explanation: (facts) =>
      `${crash(facts)} An assertion or its runtime ended it on purpose, rather than go on with a broken state.`,
    check: (facts) => [readLog(facts)],
    change: (facts) => [
      { text: 'Repair what the assertion names; update a runtime or library that fails, or pin it back.' },
      rollBack(facts),
    ],
  },
  'application-exit': {
    title: 'application exited',
    headline(facts) {
      const code = facts.container?.exitCode;
      return `${containerFirst(facts)} exited${code === undefined ? '' : ` with code ${code}`}, and nothing that could be read says why.`;
    },
    explanation: () =>
      'The program ended by itself with an error, and neither ECS nor the log lines that were read name a cause.',
    check: (facts) => [
      readLog(facts, `Read further back in the log of ${containerName(facts)}.`),
      compareContainers(facts, 'See whether another container ended first'),
    ],
    change: (facts) => [
      { text: 'Let the program write its error to stderr and flush it before it exits.' },
      ...(facts.containerDefinition?.logDriver === 'awslogs' && facts.containerDefinition.logOptions.mode !== 'blocking'
        ? [
            inContainer(
              facts,
              `set the log option mode of ${containerName(facts)} to blocking: the last lines of a fast crash may be lost otherwise.`,
              { logConfiguration: { options: { mode: 'blocking' } } },
            ),
          ]
        : []),
      rollBack(facts),
    ],
  },
};
