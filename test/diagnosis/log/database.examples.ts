import type { FamilyExamples } from './examples.ts';

export const DATABASE_EXAMPLES: FamilyExamples = {
  'database-locked': {
    is: [
      'SequelizeTimeoutError: SQLITE_BUSY: database is locked',

      'sqlite3.OperationalError: database is locked',
      'Error: SQLITE_BUSY: database is locked\n--> in Database#run',
      'Caused by: liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by 3f2 (10.0.0.4) since 1/1/26 1:00 PM',
      'MigrationLocked: Migration table is already locked',
      'ActiveRecord::ConcurrentMigrationError: Cannot run migrations because another migration process is currently running.',
      'mysql.connector.errors.InternalError: 1213 (40001): Deadlock found when trying to get lock; try restarting transaction',
      'java.lang.IllegalStateException: failed to obtain node locks, tried [[/usr/share/elasticsearch/data]]; failed to obtain lock on /usr/share/elasticsearch/data',
      'Error: P1002\nThe database server was reached but timed out. Context: Timed out trying to acquire a postgres advisory lock',
      'FATAL:  lock file "postmaster.pid" already exists',
      "error: can't acquire lock\nfailed to run migration",
    ],
    isNot: ['Successfully acquired change log lock'],
  },
  'migration-failed': {
    is: [
      'Error: Migration 20250102_create_topics failed',
      'app.errors.MigrationFatalError: revision 5ad4 is not in the history',

      "alembic.util.exc.CommandError: Can't locate revision identified by 'ab12cd34'",
      'Error: P3009\n\nmigrate found failed migrations in the target database, new migrations will not be applied.',
      'error: Dirty database version 7. Fix and force version.',
      'Caused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation\nMigration checksum mismatch for migration version 3',
      "django.db.migrations.exceptions.InconsistentMigrationHistory: Migration admin.0001_initial is applied before its dependency accounts.0001_initial on database 'default'.",
      'ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run: bin/rails db:migrate',
      'StandardError: An error has occurred, this and all later migrations canceled:',
      'liquibase.exception.ValidationFailedException: Validation Failed: 1 changesets check sum',
      "SQLSTATE[42S01]: Base table or view already exists: 1050 Table 'users' already exists",
      'psycopg2.errors.DuplicateTable: relation "accounts" already exists',
      'Error: while executing migrations: VersionMismatch(20260101000000)',
      'QueryFailedError: relation "orders" already exists\n    at PostgresQueryRunner.query (/app/node_modules/typeorm/driver/postgres/PostgresQueryRunner.js:299:19)',
    ],
    isNot: [
      'FileExistsError: [Errno 17] File exists',
      'django.db.utils.ProgrammingError: relation "auth_user" does not exist',
    ],
  },
  'database-not-initialized': {
    is: [
      "nginx: [error] init_by_lua error: migrations.lua:25: New migrations available; run 'gateway migrations up' to proceed",

      "sql schema version compatibility check failed: unable to read DB schema version: Error 1146: Table 'jobs.schema_version' doesn't exist",
      'Npgsql.PostgresException (0x80004005): 42P01: Relation »orders« existiert nicht',
      'psycopg2.errors.UndefinedTable: relation "property" does not exist',

      'django.db.utils.ProgrammingError: relation "auth_user" does not exist',
      'sqlite3.OperationalError: no such table: users',
      'FATAL:  database "orders" does not exist',
      "Error: ER_BAD_DB_ERROR: Unknown database 'orders'\n    at Handshake.Sequence._packetToError (/app/node_modules/mysql/lib/protocol/sequences/Sequence.js:47:14)",
      'panic: ERROR: relation "jobs" does not exist (SQLSTATE 42P01)',
      "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'app.sessions' doesn't exist",
      'Caused by: org.postgresql.util.PSQLException: ERROR: relation "flyway" does not exist',
      'ActiveRecord::NoDatabaseError: We could not find your database: app_production.',
      "Caused by: java.sql.SQLSyntaxErrorException: Unknown database 'orders'",
      'Microsoft.Data.SqlClient.SqlException (0x80131904): Cannot open database "Orders" requested by the login. The login failed.',
      "[ERROR] [MY-010326] [Server] Fatal error: Can't open and lock privilege tables: Table 'mysql.user' doesn't exist",
      'PrismaClientKnownRequestError: The table `public.User` does not exist in the current database.',
      'asyncpg.exceptions.UndefinedTableError: relation "items" does not exist',
      '** (Postgrex.Error) ERROR 42P01 (undefined_table) relation "users" does not exist',
    ],
    isNot: ['FATAL:  role "app" does not exist', 'Error: bucket orders does not exist'],
  },
};
