import type { FamilyExamples } from './examples.ts';

export const MISSING_SETTING_EXAMPLES: FamilyExamples = {
  'environment-lookup-failed': {
    is: [
      '[error] crashed with reason: no match of right hand value {error,"Missing QUEUE_URL.~n"} in app_sup:init/1 line 31',

      'Traceback (most recent call last):\n  File "/app/settings.py", line 4, in <module>\n    KEY = os.environ["SECRET_KEY"]\nKeyError: \'SECRET_KEY\'',
      'config/boot.rb:3:in `fetch\': key not found: "REDIS_URL" (KeyError)',
      'decouple.UndefinedValueError: SECRET_KEY not found. Declare it as envvar or define a default value.',
    ],
    isNot: ["KeyError: 'user_id'"],
  },
  'environment-variable-missing': {
    is: [
      'Error: Environment variable DATABASE_URL is not set\n    at loadConfig (/app/dist/config.js:9:11)',
      'error: Environment variable not found: DATABASE_URL.\n  -->  schema.prisma:7',
      'panic: environment variable API_KEY must be set',
      'django.core.exceptions.ImproperlyConfigured: Set the SECRET_KEY environment variable',
      '** (RuntimeError) environment variable SECRET_KEY_BASE is missing.',
      "thread 'main' panicked at src/main.rs:4:44:\nDATABASE_URL must be set: EnvVar NotPresent environment variable not found",
      'Missing required environment variables: STRIPE_KEY, STRIPE_SECRET',
    ],
    isNot: ['Environment variables loaded from .env\nError: connect ECONNREFUSED 10.0.0.1:5432'],
  },
  'schema-says-required': {
    is: [
      'pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\ndatabase_url\n  Field required [type=missing, input_value={}, input_type=dict]',
      "❌ Invalid environment variables: {\n  DATABASE_URL: [ 'Required' ]\n}\nError: Invalid environment variables",
    ],
    isNot: [
      "❌ Invalid environment variables: {\n  DATABASE_URL: [ 'Invalid url' ]\n}\nError: Invalid environment variables",
    ],
  },
  'setting-missing': {
    is: [
      'panic: DEPENDENCY_URL is not set',

      'panic: required key PORT missing value',
      `Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'db.password' in value "\${db.password}"`,
      'Error: Database is uninitialized and superuser password is not specified.',
      'error: database is uninitialized and password option is not specified\n\tYou need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD',
      '/entrypoint.sh: line 8: DB_HOST: unbound variable',
      "ArgumentError: Missing `secret_key_base` for 'production' environment, set this string with `bin/rails credentials:edit`",
      'RuntimeException: No application encryption key has been specified.',
      "Unhandled exception. System.ArgumentNullException: Value cannot be null. (Parameter 'connectionString')",
      'openai.OpenAIError: The api_key client option must be set either by passing api_key to the client or by setting the OPENAI_API_KEY variable',
      "Description:\n\nFailed to configure a DataSource: 'url' attribute is not specified and no embedded datasource could be configured.\n\nReason: Failed to determine a suitable driver class",
      'level=fatal msg="JWT_SECRET is required"',
      'Error: secretOrPrivateKey must be provided\n    at sign (/app/node_modules/jsonwebtoken/sign.js:4:9)\nJwtStrategy requires a secret: JWT_SECRET is not set',
    ],
    isNot: [
      'citext extension is required, but the current user does not have permission to create it',

      'Error: You must specify an input file. Aborting',
      'Error: libpq is required to run',
      'npm ERR! Node.js version >= 18 is required',
    ],
  },
};

