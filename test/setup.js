// cdktf captures a stack trace, mapped to its source, for every token; nothing in the tests reads one, and they take half the time.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));
