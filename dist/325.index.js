export const id = 325;
export const ids = [325];
export const modules = {

/***/ 6325:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P: () => (/* binding */ FailedRequest),
  connectS3: () => (/* binding */ connectS3)
});

// UNUSED EXPORTS: S3Requests

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-s3/dist-cjs/index.js
var dist_cjs = __webpack_require__(3711);
// EXTERNAL MODULE: ./node_modules/p-retry/index.js + 1 modules
var p_retry = __webpack_require__(4995);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
;// CONCATENATED MODULE: ./lib/storage/s3-answer.js
/** What a request to S3 came to, read from the many shapes of errors of the SDK, of Node.js and of servers. */
/** By properties and not by classes: an error of another realm (a `vm` context) is no `instanceof Error`. */
function answerOf(error) {
    const { name, code, message, $metadata, $response } = (typeof error === 'object' && error !== null ? error : { message: error });
    const status = $metadata?.httpStatusCode ?? $response?.statusCode;
    const told = status === undefined && typeof code === 'string' ? code : name;
    return {
        status,
        code: typeof told === 'string' ? told : '',
        message: typeof message === 'string' ? message : '',
        headers: $response?.headers ?? {}
    };
}
/** Nothing was sent: the server was not reached. */
const UNREACHED = new Set([
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN'
]);
const BROKEN = new Set([
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'TimeoutError',
    'ERR_STREAM_PREMATURE_CLOSE'
]);
/** Refusals that another attempt may well not meet, whatever their status. */
const PASSING = new Set([
    'SlowDown',
    'RequestTimeout',
    'RequestTimeTooSkewed',
    // Bytes that were changed on their way: the server compares them with the checksums.
    'BadDigest',
    'IncompleteBody',
    'XAmzContentSHA256Mismatch',
    'ContentSHA256Mismatch',
    'XAmzContentChecksumMismatch'
]);
const PASSING_STATUS = new Set([
    // Of several that create one key at once, S3 tells some to try again.
    409, 429, 500, 502, 503, 504
]);
function wasUnreached({ status, code }) {
    return status === undefined && UNREACHED.has(code);
}
function wasBroken({ status, code }) {
    return status === undefined && (BROKEN.has(code) || code.startsWith('HPE_'));
}
/** Whether the same request may succeed if it is sent again. */
function isPassing(answer) {
    const { status, code } = answer;
    if (status === undefined)
        return wasUnreached(answer) || wasBroken(answer);
    return PASSING.has(code) || PASSING_STATUS.has(status);
}
/** Whether the server may have done what it was asked, although it did not say so. */
function leavesDoubt(answer) {
    const { status, code } = answer;
    if (status === undefined)
        return wasBroken(answer);
    return status >= 500 && status !== 501 && code !== 'SlowDown';
}

;// CONCATENATED MODULE: ./lib/storage/s3-failures.js
/** What S3 says when something goes wrong, in one sentence that names store and object and says what to do. */


function noRegion(location) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `the store at ${(0,errors/* quote */.hD)(location)} is in no known region: set AWS_REGION, or add ?region=… to the store`);
}
const EXPIRED = new Set([
    'ExpiredToken',
    'ExpiredTokenException',
    'TokenRefreshRequired',
    'RequestExpired'
]);
const WRONG_CREDENTIALS = new Set([
    'InvalidAccessKeyId',
    'InvalidToken',
    'SignatureDoesNotMatch',
    'InvalidSecurity'
]);
const WRONG_REGION = new Set([
    'PermanentRedirect',
    'TemporaryRedirect',
    'AuthorizationHeaderMalformed',
    'IllegalLocationConstraintException'
]);
const CHANGED_BYTES = new Set([
    'BadDigest',
    'XAmzContentSHA256Mismatch',
    'ContentSHA256Mismatch',
    'XAmzContentChecksumMismatch'
]);
/**
 * The sentence for a failed request.
 * @param cause the error as it came
 */
