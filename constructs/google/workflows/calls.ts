/** Subworkflows of Google Workflows: calls of Google's APIs as the workflow's own account. */

/** A workflow's step: its name and what it does. */
export type Step = Readonly<Record<string, unknown>>;

/**
 * Repeats after 2, 4, 8, 16, 32 and then 60 seconds each: eleven minutes in all, so that an outage of ten minutes ends
 * nobody's watch.
 */
const retry = {
  predicate: "$${transient}",
  max_retries: 15,
  backoff: { initial_delay: 2, max_delay: 60, multiplier: 2 },
};

const auth = { type: "OAuth2" };

/** How long `change` waits for an operation: a deployment takes minutes, and Vertex AI ends it after an hour or so. */
const longestOperationSeconds = 7200;
const operationPollSeconds = 30;

/**
 * Calls that are repeated while the service fails. Each of them may arrive twice: reads, writes that set a value, and
 * writes that carry an id of the caller's own.
 */
export const calls = {
  /**
   * Whether an error can pass: http.default_retry_predicate lacks 500 and 401 (a token that expired on its way).
   * docs.cloud.google.com/workflows/docs/reference/stdlib/http/default_retry_predicate (2026-01-13)
   */
  transient: {
    params: ["e"],
    steps: [
      { lists: { assign: [{ passing: [401, 408, 429, 500, 502, 503, 504] }, { no_tags: [] }] } },
      {
        parts: {
          assign: [
            { code: '$${default(map.get(e, "code"), 0)}' },
            { tags: '$${default(map.get(e, "tags"), no_tags)}' },
          ],
        },
      },
      {
        is_passing: {
          switch: [
            { condition: "$${code in passing}", return: true },
            // A connection that failed or broke has tags and no code.
            {
              condition: '$${"ConnectionError" in tags or "ConnectionFailedError" in tags or "TimeoutError" in tags}',
              return: true,
            },
          ],
        },
      },
      { stays: { return: false } },
    ],
  },
  /** What an error says, as `{code, text, may_pass}`; one that a workflow raised itself is a string. */
  explain: {
    params: ["e"],
    steps: [
      {
        is_text: {
          switch: [{ condition: '$${get_type(e) == "string"}', return: { code: 0, text: "$${e}", may_pass: false } }],
        },
      },
      { ask: { call: "transient", args: { e: "$${e}" }, result: "may_pass" } },
      {
        parts: {
          assign: [
            { code: '$${default(map.get(e, "code"), 0)}' },
            { said: '$${default(map.get(e, "message"), "no message")}' },
            { body: '$${json.encode_to_string(default(map.get(e, "body"), ""))}' },
          ],
        },
      },
      { give: { return: { code: "$${code}", text: '$${said + " " + body}', may_pass: "$${may_pass}" } } },
    ],
  },
  read: {
    params: ["url", "query"],
    steps: [
      {
        get: {
          try: { call: "http.get", args: { url: "$${url}", query: "$${query}", auth, timeout: 60 }, result: "answer" },
          retry,
        },
      },
      { give: { return: "$${answer.body}" } },
    ],
  },
  send: {
    params: ["method", "url", "query", "body"],
    steps: [
      {
        request: {
          try: {
            call: "http.request",
            args: { method: "$${method}", url: "$${url}", query: "$${query}", body: "$${body}", auth, timeout: 60 },
            result: "answer",
          },
          retry,
        },
      },
      { give: { return: "$${answer.body}" } },
    ],
  },
};

/** With `change`: sends, and waits for the operation that it started. */
export const callsWithOperations = {
  ...calls,
  change: {
    params: ["api", "url", "body"],
    steps: [
      { settings: { assign: [{ waited: 0 }] } },
      {
        send_it: {
          call: "send",
          args: { method: "POST", url: "$${url}", query: {}, body: "$${body}" },
          result: "operation",
        },
      },
      {
        is_done: {
          switch: [
            {
              condition: '$${"error" in operation}',
              raise: '$${"operation " + operation.name + " failed: " + operation.error.message}',
            },
            { condition: '$${"done" in operation}', next: "give" },
            {
              condition: `$\${waited >= ${longestOperationSeconds}}`,
              raise: '$${"operation " + operation.name + " did not end in " + string(waited) + " seconds"}',
            },
          ],
        },
      },
      { wait: { call: "sys.sleep", args: { seconds: operationPollSeconds } } },
      { tick: { assign: [{ waited: `$\${waited + ${operationPollSeconds}}` }] } },
      { look: { call: "read", args: { url: '$${api + "/" + operation.name}', query: {} }, result: "operation" } },
      { again: { next: "is_done" } },
      { give: { return: "$${operation}" } },
    ],
  },
};
