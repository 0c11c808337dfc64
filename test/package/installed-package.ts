import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The repository's folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

const run = promisify(execFile);

/** An app of somebody else's that has installed the packed tarball, and the peers that it has anyway. */
export interface InstalledPackage {
  /** The app's folder. */
  readonly app: string;
  /** Where the package was installed to. */
  readonly folder: string;
  /** The tarball. */
  readonly tarball: string;
  remove(): Promise<void>;
}

/** Packs the repository and installs the tarball into a new app, without a network. */
export async function installPackage(): Promise<InstalledPackage> {
  const scratch = await mkdtemp(join(tmpdir(), 'ecs-postmortem-package-'));
  const app = join(scratch, 'app');
  await mkdir(app);
  await run('npm', ['pack', '--silent', '--pack-destination', scratch], { cwd: ROOT });
  const tarball = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack left no tarball');
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'an-app', private: true }));
  // Whether its peers are there is asked below: npm would look for them in a registry.
  const offline = ['--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', '--silent'];
  await run('npm', ['install', ...offline, join(scratch, tarball)], { cwd: app });
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    await symlink(join(ROOT, 'node_modules', peer), join(app, 'node_modules', peer), 'dir');
  }
  return {
    app,
    folder: join(app, 'node_modules/ecs-postmortem'),
    tarball: join(scratch, tarball),
    remove: () => rm(scratch, { recursive: true, force: true }),
  };
}

/** Everything that could reach outside of the process fails: sockets, other programs, threads. */
const SHUT_IN = [
  '--permission',
  '--allow-fs-read=*',
  '--allow-fs-write=*',
  '--disable-warning=SecurityWarning',
  '--import',
  `data:text/javascript,${encodeURIComponent(
    "import net from 'node:net'; net.Socket.prototype.connect = () => { throw new Error('no network at synth'); };",
  )}`,
];

/** What an app's synth left. */
export interface Synthesised {
  readonly template: unknown;
  /** The text of each asset's `index.mjs` or other files, by path within the cloud assembly. */
  readonly assembly: string;
}

/** Runs an app as the CDK's CLI does, in a process that can reach nothing. */
export async function synthesiseApp(folder: string, file: string): Promise<Synthesised> {
  const assembly = await mkdtemp(join(folder, 'cdk.out-'));
  await run(process.execPath, [...SHUT_IN, join(folder, file)], {
    cwd: folder,
    env: { PATH: '', CDK_OUTDIR: assembly, CDK_VALIDATION: 'false' },
  });
  const template: unknown = JSON.parse(await readFile(join(assembly, 'Observability.template.json'), 'utf8'));
  return { template, assembly };
}

/** The environment of somebody who has not installed what the repository's scripts run on: the Node.js of the machine. */
export function outsideEnvironment(): Record<string, string> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  return { PATH: path.join(delimiter), HOME: tmpdir() };
}
