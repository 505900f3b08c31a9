/**
 * What `docs/copies.md` says of buckets, keys, networks and roles that exist, read in the stacks that its code makes:
 * nothing of them is made, the rights are where it puts them, and the ledger can be gathered.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { analysisOf } from "../../review/analysis/analysis.js";
import { page } from "../../review/pages/page.js";
import { stackOf } from "../../review/read/stack.js";
import { markdown } from "../../review/write/markdown.js";
import { appOf, stacksOf } from "../../scripts/assembled-docs/usage.js";
import { addLedger } from "../../stacks/ledger.js";

type Json = Record<string, Record<string, Record<string, unknown>>>;

const examples = join(__dirname, "../../examples/existing");
/** What a store, a key or a network is called on the platforms, after the name of its provider. */
const stands =
  /^[a-z]+_(s3_bucket|storage_bucket|kms_key|kms_crypto_key|key_vault_key|vpc|subnet|security_group|compute_(network|subnetwork|network_attachment)|virtual_network|private_dns_zone)$/;

describe.each(readdirSync(examples).map((file) => file.replace(/\.ts$/, "")))("%s: what exists", (platform) => {
  let stack: TerraformStack;
  beforeAll(async () => {
    stack = stacksOf(await appOf(join(examples, `${platform}.ts`)))[0] as TerraformStack;
  });
  const json = () => {
    stack.prepareStack();
    return JSON.parse(JSON.stringify(stack.toTerraform())) as { readonly resource: Json };
  };
  const review = () => markdown(page(analysisOf(stackOf("existing", "cdk.tf.json", json()))));

  test("nothing of it is made", () => {
    const { resource } = json();
    expect(Object.keys(resource).filter((type) => stands.test(type))).toEqual([]);
    expect(JSON.stringify(resource)).toMatch(/acme-?lake/);
  });

  test("the job's rights in the bucket stand where the example puts them, on one prefix", () => {
    const all = Object.values(json().resource).flatMap((ofType) => Object.entries(ofType));
    const rights = JSON.stringify(Object.fromEntries(all)["job-reads-data"]);
    expect(rights).toMatch(/data/);
    expect(rights).not.toMatch(/artifacts/);
  });

  test("the review says that a stack records nothing, and with addLedger what its constructs promise", () => {
    expect(review()).toMatch(/no ledger/);
    addLedger(stack, { platform });
    expect(review()).not.toMatch(/no ledger/);
    expect(review()).toMatch(/\| training job \| `training@example\.com` \|/);
  });
});
