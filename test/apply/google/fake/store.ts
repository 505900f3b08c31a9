/** What the fake keeps, and the usual life of a thing in it. */
import { type Call, type Json, Refusal, type World } from "./world.js";

/** When everything was made. */
export const time = "2026-11-30T00:00:00Z";

/** Things by path. */
export class Store implements World {
  readonly things = new Map<string, Json>();
  readonly policies = new Map<string, Json>();
  readonly deletedAt = new Map<string, number>();
  readonly usedAt = new Map<string, number>();
  private serial = 100;

  now(): number {
    return Date.now() / 1000;
  }

  /** A number that nothing has yet. */
  next(): string {
    this.serial += 1;
    return String(this.serial);
  }

  /** Keeps a new thing; one of that path is refused. */
  create(path: string, thing: Json): Json {
    if (this.things.has(path)) throw new Refusal(409, `Resource already exists: ${path}`, "ALREADY_EXISTS");
    this.things.set(path, thing);
    return thing;
  }

  get(path: string): Json {
    const thing = this.things.get(path);
    if (thing === undefined) throw new Refusal(404, `Not found: ${path}`, "NOT_FOUND");
    return thing;
  }

  /** POST on a collection, then GET, PATCH by a mask, PUT and DELETE on what it made. */
  usual(
    { method, path, query, body }: Call,
    id: { readonly query?: string; readonly body?: string },
    wrap: (thing: Json) => Json = (thing) => thing,
    more: Json = {},
  ): Json {
    if (method === "POST") {
      const asked = id.query ? query.get(id.query) : id.body ? String(body[id.body]).split("/").pop() : null;
      const key = `${path}/${asked ?? this.next()}`;
      const name = key.split("/").slice(3).join("/");
      return wrap(this.create(key, { createTime: time, updateTime: time, etag: "e1", ...body, name, ...more }));
    }
    const thing = this.get(path);
    if (method === "DELETE") {
      this.things.delete(path);
      this.policies.delete(path);
      return wrap({});
    }
    if (method === "GET") return thing;
    const mask = query.get("updateMask");
    const fields = mask
      ? mask
          .split(",")
          .map((field) => (field.split(".")[0] ?? "").replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()))
      : Object.keys(body);
    for (const field of fields) {
      if (field === "name") continue;
      if (body[field] === undefined || body[field] === null) delete thing[field];
      else thing[field] = body[field];
    }
    return wrap(thing);
  }
}
