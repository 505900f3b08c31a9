/**
 * What a registered model lies in is kept. A lifecycle rule knows no tags, but it knows storage classes: what is under
 * `artifacts/` expires in the class STANDARD only, so the files of a registered model are rewritten in place, under
 * their own names, into NEARLINE. docs.cloud.google.com/storage/docs/lifecycle#matchesstorageclass (2026-11)
 *
 * Where no file lies at the place that is named, nothing was kept, and that is an error.
 */
import type { Step } from "./calls.js";

/** The class of what is kept. Reading it costs by the GiB; it is stored for 30 days at least. */
const keptClass = "NEARLINE";

/**
 * Returns a step that keeps what lies under a prefix of the bucket.
 * @param prefix an expression of Workflows without its braces
 */
export function keepStep(name: string, bucketName: string, prefix: string): Step {
  return { [name]: { call: "keep_files", args: { bucket: bucketName, prefix: `$\${${prefix}}` }, result: "kept" } };
}

/**
 * The subworkflow that keeps files: it lists what lies there and rewrites what may expire. Run again it changes
 * nothing.
 */
export const keepFiles = {
  keep_files: {
    params: ["bucket", "prefix"],
    steps: [
      {
        begin: {
          assign: [
            { objects: '$${"https://storage.googleapis.com/storage/v1/b/" + bucket + "/o"}' },
            { fields: "items(name,storageClass),nextPageToken" },
            { query: { prefix: "$${prefix}", fields: "$${fields}" } },
            { kept: 0 },
            { none: [] },
          ],
        },
      },
      { list: { call: "read", args: { url: "$${objects}", query: "$${query}" }, result: "page" } },
      { listed: { assign: [{ items: '$${default(map.get(page, "items"), none)}' }] } },
      {
        each: {
          for: {
            value: "item",
            in: "$${items}",
            steps: [
              { count: { assign: [{ kept: "$${kept + 1}" }] } },
              { is_kept: { switch: [{ condition: '$${item.storageClass != "STANDARD"}', next: "continue" }] } },
              {
                name: {
                  assign: [
                    { object: '$${objects + "/" + text.url_encode(item.name)}' },
                    { rewrite: { fields: "done,rewriteToken" } },
                  ],
                },
              },
              {
                to: {
                  assign: [{ target: '$${object + "/rewriteTo/b/" + bucket + "/o/" + text.url_encode(item.name)}' }],
                },
              },
              {
                write: {
                  call: "send",
                  args: { method: "POST", url: "$${target}", query: "$${rewrite}", body: { storageClass: keptClass } },
                  result: "written",
                },
              },
              // A large object takes several calls, each of which goes on where the one before ended.
              { is_written: { switch: [{ condition: "$${written.done}", next: "continue" }] } },
              {
                go_on: {
                  assign: [{ rewrite: { fields: "done,rewriteToken", rewriteToken: "$${written.rewriteToken}" } }],
                  next: "write",
                },
              },
            ],
          },
        },
      },
      { turn: { assign: [{ next_page: '$${default(map.get(page, "nextPageToken"), "")}' }] } },
      { more: { switch: [{ condition: '$${next_page == ""}', next: "any" }] } },
      {
        again: {
          assign: [{ query: { prefix: "$${prefix}", fields: "$${fields}", pageToken: "$${next_page}" } }],
          next: "list",
        },
      },
      {
        any: {
          switch: [
            {
              condition: "$${kept == 0}",
              raise: '$${"kept 0 files, because none lies under gs://" + bucket + "/" + prefix}',
            },
          ],
        },
      },
      { give: { return: "$${kept}" } },
    ],
  },
};
