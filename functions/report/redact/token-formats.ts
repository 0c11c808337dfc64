import { isWordy, looksRandom } from './secret-value.ts';

/**
 * Literal beginnings of credentials that can be told without a name beside them, one kind a line.
 * From the vendors' documentation and the public rule sets of secret scanners.
 */
const PREFIXES = `
GitHub token: ghp_ gho_ ghu_ ghs_ ghr_ github_pat_
GitLab token: glpat- glptt- gldt- glrt- glrtr- glcbt- glft- glsoat- glimt- glagent- gloas- glffct- glwt- GR1348941
Slack token: xoxb- xoxp- xoxa- xoxr- xoxo- xoxs- xoxc- xoxd- xoxe- xoxe.xoxp- xoxe.xoxb- xapp- xwfp-
Stripe key: sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ pk_live_ pk_test_ sk_org_ whsec_
OpenAI key: sk-proj- sk-svcacct- sk-admin- sk-None-
Anthropic key: sk-ant-
OpenRouter key: sk-or-
Langfuse key: sk-lf- pk-lf-
Hugging Face token: hf_ api_org_
Groq key: gsk_
Perplexity key: pplx-
Replicate token: r8_
xAI key: xai-
Together key: tgp_v1_
Cerebras key: csk-
Tavily key: tvly-
Jina key: jina_
Pinecone key: pcsk_
NVIDIA key: nvapi-
E2B key: e2b_
Apify token: apify_api_
Browserbase key: bb_live_
Weights & Biases key: wandb_v1_
npm token: npm_
PyPI token: pypi-
RubyGems key: rubygems_
Clojars token: CLOJARS_
Packagist token: packagist_
Docker token: dckr_pat_ dckr_oat_
Buildkite token: bkua_ bkct_ bkaj_
CircleCI token: CCIPAT_ CCIPRJ_
Vercel token: vcp_ vci_ vca_ vcr_ vck_
Netlify token: nfp_ nfc_ nfo_ nfu_ nfb_
Heroku key: HRKU-
Fly.io token: fo1_ fm1r_ fm1a_ fm2_
Render key: rnd_
DigitalOcean token: dop_v1_ doo_v1_ dor_v1_
Scalingo token: tk-us-
Supabase key: sbp_ sb_secret_ sb_publishable_
PlanetScale credential: pscale_tkn_ pscale_oauth_ pscale_pw_ pscale_app_
Neon key: napi_
Aiven password: AVNS_
MongoDB Atlas secret: mdb_sa_sk_
Cockroach key: CCDB1_
Cloudflare token: cfut_ cfat_ cfk_ v1.0-
Pulumi token: pul-
Vault token: hvs. hvb. hvr.
Doppler token: dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.
1Password credential: ops_eyJ
Prefect key: pnu_ pnb_
dbt token: dbtc_ dbtu_ dbts_
Grafana token: glsa_ glc_ eyJrIjoi
Sentry token: sntrys_ sntryu_ sntrya_
Datadog key: ddapp_ ddapi_ ddog_
New Relic key: NRAK- NRJS- NRII- NRRA- NRIQ- NRBR- NRSP- NRAA- NRAL-
Dynatrace token: dt0c01. dt0s01. dt0s02. dt0s03. dt0s08. dt0a01.
Honeycomb key: hcaik_ hcbik_ hcxik_ hcxmk_
Axiom token: xaat- xapt-
LogicMonitor token: lmb_ lma_
Shopify token: shpat_ shpca_ shppa_ shpss_ shpua_ shptka_
Square token: sq0atp- sq0csp- sq0idp-
PayPal token: access_token$
Razorpay key: rzp_live_ rzp_test_
Flutterwave key: FLWSECK- FLWSECK_TEST- FLWPUBK- FLWPUBK_TEST-
Plaid token: access-sandbox- access-production- access-development-
Paddle key: pdl_live_ pdl_sdbx_
Checkout.com key: sk_sbox_ pk_sbox_
Duffel token: duffel_live_ duffel_test_
EasyPost key: EZAK EZTK
Shippo token: shippo_live_ shippo_test_
Mercury token: mercury_production_
SendGrid key: SG.
Brevo key: xkeysib- xsmtpsib-
Telnyx key: KEY01
HubSpot token: pat-na1- pat-na2- pat-eu1- pat-ap1-
Notion token: ntn_
Linear key: lin_api_ lin_oauth_ lin_wh_
Atlassian token: ATATT3 ATCTT3 ATSTT3 ATBB
Trello token: ATTA
Figma token: figd_ figo_ figdr_ figoh_
Contentful token: CFPAT-
Typeform token: tfp_
Calendly token: cal_live_ cal_test_
PostHog key: phc_ phx_ phs_ pha_ phr_
Snyk token: snyk_uat. snyk_sat.
Sonar token: squ_ sqp_ sqa_
Sourcegraph token: sgp_ slk_ sgd_
StackHawk key: hawk.
Socket key: sktsec_
Tailscale key: tskey-
Defined Networking key: dnkey-
Stytch secret: secret-live- secret-test-
Frame.io token: fio-u-
Pinterest token: pina_
LinkedIn secret: WPL_AP
Postman key: PMAK- PMAT-
ReadMe key: rdme_
Baidu key: bce-v3/
age key: AGE-SECRET-KEY-1
LangSmith key: lsv2_
Yandex credential: AQVN y0_ y1_ y2_ y3_
Adafruit key: aio_
Adobe secret: p8e-
Infracost key: ico-
Intra42 secret: s-s4t2ud- s-s4t2af-
SettleMint token: sm_aat_ sm_pat_ sm_sat_
OpenShift token: sha256~
Rootly key: rootly_
Ubidots token: BBFF-
Persona key: persona_production_ persona_sandbox_
WakaTime key: waka_
Zuplo key: zpka_
Nylas key: nyk_v0_
n8n key: n8n_api_
Retool token: retool_
Trigger.dev key: tr_dev_ tr_prod_ tr_pat_
Inngest key: signkey-
DevCycle key: dvc_server_ dvc_client_
OneSignal key: os_v2_
Alchemy key: alcht_
Lichess token: lip_
Thunderstore token: tss_
Pangea token: pts_
PubNub key: sec-c- pub-c- sub-c-
Onfido token: api_live. api_sandbox.
Open VSX token: ovsxat_
Endor Labs key: endr+
LocalStack token: ls-
Voiceflow key: VF.DM.
Canva secret: cnvca
Aikido key: AIK_
Liveblocks key: sk_dev_ pk_dev_
Google credential: AIza ya29. GOCSPX- GOOG1E
JWT: eyJhbGciOi eyJ0eXAiOi eyJraWQiOi eyJlbmMiOi eyJjdHkiOi eyJ4NXQ eyJqa3Ui eyJwMnMi eyJpc3Mi eyJhdWQi
base64 private key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURS LS0tLS1CRUdJTiBQUklWQVRF LS0tLS1CRUdJTiBFQyBQUklWQVRF LS0tLS1CRUdJTiBPUEVOU1NI LS0tLS1CRUdJTiBFTkNSWVBURUQ
base64 JWT: ZXlKaGJHY ZXlKMGVYQ ZXlKcmFXU ZXlKbGJtT
Django secret key: django-insecure-
`;

