/**
 * Words of a refusal by IAM, a resource policy or a service, or of credentials that are not there; all lower case.
 * Plain "access denied" is not among them: Docker says "pull access denied" of an image that may not exist.
 */
export const DENIED = [
  'accessdenied',
  'not authorized',
  'unauthorizedoperation',
  'statuscode: 403',
  'status code: 403',
  'status code 403',
  'forbidden',
  'no identity-based policy',
  'no resource-based policy',
  'no permissions boundary',
  'no vpc endpoint policy',
  'no session policy',
  'explicit deny',
  'service control policy',
  'access to kms is not allowed',
  'kms:decrypt',
  'security token included in the request',
  'expiredtoken',
  'unrecognizedclient',
  'nocredentialproviders',
  'no valid providers in chain',
  'credentialsendpointerror',
  'failed to load credentials',
  'failed to retrieve credentials',
  'failed to refresh cached credentials',
  'unable to locate credentials',
] as const;

/** Words of a service that asks to slow down; all lower case. */
export const THROTTLED = [
  'throttl',
  'rate exceeded',
  'rate limit',
  'too many requests',
  'toomanyrequests',
  'requestlimitexceeded',
  'request limit exceeded',
  'http 429',
  'status code 429',
  'status code: 429',
  'statuscode: 429',
] as const;

/** Words of a network that did not carry the request, as it says so itself; the first nine are the list of AWS. All lower case. */
export const CONNECTION_FAILED = [
  'dial tcp',
  'dial udp',
  'i/o timeout',
  'tls handshake timeout',
  'connection timed out',
  'client.timeout exceeded',
  'request canceled',
  'signal: killed',
  'deadline exceeded',
  'signal:killed',
  'signal killed',
  'request cancelled',
  'requestcanceled',
  'request context cancel',
  'request send failed',
  'send request failed',
  'requesterror',
  'statuscode: 0',
  'exceeded maximum number of attempts',
  'no such host',
  'server misbehaving',
  'name resolution',
  'could not resolve host',
  'connection refused',
  'connection reset',
  'connection aborted',
  'network is unreachable',
  'network unreachable',
  'no route to host',
  'host is unreachable',
  'connection error',
  'could not connect',
  'unable to connect',
  'failed to connect',
  'cannot connect',
  'could not reach',
  'cannot reach',
  'unable to reach',
  'timed out',
  'broken pipe',
] as const;

/** The advice of ECS to look at the network, which it also gives before a refusal or a missing thing; all lower case. */
export const NETWORK_ADVICE = [
  'connection issue',
  'connectivity issue',
  'check your task network configuration',
  'check your network configuration',
] as const;

/** Words that point at the network, whoever says them. */
export const UNREACHABLE = [...CONNECTION_FAILED, ...NETWORK_ADVICE] as const;
