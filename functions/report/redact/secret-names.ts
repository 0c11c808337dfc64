/** How much a name tells about its value: `password` masks nearly anything, `secret` what is no name, `key` only what looks generated. */
export type NameKind = 'password' | 'secret' | 'id' | 'key' | 'header' | 'none';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const PASSWORDS = words(
  'pass pw passwd password passwords passphrase passcode pwd psk requirepass masterauth userpass otp totp',
);

const SECRETS = words('secret secrets token credential credentials cred creds apikey jwt bearer pat dsn sas');

const HEADERS = words('authorization cookie cookies');

const KEYS = words(
  'key keys auth signature sig sid salt session sessionid sessid jsessionid phpsessid hmac webhook code tokens',
);

/** Words that make a `key` a secret one. */
const KEY_MAKERS = words(
  'api access secret private account encryption encrypt signing sign master auth service license licence ssh deploy consumer subscription app application client integration write ingest ingestion webhook admin root storage hmac aes crypto cipher jwt session server sdk shared user rsa trading insert rest site maps license rds db database license instrumentation environment env repo deploy activation product management personal developer dev live test prod production sandbox functions function query publishable project publish bot data wep wpa security sk function legacy global origin ca x',
);

/** Tells a word that makes a secret of the `key` or `token` after it. */
export const isKeyMaker = (word: string): boolean =>
  KEY_MAKERS.has(word.toLowerCase()) || (word !== '' && VENDOR.test(word));

/** Last words of names whose value is about a secret, but none. */
const ABOUT = words(
  'name names ids arn arns path paths file files filename dir directory url uri endpoint host hostname port type types kind length len size count limit limits ttl expiry expires expiration expired age version policy field fields column label alias aliases format algorithm alg provider manager store source ref reference references exists enabled disabled required valid invalid status state error errors hint prompt reset rotation usage used updated changed created at in time date timeout hasher encoder validator validation filter class bucket region env var variable variables prefix suffix header headers param parameter parameters index number position pattern regex map spec selector mount volume location scheme mode scope scopes issuer audience owner user username email group role pair ring word board press down up failed failure missing attempts attempt retries retry latency duration ms seconds count total max min rate interval refresh_interval cache chain provider factory service handler listener interceptor middleware module plugin config configuration method methods strategy request response result results message reason description title cli from to by of not is was with and or for info debug warn encryption encrypted hashing strength complexity',
);

const INNOCENT =
  /(?:^|[^a-z])(?:public|primary|foreign|partition|sort|cache|object|routing|kms|idempotency|unique|range|lock|registry|message|record|translation|dedup\w*|composite|natural|row|column|group|lookup|index|hot|shortcut|map|dict|json|yaml|metric|tag|label|config|parameter|next|continuation|page|pagination|start|last|pubkey|ssh-host|known|exclusive|evaluated|unexpected|invalid key|commit|git|image|content|file|etag|trace|span|correlation|event|task|block|tx|status|exit|error|country|zip|postal|language|currency|response|http|reason|byte|shard|order|item|queue|schema|bucket|sequence|asset|document|entity|s3|blob|upload|batch|redis|flag|feature|hash)[^a-z]?$/i;