function s3Failure(place, task, answer, cause) {
    const reason = reasonOf(place, task, answer);
    // A server may say anything.
    const code = answer.code === 'Error' ? '' : (0,errors/* visible */.RK)(answer.code.slice(0, 100));
    const told = [code, answer.status === undefined ? '' : `HTTP ${answer.status}`].filter((part) => part !== '');
    const inBrackets = told.length === 0 ? '' : ` (${told.join(', ')})`;
    return new errors/* ArtifactStoreError */.ux('STORAGE', `the store at ${(0,errors/* quote */.hD)(place.location)} could not ${task.doing} ${(0,errors/* quote */.hD)(task.object)}: ${reason}${inBrackets}`, { cause });
}
function reasonOf(place, task, answer) {
    const { status, code } = answer;
    const server = place.endpoint ?? 'AWS S3';
    if (status === undefined)
        return withoutAnswer(server, answer);
    if (code === 'NoSuchBucket') {
        return `there is no bucket ${(0,errors/* quote */.hD)(place.bucket)} at ${server}; create it, or correct the store`;
    }
    if (EXPIRED.has(code))
        return 'the credentials have expired; get new ones and run again';
    if (WRONG_CREDENTIALS.has(code)) {
        return `${server} does not know the credentials, or the secret key is not theirs; check them, and that they are of this server`;
    }
    if (code === 'RequestTimeTooSkewed') {
        return 'the clocks of this machine and of the server are too far apart; set this machine’s clock';
    }
    if (WRONG_REGION.has(code) || status === 301) {
        const region = answer.headers['x-amz-bucket-region'];
        return `the bucket is in another region; set AWS_REGION, or add ?region=${region === undefined ? '…' : (0,errors/* visible */.RK)(region)} to the store`;
    }
    if (status === 401 || status === 403)
        return accessDenied(task);
    if (CHANGED_BYTES.has(code)) {
        return 'the bytes reached the server changed, each time they were sent; check the network and this machine’s memory';
    }
    if (status === 501) {
        return `${server} does not implement what the store relies on (PUT with If-None-Match); use a server that does, or a newer version of it`;
    }
    if (status === 429 || status === 503)
        return `${server} asks for fewer requests, after several attempts; run again later`;
    if (status === 409)
        return 'others are changing the same object, after several attempts; run again';
    if (status >= 500)
        return `${server} failed, after several attempts; run again later`;
    return answer.message === '' ? `${server} refused` : `${server} says ${(0,errors/* quote */.hD)(answer.message)}`;
}
/** S3 tells who may not list that an object is forbidden where it merely does not exist. */
function accessDenied({ permission }) {
    const listing = permission === 's3:GetObject' ? ' and s3:ListBucket (without it S3 says the same of objects that do not exist)' : '';
    return `access is denied; the credentials need ${permission}${listing}`;
}
function withoutAnswer(server, answer) {
    const { code, message } = answer;
    if (code === 'CredentialsProviderError' || code === 'TokenProviderError') {
        return ('no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (AWS_PROFILE), or ' +
            'run aws-actions/configure-aws-credentials before this step');
    }
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
        return `the host of ${server} is not found; check the endpoint, the region and the network`;
    }
    if (wasUnreached(answer))
        return `${server} cannot be reached; check the endpoint, and that the server runs`;
    if (code === 'ETIMEDOUT' || code === 'TimeoutError') {
        return `${server} did not answer in time, after several attempts; check the network and run again`;
    }
    if (wasBroken(answer)) {
        return `the connection to ${server} broke off, after several attempts; check the network and run again`;
    }
    if (isTls(code)) {
        return `no secure connection to ${server}: ${(0,errors/* quote */.hD)(message)}; check the endpoint (http or https?) and its certificate (NODE_EXTRA_CA_CERTS names one of your own)`;
    }
    return (0,errors/* quote */.hD)(message === '' ? 'no answer came' : message);
}
function isTls(code) {
    return /^(ERR_(SSL|TLS|OSSL)_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|EPROTO)/.test(code);
}

;// CONCATENATED MODULE: ./lib/storage/s3-requests.js
/** Requests to one bucket, each sent again where that may help. All that the adapter knows of the SDK's settings. */





