/**
 * What access tokens and keys look like, as those who issue them say. A table of our own and not a scanner's: those read
 * files for people to judge, with rules by the hundred and room for doubt; here a match refuses a save, so each shape
 * must be one that nothing else has.
 *
 * Every pattern starts at a boundary and repeats a bounded number of times, so that no text takes long.
 */

export interface SecretShape {
  /** With its article, for messages. */
  readonly name: string
  readonly pattern: RegExp
  /** Where its issuer describes it. */
  readonly source: string
}

export const SECRET_SHAPES: readonly SecretShape[] = [
  {
    name: 'a private key',
    pattern: /-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|(?<!\w)PuTTY-User-Key-File-\d/,
    source: 'RFC 7468; RFC 9580 for PGP'
  },
  {
    name: 'an age key',
    pattern: /(?<!\w)AGE-SECRET-KEY-1[0-9A-Z]{58}/,
    source: 'https://age-encryption.org/v1'
  },
  {
    name: 'a GitHub token',
    // Installation tokens may hold dots and hyphens, too.
    pattern: /(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9._-]{36}|github_pat_[A-Za-z0-9_]{36})/,
    source:
      'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github'
  },
  {
    name: 'a GitLab token',
    pattern: /(?<![A-Za-z0-9])gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|wt)-[A-Za-z0-9_-]{20}/,
    source: 'https://docs.gitlab.com/security/tokens/'
  },
  {
    name: 'an AWS access key',
    // What ends in EXAMPLE is what the documentation shows.
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9])/,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html'
  },
  {
    name: 'an AWS secret key',
    // Forty characters alone may be any checksum: it is told by what stands before it.
    pattern:
      /secret_?(?:access_?)?key["']?\s{0,4}[:=]\s{0,4}["']?(?![A-Za-z0-9/+]{30}EXAMPLEKEY)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/i,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html'
  },
  {
    name: 'a signed URL',
    pattern: /[?&](?:X-(?:Amz|Goog)-Signature=[0-9a-fA-F]{64}|sig=[A-Za-z0-9%+/]{40,100}(?:%3[Dd]|=))/,
    source:
      'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html; https://learn.microsoft.com/rest/api/storageservices/create-service-sas'
  },
  {
    name: 'an Azure storage key',
    pattern: /(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{42,86}={1,2}/i,
    source: 'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string'
  },
  {
    name: 'a Google API key',
    pattern:
      /(?<![A-Za-z0-9])(?:AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_-]{30})/,
    source: 'https://docs.cloud.google.com/docs/authentication/api-keys'
  },
  {
    name: 'a Slack token',
    pattern:
      /(?<![A-Za-z0-9])(?:xox[a-z]-[A-Za-z0-9-]{20}|xapp-\d-[A-Za-z0-9-]{20})|hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20}/,
    source: 'https://docs.slack.dev/authentication/tokens'
  },
  {
    name: 'a JSON web token',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10}/,
    source: 'RFC 7519'
  },
  {
    name: 'an npm token',
    pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}|:_authToken=[^\s$]{16}/,
    source: 'https://docs.npmjs.com/about-access-tokens'
  },
  {
    name: 'a PyPI token',
    pattern: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{40}/,
    source: 'https://pypi.org/help/#apitoken'
  },
  {
    name: 'a Hugging Face token',
    pattern: /(?<![A-Za-z0-9])(?:hf|api_org)_[A-Za-z0-9]{34}/,
    source: 'https://huggingface.co/docs/hub/security-tokens'
  },
  {
    name: 'an API key',
    // OpenAI, Anthropic, OpenRouter and those who follow them; Groq, Replicate, Weights & Biases, Databricks.
    pattern:
      /(?<![A-Za-z0-9])(?:sk-(?:proj|svcacct|admin|ant|or)-[A-Za-z0-9_-]{20}|sk-[A-Za-z0-9]{32}(?![-_])|gsk_[A-Za-z0-9]{48}|r8_[A-Za-z0-9]{37}|wandb_v\d_[A-Za-z0-9_]{40}|dapi[0-9a-f]{32}(?![0-9A-Za-z]))/,
    source: 'https://platform.openai.com/docs/api-reference/authentication; https://docs.claude.com/en/api/overview'
  },
  {
    name: 'a Stripe key',
    pattern: /(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{20}/,
    source: 'https://docs.stripe.com/keys'
  },
  {
    name: 'an access token',
    // SendGrid, DigitalOcean, Docker Hub, HashiCorp Vault and Terraform, Atlassian.
    pattern:
      /(?<![A-Za-z0-9])(?:SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|do[oprt]_v1_[0-9a-f]{64}|dckr_(?:pat|oat)_[A-Za-z0-9_-]{27}|hv[bsr]\.[A-Za-z0-9_-]{24}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60}|ATATT3[A-Za-z0-9_=-]{60})/,
    source: 'https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns'
  },
  {
    name: 'an authorization header',
    pattern: /authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:basic|bearer|token)\s{1,4}(?![*x]{4})[A-Za-z0-9._~+/=-]{16}/i,
    source: 'RFC 9110, section 11.6.2'
  },
  {
    name: 'a password in a URL',
    // Not where something stands in for it: `***`, `$TOKEN`, `${{ … }}`, `<password>`, `{password}`.
    pattern:
      /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/[^\s/?#@:"'<>]{0,200}:(?![*x]+@|[$<{%[])[^\s/?#@"'<>]{1,200}@[A-Za-z0-9[]/,
    source: 'RFC 3986, section 3.2.1'
  }
]

/** What a text holds that is a secret by its shape, with its article: `a GitHub token`. */
export function secretShapeIn(text: string): string | undefined {
  return SECRET_SHAPES.find(({ pattern }) => pattern.test(text))?.name
}

/** With what stands behind it up to white space, a quote or markup: of a longer token nothing is left. */
const WHOLE_SHAPES = SECRET_SHAPES.map(
  ({ pattern }) => new RegExp(`(?:${pattern.source})[^\\s"'<>]*`, `${pattern.flags}g`)
)

/** The text with `***` in the place of all that is a secret by its shape. */
export function scrubShapes(text: string): string {
  return WHOLE_SHAPES.reduce((scrubbed, pattern) => scrubbed.replace(pattern, '***'), text)
}
