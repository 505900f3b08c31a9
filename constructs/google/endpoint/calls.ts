/** Subworkflows of Google Workflows: calls of Google's APIs as the workflow's own account. */

/** A workflow's step: its name and what it does. */
export type Step = Readonly<Record<string, unknown>>;

const backoff = { initial_delay: 2, max_delay: 60, multiplier: 2 };

/** Five repeats: of reads always, of writes where the service was busy or not reached. */
export const calls = {
  read: {
    params: ["url", "query"],
    steps: [
      {
        get: {
          try: {
            call: "http.get",
            args: { url: "$${url}", query: "$${query}", auth: { type: "OAuth2" }, timeout: 60 },
            result: "answer",
          },
          retry: { predicate: "$${http.default_retry_predicate}", max_retries: 5, backoff },
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
            args: {
              method: "$${method}",
              url: "$${url}",
              query: "$${query}",
              body: "$${body}",
              auth: { type: "OAuth2" },
              timeout: 60,
            },
            result: "answer",
          },
          retry: { predicate: "$${http.default_retry_predicate_non_idempotent}", max_retries: 5, backoff },
        },
      },
      { give: { return: "$${answer.body}" } },
    ],
  },
  /** Sends, and waits for the operation that it started. */
  change: {
    params: ["api", "url", "body"],
    steps: [
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
          ],
        },
      },
      { wait: { call: "sys.sleep", args: { seconds: 15 } } },
      { look: { call: "read", args: { url: '$${api + "/" + operation.name}', query: {} }, result: "operation" } },
      { again: { next: "is_done" } },
      { give: { return: "$${operation}" } },
    ],
  },
};
