import type { FamilyExamples } from './examples.ts';

export const FILE_EXAMPLES: FamilyExamples = {
  'file-permission-denied': {
    is: [
      '<Error> Application: Access to file denied: /srv/data',

      "[ERROR] InnoDB: ./undo001 can't be opened in read-write mode",

      'Cookie file /var/lib/app/.erlang.cookie must be accessible by owner only',
      "PermissionError: [Errno 13] Permission denied: '/var/log/app/app.log'",
      "Error: EACCES: permission denied, mkdir '/data/uploads'\n    at Object.mkdirSync (node:fs:1379:3)",
      'panic: open /etc/app/config.yml: permission denied',
      "OSError: [Errno 30] Read-only file system: '/app/cache'",
      'java.nio.file.AccessDeniedException: /usr/share/elasticsearch/data/nodes',
      "Unhandled exception. System.UnauthorizedAccessException: Access to the path '/keys/key.xml' is denied.\n   at System.IO.FileSystem.CreateDirectory()",
      'Permission denied @ dir_s_mkdir - /app/tmp/pids (Errno::EACCES)',
      'file_put_contents(/srv/storage/logs/laravel.log): failed to open stream: Permission denied',
      'The stream or file "/srv/storage/logs/laravel.log" could not be opened in append mode: Failed to open stream: Permission denied',
      'mkdir: cannot create directory ‘/bitnami/postgresql/data’: Permission denied',
      'initdb: error: could not change permissions of directory "/var/lib/postgresql/data": Operation not permitted',
      'FATAL:  data directory "/var/lib/postgresql/data" has wrong ownership',
      'sqlite3.OperationalError: attempt to write a readonly database',
      '[emerg] 1#1: mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)',
      "GF_PATHS_DATA='/var/lib/grafana' is not writable.",
      "Error: EROFS: read-only file system, open '/app/.env.local'",
    ],
    isNot: [
      'psycopg2.errors.InsufficientPrivilege: permission denied for table orders',
      '/bin/sh: 1: /app/start.sh: Permission denied',
    ],
  },
  'file-not-found': {
    is: [
      ' FATAL  No build files found in /srv/web/.nuxt/dist/server.',

      'panic: Fatal error config file: Config File "gateway" Not Found in "[/etc/gateway /srv]"',
      "error initializing configuration '/etc/proxy/proxy.yaml': Invalid path: /etc/proxy/proxy.yaml",
      "FileNotFoundError: [Errno 2] No such file or directory: '/data/ignored.txt'",

      "FileNotFoundError: [Errno 2] No such file or directory: '/app/config.toml'",
      "Error: ENOENT: no such file or directory, open '/run/secrets/key.pem'\n    at Object.openSync (node:fs:601:3)",
      'panic: open config/app.yml: no such file or directory',
      'Caused by: java.io.FileNotFoundException: /config/application.yml (No such file or directory)',
      "Unhandled exception. System.IO.FileNotFoundException: Could not find file '/app/appsettings.json'.",
      "PHP Fatal error:  Uncaught Error: Failed opening required '/srv/config.php' (include_path='.') in /srv/index.php:3",
      'No such file or directory @ rb_sysopen - config/master.key (Errno::ENOENT)',
      "Error: Could not find a production build in the '.next' directory. Try building your app with 'next build' before starting the production server.",
      '[emerg] 1#1: open() "/etc/nginx/conf.d/site.conf" failed (2: No such file or directory)',
      "IsADirectoryError: [Errno 21] Is a directory: '/etc/app/config.yml'",
      'Error: Config file "/etc/prom/prometheus.yml" does not exist',
      'thread \'main\' panicked at src/main.rs:7:40:\ncalled `Result::unwrap()` on an `Err` value: Os { code: 2, kind: NotFound, message: "No such file or directory" }',
      'jinja2.exceptions.TemplateNotFound: index.html',
    ],
    isNot: [
      'E! error loading config file /etc/agent/a.conf: line 4: this config option does not exist in this version',

      '# Warning: no config file specified, using the default config.\n# Fatal error loading the DB: Invalid argument. Exiting.',
      'SQLSTATE[HY000] [2002] No such file or directory',
      'ImportError: libGL.so.1: cannot open shared object file: No such file or directory',
    ],
  },
};
