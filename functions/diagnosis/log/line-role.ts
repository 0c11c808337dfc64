import { followEachOther } from './follow-each-other.ts';
import type { ParsedLine } from './parse-line.ts';

/**
 * What a line is by its shape, before its words are read: `frame` = a stack frame or a source line quoted with it,
 * `joiner` = Python's sentence between chained tracebacks, `deeper` = names the cause of what stands above it, `fatal` = only
 * a process that ends prints this, `exception` = begins as an exception is printed, `wrapper` = tells that something else
 * failed, `access` = a request served, `stop` = an order to stop or its carrying out, `ready` = a start that went well.
 */
export type Role =
  | 'blank'
  | 'frame'
  | 'traceback'
  | 'joiner'
  | 'deeper'
  | 'fatal'
  | 'exception'
  | 'wrapper'
  | 'access'
  | 'stop'
  | 'ready'
  | 'text';

export const FRAMES: readonly RegExp[] = [
  /^\s*at (?:async |new |Object\.|Module\.|<anonymous>|[\w$.<>[\]`/|~?+,-]{1,200} ?\(|[\w$.]{1,200}\.\w+ \[|file:|node:|\/|[\w$.`<>[\], ]{1,200} in |[\w.$/-]{1,120}:\d)/,
  /^\s*\.{3} \d{1,4} (?:more|common frames|frames|lines)/,
  /^\s*File "[^"]{1,300}", line \d/,
  /^\s*(?:from |\d{1,4}: from )?[\w./@+-]+\.rb:\d{1,6}:in [`'][^'`]*',?$/,
  /^\s*(?:from |\d{1,4}: from )[^ ]{1,200}:\d{1,6}(?::in\b|$)/,
  /^#\d{1,3}\s{1,4}(?:\S{1,200}\(\d{1,6}\): |\{main\}|\[internal function\]|0x|\/)/,
  /^\s*\d{1,4}: {1,2}(?:0x[0-9a-f]{4,16}|[\w<>:{}# ,&]{1,200}$)/,
  /^goroutine \d{1,9} \[/,
  /^\[signal SIG/,
  /^\s*[\w/.@~-]{1,200}\.(?:go|s|c|cc|cpp|java|js|ts|ex|exs|erl|rs|hs|php):\d{1,6}(?: \+0x[0-9a-f]{1,8})?\s*$/,
  /^[\w@*-]+[./][\w./@*()[\]-]*\((?:0x|\.{3}|\{|\)|\d)/,
  /^created by /,
  /^\s*\(?[\w.]{1,60}(?: \d[\w.-]{0,20})?\) (?:lib|src|test|deps|\/)?\S{0,200}\.(?:ex|exs|erl):\d/,
  /^[0-9a-f]{8,16}-[0-9a-f]{8,16} [r-]/,
  /^(?:Current t|T)hread (?:0x[0-9a-f]{4,16}|\d{1,20})/,
  /^\s*[\w./+-]{1,200}\.so(?:\.\d{1,4}){0,4}\(/,
  /^\s*(?:\^|~|\u2534|─){1,400}\s*$/,
  /^\s*throw (?:er|err|error|e|new|ex|_)\b/,
  /^(?:node:)?[\w/.:-]{1,200}\.(?:js|mjs|cjs|ts):\d{1,7}$/,
  /^(?:node:internal|internal)\/[\w/]{1,80}:\d{1,6}/,
  /^\s*at [^(]+\([^)]*:\d{1,6}\)/,
  /^\s*[│┌└├─╭╰](?! Error: )/,
  /^\s*at [\w$]{1,60} \(?native\)?$/,
  /^In [A-Z]\w{1,60}\.php line \d{1,6}:$/,
];

export const WRAPPERS: readonly RegExp[] = [
  /^npm (?:ERR!|error|verb|http|info|notice|warn|WARN)(?! [Mm]issing script)/,
  /^(?:error |warning |info )?(?:Command failed with exit code|Visit https:\/\/yarnpkg)/,
  /ELIFECYCLE|A complete log of this run|exited with code:? \[?\d(?!.{60})|^exit status \d|Command failed with exit code|command terminated/,
  /Worker exiting|Shutting down: Master|Worker failed to boot|Application startup failed\. Exiting|HaltServer|Worker \(pid:\d{1,9}\) exited with code/,
  /^Traceback \(most recent call last\):$/,
  /\b(?:exited: [\w:.-]{1,60} \(|gave up: |spawned: '|success: [\w:.-]{1,60} entered|stopped: [\w:.-]{1,60} \()(?!terminated by SIG(?:ABRT|SEGV|BUS|ILL|FPE))/,
  /^Node\.js v\d|^bundler: failed to load command|app crashed - waiting for file changes|sending SIG\w{3,5} to|Use `node --trace-|DEP0018|Rejected promise|unhandled promise rejection|error originated either by throwing/,
  /^(?:note: (?:run with `RUST|Some details)|stack backtrace:|For further information visit|For more details|thrown in |\(Use `node|Stack trace:|stack traceback|Require stack:|Environment variables loaded)/,
  /^\[cont-finish\.d\]|^\[s6-finish\]|^\[services\.d\]|s6-svscan|^make: \*\*\*|^error: script |error Command failed/,
  /Writing fatal message|"?BACKTRACE/,
  /running without any HTTP authentication|Set uid to user 0|[Ss]upervisor(?:d)? is running as root/,
  /^Picked up (?:_JAVA|JAVA_TOOL|JDK_JAVA)_OPTIONS: /,
  /PM2 log: |via signal \[|too many unstable restarts/,
  /^(?:Aborted|Killed|Terminated)(?: \(core dumped\))?$/,
  /^Usage: |^--?[a-z]|^Flags:|^Available Commands:|^Use "/,
  /process exited (?:with|unexpectedly)|finish process (?:exit code|received signal)|terminated by SIGTERM|^Exiting\.{0,3}$/,
  /^undefined$|^[\])}]{1,6}[,;]?$|^[{[(]$|^-{2,}$|^={3,}$/,
];

/** A deprecation is harmless unless the line also says that something failed. */
const FAILS = /no longer|removed|refus|invalid|fail|error:|cannot|unable|no valid/;
const isDeprecation = (lower: string): boolean => lower.includes('deprecat') && !FAILS.test(lower);

/** A tool's remark before it does its work all the same. */
export const isRemark = (text: string): boolean => text.startsWith('warning: ');

/** Lines that sound grave and never are. */
export const HARMLESS =
  /extracfg\.txt|get instance id metadata|no value for \$term|for wal-e but not set|xml encryptor|unable to get instance id|can not modify|is not a file or does not exist|differs from the packaged version|ah00558|create the gelf writer|no route found for ipv6|maxlistenersexceeded|experimentalwarning|running pip as|^exception .{1,300} ignored$|background worker "|terminating connection due to|ssl certificate verification is disabled|insecurerequestwarning|could not create directory "\/var\/empty|no \.env file|getcallerclass is not supported|\.env was not loaded|\.env file not found|commencing graceful/;

export const ACCESS =
  /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/[^ "]*(?: HTTP\/[\d.]+)?"? (?:\u2192 )?[1-5]\d\d\b|\[GIN\]|ELB-HealthChecker|kube-probe|health ?check ok|=> generated \d|\(HTTP\/1\.1 200\)|"request completed"|^request completed/;

/** A request served, told in fields: a line has them all. */
export const ACCESS_FIELDS: readonly RegExp[] = [
  /\b(?:request_)?method"?[=:] ?"?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/,
  /\bstatus(?:_?[cC]ode)?"?[=:] ?"?[1-5]\d\d\b/,
];

/** Requests by which a load balancer or an orchestrator asks whether somebody is there. */
export const PROBE =
  /health|kube-probe|\/(?:_?ping|ready|readyz|readiness|live|livez|liveness|status|up|heartbeat)(?:[\s"?]|$)/;

/** Orders to stop, in full. */
export const ORDERS =
  /\bhandling signal: |termination signal|shutdown signal|signal received|caught signal|received (?:\w{1,20} )?signal|received (?:smart|fast|immediate|shutdown|stop)|envoy_sigterm|warm shutdown|user requested shutdown|system signal: |stop signal|os signal|^terminated$|terminating quiet workers|will terminate after current|exit(?:ing)? on sig|scheduling shutdown/;
const SIGNAL = /\bsig ?(?:term|int|quit|winch)\b|\bsignal \(?(?:15|3|2)\b/;
const SIGNAL_WORD = /\b(?:terminated|termination|interrupt|term)\b/;
const TOOK = /received|caught|got |handling|trapped|intercept|signal/;
const ENDS = /received|caught|got |handling|trapped|intercept|signal|shut|stop|exit|terminat|clos/;

/** Carries out a stop without saying who ordered it. */
export const STOPPING =
  /^(?:\W{0,12}|.{0,60}[\])>:-] {1,8})?(?:gracefull?y? (?:shutdown|shutting|stopp)|graceful shutdown|commencing graceful|shutting down(?: server| gracefully| web server| http| worker| the| application)?\b|shutdown (?:complete|completed|started|initiated|requested)|stopping (?:server|service|web|http|gracefully|application)|application is shutting down|bye-bye|i have to go|server (?:is )?(?:stopped|closed|shutting down)|normal shutdown|goodbye|- gracefully stopping|puma shutdown|closing server|exiting, bye|finishing \.\.\.|terminating \.\.\.|server stopped)|pausing protocolhandler|shutdownhook\]|shutdown initiated\.\.|stopping service \[?catalina|stopping protocolhandler/;

export const READY =
  /\blistening (?:on|at|to|for)\b|\blistening\b.{0,20}:\d{2,5}\b|ready to accept connections|server (?:started|running|ready|is running|is listening|now listening)|running (?:on|at) http|application startup complete|started [\w.]{1,80} in [\d.]{1,12} s|nest application successfully started|booting worker|ready in \d|waiting for connections|ready for start up|entered running state|ready for connections|now listening on|accepting connections|connected (?:successfully )?to|connection established|reconnected|service started|starting as process|started successfully|successfully started/;

export const FATALS: readonly RegExp[] = [
  /^[\s.]{0,40}(?:panic: |fatal error: (?!.{0,20}allowed memory))/,
  /^(?:Exception in thread "|Error: (?:Could not find or load|Unable to (?:access jarfile|initialize main)|LinkageError|A JNI error)|Error occurred during initialization of|Error: Could not create the Java|Uncaught |\[?Unhandled exception|UnhandledPromiseRejection|Unhandled rejection|Unhandled Exception)/i,
  /\bUnhandledPromiseRejectionWarning: |\[UnhandledPromiseRejection/,
  /^(?:PHP )?(?:Fatal|Parse) error: {1,2}|^PHP Fatal/,
  /^thread '[^']{0,80}' (?:\(\d{1,9}\) )?(?:panicked at|has overflowed)|^terminate called|^\s*what\(\): |^libc\+\+abi|^FATAL ERROR: |^ {0,4}Fatal Python error|^# A fatal error has been detected|^(?:double free|free\(\)|malloc\(\)|corrupted |munmap_chunk|\*\*\* stack smashing)/,
  /APPLICATION FAILED TO START|Error starting ApplicationContext|Application run failed|init terminating in do_boot|exec user process caused|^Process terminated\.|Application startup exception|Host terminated unexpectedly|Hosting failed to start/,
  /^exec:? [^ ]+ (?:no such file|permission denied|exec format|text file busy)|: cannot execute|exec: "[^"]*": |: (?:command )?not found$/i,
  /^\{?"?Kernel pid terminated|\*\*\* FATAL CONFIG FILE ERROR/,
  /^! Unable to load application|Sidekiq died due to|^rake aborted!|^rails aborted!/,
  /^Execution halted$|^Error in [^:]{1,200}: |^ERROR: LoadError: |^Can't locate \S{1,200}\.p[ml] in @INC|^BEGIN failed--compilation aborted/,
  /problem running manager|unable to start manager|Unable to start server\.|entered FATAL state/,
];

export const DEEPER =
  /^\s*(?:Caused by\b|caused by:|Nested (?:Exception|exception)|---> |-+> ?\(?Inner|\[cause\]: |\[errors\]: |Cause:|Previous exception:|Inner Exception|Suppressed: |Root cause|\*\* \()|^ERROR \[org\.keycloak\.quarkus/;
export const EXCEPTION: readonly RegExp[] = [
  /^\s*(?:\[?[1-5]\]? )?(?:Uncaught |Unhandled |Unexpected |\{ |ERROR: |\(\w{1,40}\) )?[A-Za-z_][\w$.:\\/]*(?:Error|Exception|Fault|Failure|Timeout|NotFound|Refused|Denied|Invalid|Exit|Interrupt|Abort|DoesNotExist|ImproperlyConfigured|Unavailable|Unreachable|Expired)\d?(?:[([ <][^:]*)?(?:: |:?$)/,
  /^┌ Error: |^\s*SQLSTATE\[|^\W{0,6}(?:Invalid environment variables|Config(?:uration)? validation error|Environment validation|\d+ validation errors? for)|^(?:Error|error|Exception)(?: \[?\w{1,60}\]?)?: /,
];
export const INNER_EXCEPTION = /[:\])>] (?:[\w.]*(?:Error|Exception)|error): /;
export const RUBY_ERROR = /^\s*(?:\d{1,4}: from )?\S+:\d+:in [`'][^'`]+': ./;

const some = (patterns: readonly RegExp[], text: string): boolean => {
  for (const pattern of patterns) if (pattern.test(text)) return true;
  return false;
};

const WORDS_OF_STOP = /sig|term|pausing|stopping|shut|stop|bye|exit|signal|interrupt|clos|go\.|caught|received/;

/** Whether a line orders a stop, naming the signal or the order; else it may still be part of one. */
export const isStopOrder = (lower: string): boolean =>
  WORDS_OF_STOP.test(lower) &&
  (ORDERS.test(lower) ||
    (SIGNAL.test(lower) && ENDS.test(lower)) ||
    (lower.length < 300 && SIGNAL_WORD.test(lower) && TOOK.test(lower))) &&
  !CRASH_SIGNAL.test(lower);

const CRASH_SIGNAL = /sig(?:segv|abrt|bus|ill|fpe|kill|chld|pipe)|signal (?:11|6|9|4|7)\b|terminated with errors/;

/** Whether a line tells of a probe served, which proves no more than that something listens. */
export const isProbe = ({ role, lower }: { readonly role: Role; readonly lower: string }): boolean =>
  role === 'access' && PROBE.test(lower);

/** Tells what a line is by its shape. */
export function roleOf({ text, lower, level }: ParsedLine): Role {
  if (text.trim() === '') return 'blank';
  if (lower.startsWith('traceback (most recent call last)') || lower.trimStart().startsWith('traceback (most recent'))
    return 'traceback';
  if (lower.includes('traceback (most recent call last):')) return 'traceback';
  if (lower.includes('the above exception was the direct cause') || lower.includes('during handling of the above exc'))
    return 'joiner';
  if (some(FRAMES, text) && !/\] \w*(?:Error|Exception): /.test(text)) return 'frame';
  if (DEEPER.test(text)) return 'deeper';
  if (text.includes('extracfg.txt')) return 'wrapper';
  if (RUBY_ERROR.test(text)) return 'fatal';
  if (some(FATALS, text) || followEachOther(lower, 'assertion…failed')) return 'fatal';
  if (some(WRAPPERS, text.trimStart()) || (level !== 'fatal' && (HARMLESS.test(lower) || isDeprecation(lower))))
    return 'wrapper';
  if (ACCESS.test(text)) return 'access';
  if (level !== 'error' && level !== 'fatal' && ACCESS_FIELDS.every((field) => field.test(text))) return 'access';
  if (
    level !== 'error' &&
    level !== 'fatal' &&
    WORDS_OF_STOP.test(lower) &&
    (isStopOrder(lower) || STOPPING.test(lower))
  )
    return 'stop';
  if (some(EXCEPTION, text) || INNER_EXCEPTION.test(text.slice(0, 200))) return 'exception';
  if (level !== 'error' && level !== 'fatal' && READY.test(lower)) return 'ready';
  return 'text';
}
