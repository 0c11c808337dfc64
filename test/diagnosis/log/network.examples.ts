import type { FamilyExamples } from './examples.ts';

export const NETWORK_EXAMPLES: FamilyExamples = {
  'certificate-file-missing': {
    is: [
      '[emerg] 1#1: cannot load certificate "/etc/ssl/site.pem": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory)',
      'FATAL:  could not load server certificate file "server.crt": No such file or directory',
    ],
    isNot: ['[emerg] 1#1: open() "/etc/nginx/mime.types" failed (2: No such file or directory)'],
  },
  'certificate-file-unreadable': {
    is: [
      '[emerg] 1#1: cannot load certificate key "/etc/ssl/site.key": BIO_new_file() failed (SSL: error:8000000D:system library::Permission denied)',
    ],
    isNot: ['[emerg] 1#1: bind() to 0.0.0.0:443 failed (13: Permission denied)'],
  },
  'certificate-file-malformed': {
    is: [
      '[emerg] 1#1: SSL_CTX_use_PrivateKey("/etc/ssl/site.key") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)',
      'panic: tls: failed to find any PEM data in certificate input',
      'FATAL:  private key file "server.key" has group or world access',
    ],
    isNot: ['ssl.SSLCertVerificationError: certificate verify failed: self-signed certificate'],
  },
  'tls-failure': {
    is: [
      "requests.exceptions.SSLError: HTTPSConnectionPool(host='api.example.org', port=443): Max retries exceeded with url: / (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')))",
      "Error: self-signed certificate in certificate chain\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1659:34)\n  code: 'SELF_SIGNED_CERT_IN_CHAIN'",
      'panic: Get "https://vault:8200": x509: certificate signed by unknown authority',
      'Caused by: sun.security.validator.ValidatorException: PKIX path building failed: unable to find valid certification path to requested target',
      'Unhandled exception. System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot\n   at System.Net.Security.SslStream.Verify()',
      'Error: The server does not support SSL connections\n    at Socket.<anonymous> (/app/node_modules/pg/lib/connection.js:77:37)',
      'javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure',
      'SSL_connect returned=1 errno=0 state=error: certificate verify failed (OpenSSL::SSL::SSLError)',
      'Error: write EPROTO 140:error:1408F10B:SSL routines:ssl3_get_record:wrong version number',
      'psycopg2.OperationalError: server does not support SSL, but SSL was required',
      'Microsoft.Data.SqlClient.SqlException (0x80131904): A connection was successfully established with the server, but then an error occurred during the pre-login handshake. (provider: SSL Provider, error: 31)',
      'error: error sending request for url (https://api.example.org/): invalid peer certificate: UnknownIssuer',
    ],
    isNot: [
      'dial tcp 10.0.0.9:443: net/http: TLS handshake timeout',
      'FATAL:  no pg_hba.conf entry for host "10.0.1.4", user "app", database "app", SSL off',
    ],
  },
  'pg-hba-demands-tls': {
    is: [
      'error: no pg_hba.conf entry for host "10.0.1.4", user "app", database "app", no encryption\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)',
    ],
    isNot: ['FATAL:  password authentication failed for user "app"'],
  },
  'host-not-found-upstream': {
    is: ['2026/01/01 00:00:00 [emerg] 1#1: host not found in upstream "api" in /etc/nginx/conf.d/default.conf:12'],
    isNot: ['[error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream'],
  },
  'name-not-resolved': {
    is: [
      "nc: bad address 'queue'",

      'Error: getaddrinfo ENOTFOUND property-service.internal',
      'dial tcp: lookup import-api on 10.0.0.2:53: no such host',
      'Error: getaddrinfo ENOTFOUND db.internal\n    at GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:107:26)',
      'psycopg2.OperationalError: could not translate host name "db" to address: Name or service not known',
      'panic: dial tcp: lookup redis on 127.0.0.11:53: no such host',
      'Caused by: java.net.UnknownHostException: mysql: Temporary failure in name resolution',
      'SQLSTATE[HY000] [2002] php_network_getaddresses: getaddrinfo failed: Name or service not known',
      'redis.exceptions.ConnectionError: Error -3 connecting to redis:6379. Temporary failure in name resolution.',
      'org.apache.kafka.common.config.ConfigException: No resolvable bootstrap urls given in bootstrap.servers',
      'Unhandled exception. System.Net.Sockets.SocketException (00000001, 11): Resource temporarily unavailable\n   at System.Net.NameResolution.GetHostEntryOrAddressesCore()\nSystem.Net.Http.HttpRequestException: Name or service not known (auth:80)',
      "ERROR 2005 (HY000): Unknown MySQL server host 'db' (-2)",
      'Error: failed to lookup address information: Name does not resolve',
      '** (Postgrex.Error) tcp connect (db:5432): non-existing domain - :nxdomain',
      'curl: (6) Could not resolve host: config.internal',
      "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on 'db' ([Errno -2] Name or service not known)\")",
    ],
    isNot: [
      'Error: cannot resolve the configuration: unknown scheme',
      'Error: getaddrinfo EMFILE db.internal',
      `Could not resolve placeholder 'db.url' in value "\${db.url}"`,
    ],
  },
  'nginx-upstream-consequence': {
    is: [
      '2026/01/01 00:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.2, server: _',
    ],
    isNot: ['Error: connect ECONNREFUSED 10.0.0.9:80'],
  },
  'mysql-socket-missing': {
    is: [
      'SQLSTATE[HY000] [2002] No such file or directory',
      "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)",
      'psycopg2.OperationalError: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory',
    ],
    isNot: ["Error: ENOENT: no such file or directory, open '/app/db.json'"],
  },
  'connection-refused': {
    is: [
      'org.postgresql.util.PSQLException: Connection to orders-db:5432 refused. Check that the hostname and port are correct.',
      'pymongo.errors.ServerSelectionTimeoutError: mongo:27017: [Errno 111] Connection refused, Timeout: 30s, Topology Description: <TopologyDescription>',
      'Error: connect ECONNREFUSED 10.0.0.9:5432 (timeout 5000ms)',
      '** (DBConnection.ConnectionError) tcp connect (pg:5432): connection refused - :econnrefused',
      'Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
      'panic: dial tcp 10.0.3.7:3306: connect: connection refused',
      'redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.',
      'Caused by: java.net.ConnectException: Connection refused\n\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)',
      'PG::ConnectionBad: connection to server at "10.0.0.5", port 5432 failed: Connection refused',
      "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on 'db' ([Errno 111] Connection refused)\")",
      'SQLSTATE[HY000] [2002] Connection refused (SQL: select * from users)',
      'Unhandled exception. Npgsql.NpgsqlException: Failed to connect to 10.0.0.5:5432\n ---> System.Net.Sockets.SocketException (111): Connection refused',
      "Error: P1001: Can't reach database server at `db:5432`",
      'thread \'main\' panicked at src/db.rs:11:10:\ncalled `Result::unwrap()` on an `Err` value: Io(Os { code: 111, kind: ConnectionRefused, message: "Connection refused" })',
      '** (DBConnection.ConnectionError) tcp connect (db:5432): connection refused - :econnrefused',
      'kafka.errors.NoBrokersAvailable: NoBrokersAvailable',
      'MongoServerSelectionError: connect ECONNREFUSED 10.0.0.8:27017\n    at Timeout._onTimeout (/app/node_modules/mongodb/lib/sdam/topology.js:278:38)',
      "MySQLdb.OperationalError: (2002, \"Can't connect to server on 'db' (115)\")\nConnection refused",
      'FATAL:  the database system is starting up',
      "Error: connect ECONNREFUSED ::1:6379\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)\n  errno: -111,\n  code: 'ECONNREFUSED'",
    ],
    isNot: ['panic: dial tcp 10.0.3.7:3306: i/o timeout'],
  },
  'connection-timeout': {
    is: [
      'Error: connect ETIMEDOUT 10.0.4.4:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
      'panic: dial tcp 10.0.3.7:3306: i/o timeout',
      'psycopg2.OperationalError: connection to server at "db" (10.0.0.4), port 5432 failed: Connection timed out',
      'Caused by: java.net.SocketTimeoutException: connect timed out',
      'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
      'pymongo.errors.ServerSelectionTimeoutError: mongo:27017: timed out, Timeout: 30s',
      'Error: context deadline exceeded',
      "requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='api.example.org', port=443): Max retries exceeded with url: / (Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object>, 'Connection to api.example.org timed out. (connect timeout=5)'))",
      'wait-for-it.sh: timeout occurred after waiting 30 seconds for db:5432',
      'org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: listTopics',
      'Microsoft.Data.SqlClient.SqlException (0x80131904): Connection Timeout Expired. The timeout period elapsed while attempting to consume the pre-login handshake acknowledgement.',
      'panic: dial tcp 172.31.9.9:6379: connect: no route to host',
      'Error: Redis connection to 10.0.0.3:6379 failed - connect EHOSTUNREACH',
      'sqlx::Error PoolTimedOut: pool timed out while waiting for an open connection',
      'KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?',
      'net/http: TLS handshake timeout while reaching https://auth.internal',
    ],
    isNot: [
      "FrameworkError: the callback of a 'ready' hook timed out",
      'Error: connect ECONNREFUSED 127.0.0.1:5432',
      '[CRITICAL] WORKER TIMEOUT (pid:9)',
    ],
  },
  'peer-unreachable': {
    is: [
      'Unhandled exception. Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.3.4.5:5432',
      'StackExchange.Redis.RedisConnectionException: It was not possible to connect to the redis server(s). There was an authentication-free timeline.',
      'Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to SQL Server.',
      'ERROR rdkafka: Local: Broker transport failure: ssl-free bootstrap',
      'level=fatal msg="kafka: client has run out of available brokers to talk to"',
      'rpc error: code = Unavailable desc = no healthy upstream',
      'FATAL:  sorry, too many clients already',
      'Error: read ECONNRESET\n    at TCP.onStreamRead (node:internal/stream_base_commons:217:20)',
    ],
    isNot: [
      "Error: P1001: Can't reach database server: connect ECONNREFUSED 10.0.0.1:5432",
      'panic: failed to connect to `host=db user=app database=shop`: dial tcp 10.0.0.4:5432: i/o timeout',
    ],
  },
  'peer-unreachable-by-code': {
    is: [
      'Caused by: io.r2dbc.postgresql.ExceptionFactory$PostgresqlNonTransientResourceException: [53300] zu viele Verbindungen',
      'SQLState: 08001, ErrorCode: 0 - ERROR la connexion a échoué',
    ],
    isNot: ['ERROR order 53300 was not found', 'panic: bill 08006 is void'],
  },
  'peer-not-reached': {
    is: [
      'Error: Unable to connect to the database',
      'Caused by: org.hibernate.exception.JDBCConnectionException: Unable to acquire JDBC Connection',
    ],
    isNot: [
      'ERROR Unable to connect to the database\nerror: password authentication failed for user "app"',
      'ERROR Could not connect to the database: getaddrinfo ENOTFOUND db',
    ],
  },
};