/**
 * Credentials told by their shape: too short a prefix, or none. One a line, `kind: regular expression` without groups that capture.
 * Lengths are the vendors' shortest, or less where the prefix is telling, because a line may be cut inside the token.
 */
const SHAPES = String.raw`
AWS access key id: (?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{10,}
Amazon MWS token: amzn\.mws\.[0-9a-f-]{10,}
AppSync key: da2-[a-z0-9]{20,}
Bedrock key: ABSK[A-Za-z0-9+/=]{40,}|bedrock-api-key-[A-Za-z0-9+/=]{10,}
Twilio key: SK[0-9a-f]{24,32}
Mailgun key: (?:pub)?key-[0-9a-f]{20,}
Mandrill key: md-[\w-]{22}
Mapbox token: [pst]k\.(?:eyJ[\w-]{10,}|[\w-]{30,})(?:\.[\w-]+)?
Airtable token: pat[A-Za-z0-9]{14}\.[0-9a-f]{10,}|key(?=[A-Za-z]{0,13}\d)[A-Za-z0-9]{14}(?!\w)
Square token: EAAA[\w-]{22,}
Facebook token: EAA[A-Za-z0-9]{36,}
Discord token: [MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{20,}
Salesforce token: 00D[A-Za-z0-9]{12,15}![\w.]{30,}
Authress key: (?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][\w-]{10,32}\.[\w+/=-]{10,}
Twitter token: A{20,}[\w%]{30,}
Asana token: [012]/\d{10,}(?:/\d+)?:[0-9a-f]{20,}
API key: (?:live|test|sandbox|prod)_(?:pub_)?[\w=-]{20,}|[spr]k[-_](?:(?:\dx\d_)?[A-Za-z0-9]{20,}|(?=[a-z0-9_-]{0,30}[A-Z])(?=[A-Z0-9_-]{0,30}[a-z])(?=[A-Za-z_-]{0,30}\d)[\w-]{30,}|[0-9a-f]{8}-[0-9a-f-]{20,})|pk_\d{5,}_[A-Z0-9]{20,}|(?:fc|fw|re|ak|xp|rl|sec|tok|api|pat|key|cu|at)[_-][A-Za-z0-9]{5,16}_?[A-Za-z0-9]{16,}(?:\.[\w-]{16,})?
Adyen key: AQE[A-Za-z0-9]{5,}\.[\w=-]{30,}
Zoho token: 1000\.[0-9a-f]{32}\.[0-9a-f]{10,}
Vault token: [sbr]\.(?=[A-Za-z]*\d)[A-Za-z0-9]{24}
Harness token: [ps]at\.[\w-]{22}\.[\w.]{5,}
Octopus key: API-[A-Z0-9]{20,}
1Password secret key: A3-[A-Z0-9]{6}-[A-Z0-9]{5,}[A-Z0-9-]*
Google token: 1//0[\w-]{20,}|AAAA[\w-]{7}:[\w-]{80,}
Instagram token: IG(?:QV|QW|AA)[\w-]{30,}
Dropbox token: sl\.(?:u\.)?[\w-]{40,}
NuGet key: oy2[a-z0-9]{43}
LaunchDarkly key: (?:sdk|mob|api)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{10,}
FullStory key: [ne]a1\.[\w+/=]{30,}
Notion token: secret_[A-Za-z0-9]{40,}
ClickHouse key: 4b1d[A-Za-z0-9]{38}
Artifactory token: AKCp[A-Za-z0-9]{20,}|cmVmd[A-Za-z0-9]{30,}
Databricks token: (?:dapi|dkea|dose)[0-9a-f]{20,32}
Intercom token: dG9rO[\w+/=-]{30,}
crates.io token: cio[A-Za-z0-9]{32}
Alibaba Cloud key: LTAI[A-Za-z0-9]{12,24}
Tencent Cloud key: AKID[A-Za-z0-9]{20,}
Volcengine key: AK[LT][TP][A-Za-z0-9]{30,}
Yandex credential: t1\.[\w=-]{20,}\.[\w=-]{20,}|YC[ABMNPO][\w-]{35,}
Twitch token: oauth:[a-z0-9]{30}
Adobe secret: p8_[\w-]{28,}
Beamer key: b_[\w=-]{40,}
Nightfall key: NF-[A-Za-z0-9]{20,}
Okta token: 00(?=[A-Z_-]*[a-z])(?=[\w-]*[A-Z])[\w-]{40}
Jenkins token: 11[0-9a-f]{32}(?!\w)
TeamCity token: eyJ0eXAiOiAiVENWMiJ9[\w.-]*
JWT: eyJ[\w-]{10,}\.eyJ[\w-]{5,}(?:\.[\w-]*)?
password hash: \$(?:2[abxy]?|[156y]|apr1|argon2(?:id?|d)|pbkdf2[\w-]*|scrypt)\$[\w./$,=+-]{20,}
`;

