/** Clients of AWS, loaded when a trial runs, and what their errors mean. */
import { PlatformProblem, type Refusal } from "../../driver/contract.js";
import type { Json } from "../../rehearsal/contract.js";
import { UserError } from "../../user-error.js";

/** Packages of the AWS SDK, which a pilot installs where it runs a trial: nothing here is compiled against them. */
const packages = {
  sagemaker: "@aws-sdk/client-sagemaker",
  runtime: "@aws-sdk/client-sagemaker-runtime",
  s3: "@aws-sdk/client-s3",
  sts: "@aws-sdk/client-sts",
  costExplorer: "@aws-sdk/client-cost-explorer",
} as const;

/** What was loaded: clients and commands as the packages export them. */
export type Sdk = Readonly<Record<keyof typeof packages, Json>>;

/** Loads the packages. @throws UserError with one line that installs what is missing */
export async function loadSdk(load: (name: string) => Promise<Json> = (name) => import(name)): Promise<Sdk> {
  try {
    const loaded = Object.entries(packages).map(async ([key, name]) => [key, await load(name)] as const);
    return Object.fromEntries(await Promise.all(loaded)) as Sdk;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    const names = Object.values(packages).join(" ");
    throw new UserError([`trial run needs AWS's own clients here: npm install --save-dev ${names}`]);
  }
}

/**
 * What the code of an error means.
 * docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html,
 * docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html,
 * docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (2026-11)
 */
const meanings: ReadonlyArray<readonly [Refusal, RegExp]> = [
  ["throttled", /^(Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|LimitExceededException|SlowDown)$/],
  [
    "credentials",
    /^(Expired\w*|UnrecognizedClient\w*|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|InvalidSignature\w*|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken\w*|CredentialsProviderError|TokenProviderError)$/,
  ],
  ["rights", /^(AccessDenied\w*|NotAuthorized|UnauthorizedOperation|OptInRequired)$/],
  ["absent", /^(ResourceNotFound\w*|NoSuchKey|NoSuchBucket|NotFound)$/],
  ["unreachable", /^(ECONN\w*|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|TimeoutError|NetworkingError)$/],
];

const fixes: Readonly<Record<Refusal, string>> = {
  credentials: "sign in again (aws sso login, or new keys in the environment), then run the same command again",
  rights: "run it as one of the spec's operators, from a network of network.allowedClients",
  throttled: "wait some minutes, then run the same command again: it goes on where it was",
  unreachable: "see that AWS is reached from here, then run the same command again",
  absent: "see that the stack is deployed as it is synthesized: cdktf diff",
  other: "look at it in AWS, then run the same command again",
};

/** The name of an error, or the code of the system's. */
export function codeOf(error: unknown): string {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return typeof code === "string" ? code : typeof name === "string" ? name : "Error";
}

/** An error of a client in the words of a trial. */
export function platformProblem(error: unknown, what: string): Error {
  if (error instanceof PlatformProblem || error instanceof UserError) return error;
  const code = codeOf(error);
  const { message = "" } = error as { message?: string };
  // DescribeEndpoint and StopPipelineExecution say ValidationException of what is not there
  const isAbsent = code === "ValidationException" && /could not find|does not exist/i.test(message);
  const refusal = isAbsent ? "absent" : (meanings.find(([, pattern]) => pattern.test(code))?.[0] ?? "other");
  const words = message.replace(/\s+/g, " ").slice(0, 300);
  return new PlatformProblem(
    refusal,
    `AWS did not ${what}: ${code}${words === "" ? "" : `: ${words}`}`,
    fixes[refusal],
  );
}
