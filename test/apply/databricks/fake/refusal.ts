/** An answer that refuses, in the form of the Databricks APIs: docs.databricks.com/api, "Errors" (2026-12). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  /** What goes over the wire. */
  get body(): { readonly error_code: string; readonly message: string } {
    return { error_code: this.code, message: this.message };
  }
}

/** A value that is not right. */
export const invalid = (message: string): Refusal => new Refusal(400, "INVALID_PARAMETER_VALUE", message);

/** A thing that is not there. */
export const missing = (what: string): Refusal =>
  new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `${what} does not exist.`);

/** A caller that may not. */
export const denied = (message: string): Refusal => new Refusal(403, "PERMISSION_DENIED", message);