/** Credentials told by something in their midst or at their end, which is looked for first: `needle kind: regular expression`. */
const MARKED = String.raw`
Q~ Azure secret: [\w.~-]{3}\dQ~[\w.~-]{24,}
= Azure key: [A-Za-z0-9+/]{30,80}(?:\+ASt|\+AMC|\+ABa|APIM|ACDb|AIoT|ASb)[A-Za-z0-9+/]{4,12}={1,2}
Az Azure key: [\w+/-]{40,80}Az(?:Ca|Fu|Se)[\w+/-]{4,12}={0,2}
JQQJ9 Azure key: [A-Za-z0-9]{40,}JQQJ9[A-Za-z0-9]{20,}
-us Mailchimp key: [0-9a-f]{32}-us\d{1,2}
.atlasv1. Terraform token: [A-Za-z0-9]{14}\.atlasv1\.[\w=-]{10,}
_mmk MaxMind key: [A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk
NRAL New Relic key: [0-9a-f]{30,36}(?:FFFF)?NRAL
:A Telegram token: \d{8,12}:A[\w-]{30,}
| Facebook token: \d{15,16}\|[\w-]{20,}
- Twitter token: \d{15,25}-[A-Za-z0-9]{38,45}
- Mailgun key: [0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])
_ token: [a-z][a-z0-9]{1,9}(?:_[a-z0-9]{1,9}){0,2}_(?=[a-z0-9]{0,40}[A-Z])(?=[A-Z0-9]{0,40}[a-z])(?=[A-Za-z]{0,40}\d)(?:[A-Za-z0-9]{5,16}_[A-Za-z0-9]{20,}|[A-Za-z0-9]{30,})
`;

