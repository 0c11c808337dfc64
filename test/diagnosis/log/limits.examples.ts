import type { FamilyExamples } from './examples.ts';

export const LIMIT_EXAMPLES: FamilyExamples = {
  'sqlite-cannot-open-misnamed-memory': {
    is: [
      'sqlite3.OperationalError: unable to open database file',
      'Error: SQLITE_CANTOPEN: unable to open database file\n    at Database.open (/srv/node_modules/sqlite3/lib/sqlite3.js:12:5)',
      'panic: unable to open database file: out of memory (14)\n\ngoroutine 1 [running]:',
    ],
    isNot: ['sqlite3.OperationalError: database is locked'],
  },
  'sqlite-logic-error-misnamed-memory': {
    is: ['panic: SQL logic error: out of memory (1)'],
    isNot: ['MemoryError: Unable to allocate 2.0 GiB for an array'],
  },
  'inotify-watches-exhausted': {
    is: [
      "Error: ENOSPC: System limit for number of file watchers reached, watch '/srv/src/app.ts'\n    at FSWatcher.start (node:internal/fs/watchers:247:19)",
      'System.IO.IOException: The configured user limit (128) on the number of inotify instances has been reached, or the per-process limit on the number of open file descriptors has been reached.',
    ],
    isNot: ["Error: ENOSPC: no space left on device, write '/data/cache.bin'"],
  },
  'too-many-open-files': {
    is: [
      '[main()] Cannot raise FD limit to 20031, limit is 4096.',
      "Proxy web reached process FD limit (maxsock=2048). Please check 'ulimit-n' and restart.",

      "OSError: [Errno 24] Too many open files: '/tmp/upload-17'",
      '2026/01/04 02:11:09 http: Accept error: accept tcp [::]:9000: accept4: too many open files; retrying in 1s',
      'Error: getaddrinfo EMFILE orders.internal',
      'java.io.IOException: Too many open files\n\tat java.base/sun.nio.ch.Net.accept(Native Method)',
      '[alert] 12#12: socket() failed (24: Too many open files) while connecting to upstream',
      'Errno::EMFILE: Too many open files @ rb_sysopen - /app/tmp/cache',
      'Error: Os { code: 24, kind: Uncategorized, message: "Too many open files" }',
    ],
    isNot: [
      'Error: getaddrinfo ENOTFOUND orders.internal',
      'WebIdentityTokenFileCredentialsProvider: Unable to load credentials from tokenFile',
    ],
  },
  'thread-or-process-limit': {
    is: [
      '2026/02/03 04:05:06 [alert] 31#31: pthread_create() failed (11: Resource temporarily unavailable)',
      '2026/02/03 04:05:06 [alert] 7#7: fork() failed while spawning "worker process" (11: Resource temporarily unavailable)\n2026/02/03 04:05:06 [alert] 7#7: sendmsg() failed (9: Bad file descriptor)',
      'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
      "RuntimeError: can't start new thread",
      'runtime: failed to create new OS thread (have 12 already; errno=11)\nfatal error: newosproc',
      '/entrypoint.sh: fork: retry: Resource temporarily unavailable',
      'thread \'main\' panicked at src/main.rs:9:5:\nfailed to spawn thread: Os { code: 11, kind: WouldBlock, message: "Resource temporarily unavailable" }',
      "ThreadError: can't create Thread: Resource temporarily unavailable",
    ],
    isNot: ['Error: read EAGAIN'],
  },
  'memory-lock-or-map-limit': {
    is: [
      'Error initializing core: Failed to lock memory: cannot allocate memory',

      'ERROR: [1] bootstrap checks failed. You must address the points described in the following [1] lines before starting Elasticsearch.\nbootstrap check failure [1] of [1]: max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]',
    ],
    isNot: ['java.lang.OutOfMemoryError: Java heap space'],
  },
  'disk-full': {
    is: [
      "OSError: [Errno 28] No space left on device: '/var/cache/models/part-3'",
      "Error: ENOSPC: no space left on device, mkdir '/app/.next/cache'",
      'java.io.IOException: No space left on device\n\tat java.base/java.io.FileOutputStream.writeBytes(Native Method)',
      'PANIC:  could not write to file "pg_wal/xlogtemp.31": No space left on device',
      'panic: open /data/wal/000012: no space left on device',
      'sqlite3.OperationalError: database or disk is full',
      "System.IO.IOException: No space left on device : '/tmp/.dotnet'",
      'tar: out.bin: Cannot write: No space left on device',
    ],
    isNot: ["Error: ENOSPC: System limit for number of file watchers reached, watch '/srv/a'"],
  },
  'heap-exhausted-v8': {
    is: [
      '<--- Last few GCs --->\n\n[1:0x5]   30101 ms: Mark-sweep 510.1 (523.3) -> 509.9 (523.8) MB\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb7a940 node::Abort() [node]',
      'Error [ERR_WORKER_OUT_OF_MEMORY]: Worker terminated due to reaching memory limit: JS heap out of memory',
    ],
    isNot: ['node --max-old-space-size=4096 dist/main.js'],
  },
  'jvm-cannot-reserve-memory': {
    is: [
      '# There is insufficient memory for the Java Runtime Environment to continue.\n# Native memory allocation (mmap) failed to map 1073741824 bytes for committing reserved memory.',
      'Error occurred during initialization of VM\nCould not reserve enough space for 4194304KB object heap',
    ],
    isNot: ['java.lang.OutOfMemoryError: Metaspace'],
  },
  'heap-exhausted-jvm': {
    is: [
      'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)',
      'Terminating due to java.lang.OutOfMemoryError: GC overhead limit exceeded',
      'java.lang.OutOfMemoryError: Metaspace',
      'io.netty.util.internal.OutOfDirectMemoryError: failed to allocate 16777216 byte(s)\njava.lang.OutOfMemoryError: Direct buffer memory',
    ],
    isNot: ['JVM arguments: -Xmx512m -XX:+ExitOnOutOfMemoryError -XX:+HeapDumpOnOutOfMemoryError'],
  },
  'heap-exhausted-managed': {
    is: [
      'Traceback (most recent call last):\n  File "/app/job.py", line 8, in <module>\n    rows = [0] * n\nMemoryError',
      'PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /srv/www/index.php on line 31',
      "Out of memory.\nUnhandled exception. System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.\n   at Report.Build()",
      "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc",
      'memory allocation of 17179869184 bytes failed',
      'fatal error: runtime: out of memory\n\nruntime stack:',
      'eheap_alloc: Cannot allocate 1342177280 bytes of memory (of type "heap").',
      'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB',
      'NoMemoryError: failed to allocate memory',
    ],
    isNot: [
      'Error initializing core: Failed to lock memory: cannot allocate memory',
      'Error: Failed to allocate ip address for network bridge',
    ],
  },
  'child-killed-for-memory': {
    is: [
      '[2026-02-02 10:00:00 +0000] [1] [ERROR] Worker (pid:31) was sent SIGKILL! Perhaps out of memory?',
      'billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL) Job: 4.',
      '[error] 14#14: *1 FastCGI sent: child 22 exited on signal 9 (SIGKILL) after 3.2 seconds from start',
      'LOG:  server process (PID 77) was terminated by signal 9: Killed',
      'error: Command failed with signal "SIGKILL"\nchild process died with SIGKILL',
    ],
    isNot: ['[2026-02-02 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:31)'],
  },
  'shell-reports-killed-child': {
    is: ['/start.sh: line 12:    31 Killed                  python train.py'],
    isNot: ['/start.sh: line 12: python: command not found'],
  },
  'worker-timeout': {
    is: ['[2026-02-02 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:31)'],
    isNot: ['[2026-02-02 10:00:00 +0000] [1] [INFO] Booting worker with pid: 31'],
  },
};