/** Vendors whose keys have no telling form: a generated value under a name with one of these words is masked. */
export const VENDOR =
  /adafruit|adobe|airtable|akamai|algolia|alibaba|aliyun|amplitude|artifactory|asana|atlassian|auth0|azure|beamer|bitbucket|bitly|bittrex|binance|box_|braintree|browserstack|bugsnag|buildkite|bundle_(?:enterprise|gems)|bynder|circleci|clickup|cloudflare|cloudinary|codacy|codeclimate|codecov|cohere|coinbase|coinmarketcap|confluence|confluent|consul|contentful|coveralls|crowdin|customerio|datadog|dd_api|deepgram|deepseek|discord|docusign|dnkey|droneci|drone_|dropbox|elastic|elevenlabs|etherscan|etsy|eventbrite|facebook|fastly|fastspring|finicity|finnhub|firebase|flickr|foursquare|freshbooks|freshdesk|fullstory|ghost|giphy|gitea|gitter|gocardless|harness|heroku|hetzner|honeycomb|hubspot|infura|instagram|intercom|ionic|ipinfo|ipstack|jenkins|jfrog|bintray|jira|keen|klaviyo|kraken|kucoin|launchdarkly|linear|linked_?-?in|linode|litmus|lob_|loggly|looker|logdna|logzio|mailchimp|mailgun|mailjet|mandrill|mapbox|mattermost|meraki|message_?-?bird|mistral|mixpanel|mux_|new_?-?relic|netlify|nexmo|vonage|ngrok|notion|nytimes|okta|onesignal|openai|openweather|opsgenie|pagerduty|papertrail|paypal|pingdom|pipedrive|plaid|plivo|postmark|private_?-?ai|pubnub|pusher|quay|rapidapi|rechargepayments|recurly|reddit|rollbar|sauce_?(?:labs)?|segment|sendbird|sendgrid|sendinblue|sentry|shodan|shopify|signalfx|slack|snyk|sonar|sourcegraph|spotify|sparkpost|splunk|square|statuspage|stripe|sumo|telegr|telnyx|tencent|tiktok|tinify|todoist|travis|trello|twilio|twitch|twitter|typeform|unsplash|uploadcare|vault|vercel|virustotal|vultr|wakatime|webex|weatherstack|wordpress|yandex|yelp|youtube|zendesk|zoho|zoom/i;

const SOURCE_FILE =
  /\.(?:[cm]?[jt]sx?|py|rb|go|java|kt|cs|php|rs|scala|json|ya?ml|conf|cfg|ini|txt|pem|crt|html?|cpp|exs?|vue|lock|sh|toml|class|log|sql|so|dll)$/;

/** Splits a name at its joints: `dbPass`, `DB_PASS` and `db-pass` are `db pass`. */
const segments = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((segment) => segment !== '');

/** Judges a name; `before` is the word in front of it, for names such as `API key`. */
export const nameKind = (name: string, before = ''): NameKind => {
  const parts = segments(name);
  const last = parts.at(-1);
  if (last === undefined || parts.length > 12) return 'none';
  if (SOURCE_FILE.test(name)) return 'none';
  if (HEADERS.has(last) && parts.length <= 4) return 'header';
  const joined = parts.join('');
  if (/^(?:Get|Put|Create|Update|Describe|List|Batch)[A-Z]/.test(name)) return 'none';
  if (ABOUT.has(last) && !/^(?:secretsource|passuser)$/.test(joined)) return 'none';
  if (last === 'id') {
    return /(?:secret|accesskey|privatekey|session)id$/.test(joined) ? 'id' : /tokenid$/.test(joined) ? 'key' : 'none';
  }
  if (/(?:^|connect)sid$|sess(?:ion)?id$|.session$|(?:routing|integration)key$|keydata$|^clienttoken$/.test(joined))
    return 'id';
  if (/^(?:by|com|tres|sur|over|under|tok)pass$|secretsmanager$/.test(joined)) return 'none';
  if (parts.some((part) => PASSWORDS.has(part)) || /passw(?:or)?d|passphrase|passwd|pwd$/.test(joined))
    return 'password';
  const stem = name.slice(0, name.length - last.length);
  if (
    parts.some((part) => SECRETS.has(part)) ||
    /secret|token$|apikey|accesskey|secretkey|privatekey|authkey|connectionstring|connstr/.test(joined)
  ) {
    if (/^tokens?$/.test(last) && (INNOCENT.test(stem) || INNOCENT.test(before))) return 'none';
    if (/secret|apikey|accesskey|secretkey|privatekey|authkey|connectionstring|connstr/.test(joined)) return 'secret';
    if (parts.some((part) => SECRETS.has(part)) || joined.endsWith('token')) return 'secret';
  }
  if (!KEYS.has(last) && !/key$/.test(last)) return 'none';
  if (
    INNOCENT.test(stem) ||
    (parts.length === 1 && INNOCENT.test(before)) ||
    /monkey|turkey|hotkey|pubkey|hockey|keyboard/.test(joined)
  )
    return 'none';
  const maker = parts.length > 1 ? parts.at(-2) : before.toLowerCase();
  if (
    /^keys?$/.test(last) &&
    ((maker !== undefined && KEY_MAKERS.has(maker)) || VENDOR.test(name) || VENDOR.test(before))
  )
    return 'secret';
  return parts.length > 1 && /key$/.test(last) ? 'id' : 'key';
};