export const CONFIGURATION_EXAMPLES: FamilyExamples = {
  'nginx-configuration': {
    is: [
      '2026/01/01 00:00:00 [emerg] 1#1: unknown directive "sever" in /etc/nginx/nginx.conf:3\nnginx: [emerg] unknown directive "sever" in /etc/nginx/nginx.conf:3',
      'nginx: [emerg] invalid number of arguments in "proxy_pass" directive in /etc/nginx/conf.d/a.conf:8',
    ],
    isNot: ['[emerg] 1#1: host not found in upstream "api" in /etc/nginx/conf.d/default.conf:12'],
  },
  'data-of-another-version': {
    is: [
      'FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 13, which is not compatible with this version 16.2.',
      "# Can't handle RDB format version 11\n# Fatal error loading the DB, check server logs. Exiting.",
      "kafka.common.InconsistentClusterIdException: The Cluster ID a doesn't match stored clusterId Some(b) in meta.properties.",
      '[ERROR] [MY-014060] [Server] Invalid MySQL server upgrade: Cannot upgrade from 50744 to 80400. Upgrade to next major version is only allowed from the last LTS release',
    ],
    isNot: ['double free or corruption (fasttop)'],
  },
  'configuration-found-faulty': {
    is: [
      "[ALERT] 210/101112 (9) : Can't use this section without workers.\n[ALERT] 210/101112 (9) : Fatal errors found in configuration.",
    ],
    isNot: ['[NOTICE] 210/101112 (9) : no errors found in configuration'],
  },
  'value-rejected': {
    is: [
      '2024/05/06 07:08:09 command proxy error: field not found, node: entrypoint',
      "error: The argument '--config <FILE>' requires a value but none was supplied",
      'failed parsing config: /etc/app/app.yaml: yaml: unmarshal errors:\n  line 12: field retention not found in type config.Config. Use `-config.expand-env=true` flag if you want to expand environment variables in your config file',
      'ERROR Unable to initialize backend: Too few sections in 7\n      > Please check the value\n      HINT:\n        APP_STORAGE_CLASS: sets the parity, if storage class is not defined in the request',
      '10:20:30 cannot use database "metrics": the schema belongs to a proxy',

      "[ALERT]    (1) : parsing [/etc/haproxy/haproxy.cfg:14]: unknown keyword 'tmeout' in 'defaults' section\n[ALERT]    (1) : Error(s) found in configuration file : /etc/haproxy/haproxy.cfg\n[ALERT]    (1) : Fatal errors found in configuration.",
      'Error: failed to get config: cannot resolve the configuration: unsupported scheme on URI "consul:otel"',
      "[error] [config] Output plugin 'kinesiss' cannot be loaded\nError: You must specify an output target. Aborting",
      "critical error initializing configuration '/etc/proxy.yaml': no such field",
      'caddy: Error: adapting config using caddyfile: Caddyfile:3: unrecognized directive: foo',
      "ValueError: invalid literal for int() with base 10: 'eighty'",
      'level=info msg="starting"\nConfig file is missing or invalid, error loading config file "/etc/otel.yaml": yaml: line 6: did not find expected key',

      'TypeError [ERR_INVALID_URL]: Invalid URL\n    at new URL (node:internal/url:775:36)',
      'panic: strconv.Atoi: parsing "eighty": invalid syntax',
      'yaml.scanner.ScannerError: mapping values are not allowed here\n  in "/etc/app.yml", line 3, column 9',
      'Error: yaml: line 4: did not find expected key',
      'django.core.exceptions.ImproperlyConfigured: The ALLOWED setting is wrong',
      'gunicorn: error: unrecognized arguments: --worker 3',
      'Caused by: java.lang.NumberFormatException: For input string: "abc"',
      "*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\nReading the configuration file, at line 3\n>>> 'maxmem 1gb'\nBad directive or wrong number of arguments",
      'Error: unknown flag: --listen-adress',
      'flag provided but not defined: -prot',
      "Unrecognized VM option 'UseConcMarkSweepGC'\nError: Could not create the Java Virtual Machine.",
      'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
      'Unhandled exception. System.FormatException: Could not parse the JSON file.\n   at Microsoft.Extensions.Configuration.Json()',
      'Error: failed to get config: cannot unmarshal the configuration: 1 error(s) decoding:\n* error decoding \'exporters\': unknown type: "otlphttpp"',
      'Unhandled exception. System.InvalidOperationException: Unable to configure HTTPS endpoint. No server certificate was specified, and the default developer certificate could not be found or is out of date.',
      "thread 'main' panicked at src/main.rs:9:5:\ninvalid database url: RelativeUrlWithoutBase",
    ],
    isNot: [
      "SyntaxError: Unexpected token '.'\n    at wrapSafe (internal/modules/cjs/loader.js:915:16)",
      'WARNING: option foo is deprecated and not supported any more',
    ],
  },
};
