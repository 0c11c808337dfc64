import type { FamilyExamples } from './examples.ts';

export const PROCESS_EXAMPLES: FamilyExamples = {
  'pid-file-left-behind': {
    is: [
      '=> Booting Puma\n=> Rails 7.1.2 application starting in production\nA server is already running (pid: 1, file: /srv/tmp/pids/server.pid).\nExiting',
    ],
    isNot: ['Error: listen EADDRINUSE: address already in use :::3000'],
  },
  'wrong-platform-binary': {
    is: [
      'exec /usr/local/bin/docker-entrypoint.sh: exec format error',
      'standard_init_linux.go:228: exec user process caused: exec format error',
      '/bin/sh: /app/server: cannot execute binary file: Exec format error',
      'Error: /srv/node_modules/bcrypt/lib/binding/napi-v3/bcrypt_lib.node: invalid ELF header\n    at Module._extensions..node (node:internal/modules/cjs/loader:1340:18)',
      "OSError: [Errno 8] Exec format error: '/opt/tool'",
    ],
    isNot: ['exec /app/run.sh: no such file or directory'],
  },
  'illegal-instruction': {
    is: [
      'Illegal instruction (core dumped)',
      'WARNING: MongoDB 5.0+ requires a CPU with AVX support, and your current system does not appear to have that!',
    ],
    isNot: ['Segmentation fault (core dumped)'],
  },
  'segmentation-fault': {
    is: [
      '[2026-01-01 00:00:00 +0000] [1] [ERROR] Worker (pid:54) was sent code 139!',

      '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f, pid=1, tid=7',
      'Fatal Python error: Segmentation fault\n\nCurrent thread 0x00007f0 (most recent call first):\n  File "/app/x.py", line 3 in f',
      'app.rb:3: [BUG] Segmentation fault at 0x0000000000000008',
      '[2026/01/01 00:00:00] [engine] caught signal (SIGSEGV)',
      'bus error (core dumped)',
    ],
    isNot: [
      'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x49]\n\ngoroutine 1 [running]:',
    ],
  },
  'script-line-endings': {
    is: [
      "/usr/bin/env: 'bash\\r': No such file or directory",
      "env: can't execute 'python3\\r': No such file or directory",
      '/bin/bash^M: bad interpreter: No such file or directory',
    ],
    isNot: ['/bin/sh: gunicorn: not found'],
  },
  'port-holds-service-link': {
    is: [
      'Error: listen EACCES: permission denied tcp://10.100.4.7:80\n    at Server.setupListenHandle [as _listen2] (node:net:1800:21)',
    ],
    isNot: ['Error: listen EACCES: permission denied 0.0.0.0:80'],
  },
  'port-permission-denied': {
    is: [
      'Error: listen EACCES: permission denied 0.0.0.0:80\n    at Server.setupListenHandle [as _listen2] (node:net:1800:21)',
      '2026/01/01 00:00:00 [emerg] 1#1: bind() to 0.0.0.0:443 failed (13: Permission denied)',
      '2026/01/01 00:00:00 listen tcp :80: bind: permission denied',
      "PermissionError: [Errno 13] error while attempting to bind on address ('0.0.0.0', 80): permission denied",
      'Unhandled exception. System.Net.Sockets.SocketException (13): Permission denied\n   at System.Net.Sockets.Socket.DoBind(EndPoint endPointSnapshot, SocketAddress socketAddress)',
      'Caused by: java.net.SocketException: Permission denied\n\tat java.base/sun.nio.ch.Net.bind0(Native Method)',
      'thread \'main\' panicked at src/main.rs:5:9:\nfailed to bind: Os { code: 13, kind: PermissionDenied, message: "Permission denied" }',
      'Error: Permission denied - bind(2) for "0.0.0.0" port 80 (Errno::EACCES)',
    ],
    isNot: [
      "PermissionError: [Errno 13] Permission denied: '/srv/bindings/x.db'",
      "Error: EACCES: permission denied, open '/app/listeners/index.js'",
      'I STORAGE  [initandlisten] exception: Permission denied: "/data/db"',

      "Error: EACCES: permission denied, open '/data/state.json'",
      "ERROR: unable to bind listening socket for address '/run/php-fpm.sock': Permission denied (13)",
    ],
  },
  'port-in-use': {
    is: [
      'Error: listen EADDRINUSE: address already in use :::3000\n    at Server.setupListenHandle [as _listen2] (node:net:1817:16)',
      '2026/01/01 00:00:00 listen tcp :8080: bind: address already in use',
      'OSError: [Errno 98] Address already in use',
      "ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use\nINFO:     Waiting for application shutdown.\nINFO:     Application shutdown complete.",
      'Description:\n\nWeb server failed to start. Port 8080 was already in use.\n\nAction:\n\nIdentify and stop the process that is listening on port 8080',
      'Caused by: java.net.BindException: Address already in use\n\tat java.base/sun.nio.ch.Net.bind0(Native Method)',
      'Unhandled exception. System.IO.IOException: Failed to bind to address http://[::]:5000: address already in use.\n   at Microsoft.AspNetCore.Server.Kestrel()',
      '[emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address in use)',
      "[2026-01-01 00:00:00 +0000] [7] [ERROR] Connection in use: ('0.0.0.0', 8000)",
      '(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80\nno listening sockets available, shutting down',
      'LOG:  could not bind IPv4 address "0.0.0.0": Address already in use\nFATAL:  could not create any TCP/IP sockets',
      "[ERROR] [MY-010262] [Server] Can't start server: Bind on TCP/IP port: Address already in use",
      '# Warning: Could not create server TCP listening socket *:6379: bind: Address already in use',
      'Address already in use - bind(2) for "0.0.0.0" port 3000 (Errno::EADDRINUSE)',
      'Error: Os { code: 98, kind: AddrInUse, message: "Address already in use" }',
      '{:shutdown, {:failed_to_start_child, {:ranch_listener_sup, Web.HTTP}, {:listen_error, Web.HTTP, :eaddrinuse}}}\n** (Mix) Could not start application web: eaddrinuse',
    ],
    isNot: [
      'java.lang.RuntimeException: A broker is already registered; the id is already in use',
      'Error: listen EACCES: permission denied 0.0.0.0:80',
      'ValidationError: username is already in use',
    ],
  },
  'address-not-available-to-bind': {
    is: [
      'listen tcp 10.1.2.3:80: bind: cannot assign requested address',
      'Error: listen EADDRNOTAVAIL: address not available 10.0.9.9:3000\n    at Server.setupListenHandle [as _listen2] (node:net:1817:16)',
    ],
    isNot: ['dial tcp [::1]:5432: connect: cannot assign requested address'],
  },
  'address-not-available-to-connect': {
    is: [
      'panic: dial tcp [::1]:5432: connect: cannot assign requested address',
      'Error: connect EADDRNOTAVAIL ::1:6379',
    ],
    isNot: ['listen tcp 10.1.2.3:80: bind: cannot assign requested address'],
  },
  'shared-library-missing': {
    is: [
      '{"level":30,"msg":"Engine exited with code 127 /app/engine: error while loading shared libraries: libfoo.so.3: cannot open shared object file"}',

      './server: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory',
      'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
      "/app/server: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app/server)",
      'Exception in thread "main" java.lang.UnsatisfiedLinkError: /tmp/librocksdbjni.so: Error loading shared library ld-linux-x86-64.so.2: No such file or directory',
      "Unhandled exception. System.DllNotFoundException: Unable to load shared library 'libSkiaSharp' or one of its dependencies.",
      'Error relocating /usr/bin/app: __res_search: symbol not found',
      './server: error while loading shared libraries: libssl.so.1.1: cannot open shared object file: Permission denied',
    ],
    isNot: ["Error: ENOENT: no such file or directory, open '/app/lib.so.txt'"],
  },
  'program-itself-missing': {
    is: [
      'Error: Could not find or load main class com.example.Main\nCaused by: java.lang.ClassNotFoundException: com.example.Main',
      'Error: Unable to access jarfile app.jar',
      "python: can't open file '/app/main.py': [Errno 2] No such file or directory",
      'Could not open input file: artisan',
      'Could not execute because the specified command or file was not found.\nPossible reasons for this include:',
      'no main manifest attribute, in /app.jar',
    ],
    isNot: ['java.lang.ClassNotFoundException: org.postgresql.Driver'],
  },
  'program-not-executable': {
    is: [
      'exec /app/start.sh: permission denied',
      '/bin/bash: /docker-entrypoint.sh: Permission denied',
      'standard_init_linux.go:228: exec user process caused: permission denied',
      '/run.sh: line 4: /app/bin/server: Permission denied',
      'sh: 1: ./start.sh: Permission denied',
    ],
    isNot: [
      '/run.sh: line 4: /var/log/app.log: Permission denied denied for nothing\npanic: open /etc/app.yml: permission denied',
    ],
  },
  'spawn-not-executable': {
    is: ['Error: spawn /app/bin/tool EACCES\n    at ChildProcess._handle.onexit (node:internal/child_process:286:19)'],
    isNot: ['Error: spawn /app/bin/tool ENOENT'],
  },
  'program-not-found': {
    is: [
      'exec /app/server: no such file or directory',
      '/bin/sh: 1: gunicorn: not found',
      '/entrypoint.sh: line 9: exec: bundle: not found',
      '/bin/bash: line 1: next: command not found',
      'standard_init_linux.go:228: exec user process caused: no such file or directory',
      'Error: spawn ffmpeg ENOENT\n    at ChildProcess._handle.onexit (node:internal/child_process:286:19)',
      'sh: next: not found\nnpm ERR! code ELIFECYCLE\nnpm ERR! errno 127',
      'panic: exec: "git": executable file not found in $PATH\n\ngoroutine 1 [running]:',
      '[FATAL tini (7)] exec /app/run failed: No such file or directory',
    ],
    isNot: [
      'panic: open /etc/app/config.yml: no such file or directory\n\ngoroutine 1 [running]:',
      "Error: Cannot find module 'express'",
    ],
  },
};

export const ABORT_EXAMPLES: FamilyExamples = {
  'runtime-abort': {
    is: [
      'double free or corruption (fasttop)',
      'Fatal Python error: Aborted\n\nThread 0x00007f0 (most recent call first):\n  File "/app/x.py", line 3 in f',
      '*** stack smashing detected ***: terminated',
    ],
    isNot: ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\nAborted (core dumped)'],
  },
  'assertion-failed': {
    is: [
      "server: src/pool.c:91: acquire: Assertion `p != NULL' failed.",
      '{"s":"F","msg":"Invariant failure","attr":{"expr":"x"}}',
    ],
    isNot: ['AssertionError: expected 3 rows\n    at check (/app/seed.js:9:3)'],
  },
};