const ATTEMPTS = 8;
/** Until the server has answered once: it is more often misspelt than being started anew. */
const FIRST_ATTEMPTS = 4;
const RETRY_DELAY = 200;
const LONGEST_RETRY_DELAY = 10_000;
const IDLE_TIMEOUT = 30_000;
const CONNECT_TIMEOUT = 10_000;
/** More than the store ever uses at once: a request that waits for a socket would count as one that is not answered. */
const SOCKETS = 128;
/** Milliseconds: clocks that are less apart are no reason for a refusal. */
const CLOCK_STEP = 60_000;
const DEFAULT_REGION = 'us-east-1';
/** A request that no attempt brought through. */
class FailedRequest extends Error {
    answer;
    /** An attempt, this or an earlier one, may have taken effect. */
    mayHaveActed;
    /** Another attempt may succeed. */
    mayPass;
    constructor(cause, answer, told) {
        super(answer.message, { cause });
        this.answer = answer;
        this.mayHaveActed = told.mayHaveActed;
        this.mayPass = told.mayPass;
    }
    get status() {
        return this.answer.status;
    }
}
/** Settles what the options leave open. */
async function connectS3(options) {
    const { bucket, prefix = '', endpoint, region, forcePathStyle, credentials, clockOffset = 0 } = options;
    const { idleTimeout = IDLE_TIMEOUT } = options;
    const sockets = { keepAlive: true, maxSockets: SOCKETS };
    const config = {
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(region === undefined ? {} : { region }),
        ...(credentials === undefined ? {} : { credentials }),
        systemClockOffset: clockOffset,
        // The SDK sends once: attempts are made here, where it is known whether one of them may have taken effect.
        retryStrategy: { retry: (next, args) => next(args) },
        // It costs a connection for each pack; whether a pack is there already is asked before.
        expectContinueHeader: false,
        // Every object that is sent carries its SHA-256; what is read is checked against hashes of the store's own.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        requestHandler: {
            connectionTimeout: CONNECT_TIMEOUT,
            socketTimeout: 4 * idleTimeout,
            throwOnRequestTimeout: true,
            httpAgent: sockets,
            httpsAgent: sockets,
            logger: { debug: ignore, info: ignore, warn: ignore, error: ignore }
        }
    };
    // A client is cheap: this one only tells what the SDK's own settings are.
    const probe = new dist_cjs/* S3Client */.YxF(config);
    const place = { location: `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`, bucket };
    try {
        const elsewhere = endpoint ?? (await probe.config.serviceConfiguredEndpoint?.());
        const known = await probe.config.region().catch(() => undefined);
        if (known === undefined && elsewhere === undefined)
            throw noRegion(place.location);
        const client = new dist_cjs/* S3Client */.YxF({
            ...config,
            region: known ?? DEFAULT_REGION,
            forcePathStyle: forcePathStyle ?? elsewhere !== undefined
        });
        const { attempts = ATTEMPTS, retryDelay = RETRY_DELAY } = options;
        return new S3Requests(client, { ...place, endpoint: originOf(elsewhere) }, prefix, {
            attempts,
            retryDelay,
            idleTimeout
        });
    }
    finally {
        probe.destroy();
    }
}
function ignore() {
    // The SDK writes to the console where it is given no logger.
}
/** Without what else a URL may hold: an endpoint from a profile may have a password in it. */
function originOf(endpoint) {
    return endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).origin : undefined;
}
class S3Requests {
    place;
    /** A request has succeeded, so the bucket exists. */
    bucketWasSeen = false;
    #client;
    #keyPrefix;
    #timing;
    #wasReached = false;
    constructor(client, place, prefix, timing) {
        this.#client = client;
        this.place = place;
        this.#keyPrefix = prefix === '' ? '' : `${prefix}/`;
        this.#timing = timing;
    }
    get idleTimeout() {
        return this.#timing.idleTimeout;
    }
    /** What the objects of the store are called in the bucket. */
    address(key) {
        return { Bucket: this.place.bucket, Key: this.#keyPrefix + key };
    }
    /** The reverse of {@link address}. */
    keyOf(name) {
        return name.slice(this.#keyPrefix.length);
    }
    /**
     * Sends requests by `send`, all of them again where they fail in a way that may pass.
     * @throws FailedRequest, or what `send` throws as an `ArtifactStoreError`
     */
    async run(send) {
        let mayHaveActed = false;
        const attempt = async () => {
            const clock = this.#client.config.systemClockOffset;
            try {
                const result = await this.#inRegion(send);
                this.#wasReached = true;
                this.bucketWasSeen = true;
                return result;
            }
            catch (error) {
                if ((0,errors/* isStoreError */.A1)(error))
                    throw error;
                const answer = answerOf(error);
                this.#wasReached ||= answer.status !== undefined;
                mayHaveActed ||= leavesDoubt(answer);
                // The answer told the server's time, by which the SDK signs from now on. A HEAD is not told that this was it.
                const clockWasWrong = Math.abs(this.#client.config.systemClockOffset - clock) > CLOCK_STEP;
                const mayPass = isPassing(answer) || (answer.status === 403 && clockWasWrong);
                throw new FailedRequest(error, answer, { mayHaveActed, mayPass });
            }
        };
        return (0,p_retry/* default */.Ay)(attempt, {
            retries: this.#timing.attempts - 1,
            minTimeout: this.#timing.retryDelay,
            maxTimeout: Math.max(LONGEST_RETRY_DELAY, this.#timing.retryDelay),
            randomize: true,
            shouldRetry: ({ error, attemptNumber }) => {
                if (!(error instanceof FailedRequest))
                    return false;
                if (wasUnreached(error.answer) && !this.#wasReached)
                    return attemptNumber < FIRST_ATTEMPTS;
                return error.mayPass;
            }
        });
    }
    /**
     * Where the bucket is in another region, S3 says in which: all requests then go there. Not the SDK's own
     * `followRegionRedirects`, which goes the long way each time, and mixes up requests that do so at once.
     */
    async #inRegion(send) {
        try {
            return await send(this.#client);
        }
        catch (error) {
            const { status, headers } = answerOf(error);
            const region = headers['x-amz-bucket-region'];
            if (region === undefined || (status !== 301 && status !== 400))
                throw error;
            this.#client.config.region = () => Promise.resolve(region);
            return await send(this.#client);
        }
    }
    /** What a failure means to whoever runs the program. */
    failure(task, error) {
        if (error instanceof errors/* ArtifactStoreError */.ux || !(error instanceof FailedRequest))
            return error;
        return s3Failure(this.place, task, error.answer, error.cause);
    }
}


/***/ })

};
