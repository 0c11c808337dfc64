import type { FamilyExamples } from './examples.ts';

export const DEPENDENCY_EXAMPLES: FamilyExamples = {
  'module-missing': {
    is: [
      'Error in loadNamespace(x) : there is no package called ‘reports’\nExecution halted',
      "Can't locate Acme/Mailer.pm in @INC (you may need to install the Acme::Mailer module) (@INC contains: /etc/perl) at /app/run.pl line 3.\nBEGIN failed--compilation aborted at /app/run.pl line 3.",
      'ERROR: LoadError: ArgumentError: Package HTTP not found in current path.\nStacktrace:\n [1] macro expansion',

      "LoadError: Could not load the 'listen' gem. Add it to your Gemfile",
      "Error: 'sharp' is required to be installed in standalone mode",
      "ModuleNotFoundError: No module named 'optional'",
      'DriverPackageNotInstalledError: Postgres package has not been found installed.',

      'Traceback (most recent call last):\n  File "/app/main.py", line 1, in <module>\n    import flask\nModuleNotFoundError: No module named \'flask\'',
      "Error: Cannot find module 'express'\nRequire stack:\n- /app/index.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1145:15)",
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'pino' imported from /app/dist/main.js\n    at packageResolve (node:internal/modules/esm/resolve:854:9)",
      'Exception in thread "main" java.lang.NoClassDefFoundError: org/slf4j/LoggerFactory\n\tat com.example.Main.main(Main.java:7)',
      "<internal:/usr/local/lib/ruby/rubygems/core_ext/kernel_require.rb>:85:in `require': cannot load such file -- pg (LoadError)",
      'Could not find rails-7.1.2 in locally installed gems (Bundler::GemNotFound)',
      "Unhandled exception. System.IO.FileNotFoundException: Could not load file or assembly 'Npgsql, Version=8.0.0.0, Culture=neutral'.",
      'PHP Fatal error:  Uncaught Error: Class "App\\Kernel" not found in /srv/public/index.php:9',
      "PHP Warning:  require(vendor/autoload.php): Failed to open stream: No such file or directory\nPHP Fatal error:  Uncaught Error: Failed opening required 'vendor/autoload.php' in /srv/artisan:18",
      'could not find driver (Connection: pgsql, SQL: select 1)\nPDOException: could not find driver',
      "ImportError: cannot import name 'soft_unicode' from 'markupsafe' (/usr/lib/python3.9/site-packages/markupsafe/__init__.py)",
      "You must install or update .NET to run this application.\n\nFramework: 'Microsoft.AspNetCore.App', version '8.0.0' (x64)",
      '** (UndefinedFunctionError) function Timex.now/0 is undefined (module Timex is not available)',
      'PrismaClientInitializationError: Prisma Client could not locate the Query Engine for runtime "linux-musl-openssl-3.0.x".',
    ],
    isNot: [
      'Error: Could not find or load main class com.example.Main',
      'INFO optional module redis not found, skipping',
    ],
  },
};

export const SYNTAX_EXAMPLES: FamilyExamples = {
  'syntax-error': {
    is: [
      'Picked up JAVA_TOOL_OPTIONS: -XX:+ExitOnOutOfMemoryError -Xmx512m\nException in thread "main" java.lang.UnsupportedClassVersionError: com/acme/App has been compiled by a more recent version of the Java Runtime (class file version 61.0)',
      "PHP Parse error:  syntax error, unexpected '}' in /var/www/Filters/Auth.php on line 3",

      "/app/index.js:4\n  a ??= 1;\n    ^^^\n\nSyntaxError: Unexpected token '??='\n    at wrapSafe (internal/modules/cjs/loader.js:915:16)",
      '  File "/app/main.py", line 9\n    print "x"\n          ^\nSyntaxError: Missing parentheses in call to \'print\'. Did you mean print(...)?',
      'IndentationError: unexpected indent',
      'PHP Parse error:  syntax error, unexpected identifier "foo" in /srv/index.php on line 3',
      'Exception in thread "main" java.lang.UnsupportedClassVersionError: com/example/Main has been compiled by a more recent version of the Java Runtime (class file version 65.0)',
      'SyntaxError: Cannot use import statement outside a module\n    at internalCompileFunction (node:internal/vm:73:18)',
      'Error [ERR_REQUIRE_ESM]: require() of ES Module /app/node_modules/got/index.js from /app/a.js not supported.',
      '/entrypoint.sh: line 7: syntax error: unexpected end of file',
      'app/models/a.rb:3: syntax error, unexpected end-of-input (SyntaxError)',
      'ReferenceError: require is not defined in ES module scope, you can use import instead\n    at file:///app/a.js:1:1',
      '** (SyntaxError) lib/a.ex:3:1: syntax error before: end',
    ],
    isNot: [
      'SyntaxError: Unexpected token u in JSON at position 0\n    at JSON.parse (<anonymous>)',
      'psycopg2.errors.SyntaxError: syntax error at or near "SELEC"',
    ],
  },
};

export const DEFECT_EXAMPLES: FamilyExamples = {
  'program-defect': {
    is: [
      'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47]\n\ngoroutine 1 [running]:\nmain.main()',
      "TypeError: Cannot read properties of undefined (reading 'map')\n    at render (/app/dist/a.js:3:9)",
      "Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in <module>\n    x.run()\nAttributeError: 'NoneType' object has no attribute 'run'",
      'Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.length()" because "s" is null\n\tat com.example.Main.main(Main.java:5)',
      'Unhandled exception. System.NullReferenceException: Object reference not set to an instance of an object.\n   at App.Main()',
      "app.rb:3:in `run': undefined method `call' for nil:NilClass (NoMethodError)",
      "thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds: the len is 3 but the index is 7",
      'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:',
      'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:',
    ],
    isNot: ['Error: connect ECONNREFUSED 127.0.0.1:5432'],
  },
};