const rows = (table: string): [string, string][] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    });

const prefixKinds = new Map(
  rows(PREFIXES).flatMap(([kind, prefixes]) => prefixes.split(' ').map((prefix): [string, string] => [prefix, kind])),
);
const shapes = rows(SHAPES);

const escaped = (literal: string): string => literal.replaceAll(/[.$+/]/g, '\\$&');

/** Where a token may begin: after no letter or digit. */
const START = `(?<![A-Za-z0-9])`;
/** The same in escaped text, where it may also follow an escape that ends in a letter or digit: `\\n`, `%3D`, a colour. */
const ESCAPED_START = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[nrt]|%[0-9A-F][0-9A-F]|\[\d\dm|\[\dm))`;

const prefixes = [...prefixKinds.keys()]
  .sort((a, b) => (a < b ? 1 : -1))
  .map(escaped)
  .join('|');

const prefixed = `(${prefixes})([\\w+/-][\\w+/~$.-]{8,}[\\w+/-](?:=[0-9A-F]{8}(?!\\w)|={0,2}))`;
const shaped = `(?:${shapes.map(([, shape]) => `(${shape})`).join('|')})`;
const PLAIN = { prefixed: new RegExp(START + prefixed, 'g'), shaped: new RegExp(START + shaped, 'g') };
const ESCAPED = {
  prefixed: new RegExp(ESCAPED_START + prefixed, 'g'),
  shaped: new RegExp(ESCAPED_START + shaped, 'g'),
};
const marked = rows(MARKED).map(([head, shape]) => {
  const space = head.indexOf(' ');
  return {
    needle: head.slice(0, space),
    kind: head.slice(space + 1),
    pattern: new RegExp(`${ESCAPED_START}(?:${shape})`, 'g'),
  };
});

/** Long enough for a token, and of one piece; nearly all of a log is passed over here. */
const RUN = /[^\s"'<>(){},;]{13,}/g;

/** Times and UUIDs, of which logs are full. */
const PLAIN_RUN = /^(?:\d[\d:.TZ+-]*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]?$/;

const maskRun = (run: string): string => {
  if (!/\d|[_-]\w{0,30}[a-z][A-Z]|AKIA|ASIA/.test(run) || PLAIN_RUN.test(run)) return run;
  const patterns = /[\\%[]/.test(run) ? ESCAPED : PLAIN;
  let masked = run
    .replace(patterns.prefixed, (match: string, prefix: string, rest: string) =>
      looksRandom(rest) || (/hf_|org_/.test(prefix) && rest.length > 29)
        ? `[redacted ${prefixKinds.get(prefix) ?? 'token'}]`
        : match,
    )
    .replace(patterns.shaped, (match: string, ...groups: unknown[]) =>
      /\d|^A[KS]IA/.test(match) && !isWordy(match)
        ? `[redacted ${shapes[groups.findIndex((group) => group !== undefined)]?.[0] ?? 'token'}]`
        : match,
    );
  for (const { needle, kind, pattern } of marked) {
    if (masked.includes(needle)) masked = masked.replace(pattern, `[redacted ${kind}]`);
  }
  return masked;
};

const ACCESS_KEY = '[redacted AWS access key id]';

/** Masks the tokens whose own form tells what they are, wherever they stand. */
export const maskTokens = (text: string): string => {
  const masked = text.replace(RUN, maskRun);
  // The secret of an access key id has no form of its own; forty characters on the same line are it.
  return masked.includes(ACCESS_KEY)
    ? masked.replace(/^.*\[redacted AWS access key id\].*$/gm, (line) =>
        line.replace(
          /(?<![\w+/=-])(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])[A-Za-z0-9/+]{40}(?![\w+/=-])/g,
          '[redacted AWS secret access key]',
        ),
      )
    : masked;
};
