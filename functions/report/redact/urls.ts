import { looksRandom } from './secret-value.ts';

/** Masks the password in `scheme://user:password@host`, and a generated user such as a DSN's key. */
export const maskUserinfo = (text: string): string =>
  text.includes('://')
    ? text
        .replace(
          /:\/\/([^\s:/@"'`<>?#]{0,128}):([^\s/"'`<>]{1,256})@/g,
          (match: string, user: string, password: string) =>
            /^(?:\[redacted|\$\{?\w|\*+$|<|%s|\{)/.test(password)
              ? match
              : `://${user.length >= 16 && looksRandom(user) ? '[redacted]' : user}:[redacted]@`,
        )
        .replace(
          /((?:postgres\w*|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|ftp|smtps?|ldaps?):\/\/[^\s:/@"'`<>?#]{0,128}:)(?!\[redacted)([^\s"'`<>@]{1,128})@(?=[\w.-]{1,128}(?::\d|\/|\?|["'\s]|$))/g,
          '$1[redacted]@',
        )
        .replace(/(:\/\/)(?=[A-Za-z_-]{0,64}\d)([\w-]{16,256})@/g, '$1[redacted]@')
    : text;

/** Masks what authorises a request in a URL's query, and the path of a webhook that is its own key. */
export const maskUrlSecrets = (text: string): string =>
  text
    .replace(
      /((?:[?&;]|%26|%3F|\\u0026|&amp;)(?:x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|signature|sig|hmac|jwt|key-pair-id|policy|awsaccesskeyid|googleaccessid|session|sid|code|key|auth|p|pw|pass|appid|app_id|app_key|st|hdnea|access_key|apikey|api_key|subscription-key|token|access_token)=)([^\s&"'`<>\\)\]}]{6,})/gi,
      (match: string, head: string, value: string) =>
        /^(?:\[redacted|\$\{|\*+$|<|\{)/.test(value) ||
        (value.length < 10 && !/\d/.test(value)) ||
        /^[a-z]+$/.test(value)
          ? match
          : `${head}[redacted]`,
    )
    .replace(
      /(hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/|webhook\.office\.com\/webhookb2\/|outlook\.office(?:365)?\.com\/webhook\/|hooks\.zapier\.com\/hooks\/|api\.telegram\.org\/(?:file\/)?bot|events\.pagerduty\.com\/integration\/|\/open-apis\/bot\/v2\/hook\/|hooks\.chime\.aws\/incomingwebhooks\/|maker\.ifttt\.com\/trigger\/|hc-ping\.com\/|nosnch\.in\/|webhook\.site\/|hook\.[a-z0-9.]{0,8}make\.com\/|\/receiver\/v1\/http\/|alert\.victorops\.com\/integrations\/|hooks\.workato\.com\/|loggly\.com\/inputs\/|\/v1\/input\/|\/hooks\/)(?!\[redacted)([\w@.%:=+-][\w@.%:=+/-]{7,})/g,
      (match: string, head: string, path: string) => (/\d/.test(path) ? `${head}[redacted webhook]` : match),
    );
