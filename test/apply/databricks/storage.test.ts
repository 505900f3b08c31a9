/**
 * A pilot whose bucket AWS makes, with both real providers: the bucket and its role on an emulator of AWS, the
 * credential and the pilot in a loopback workspace, which takes the role only where the role's trust lets it.
 */
import type { Changes } from "../../terraform/workspace.js";
import { example } from "../../terraform/workspace.js";
import { Emulator, noEmulator } from "../emulator.js";
import { describeDatabricks, stack } from "./databricks-pilot.js";
import { metastoreId } from "./fake/catalogs.js";
import { deployer } from "./fake/databricks.js";
import { textAt } from "./fake/world.js";

const storage = "penguins-databricks-storage";
const ownBucket: Changes = {
  aws: { ...example.aws, pilot: false, clientVpcIds: ["vpc-0a1b2c3d4e5f60718"] },
  operators: { aws: [] },
  databricks: { location: undefined, account: undefined },
};
const withEmulator = noEmulator();

describeDatabricks(
  "a bucket that AWS makes for a workspace",
  [storage, stack],
  (pilot) => {
    const { fake, workspace } = pilot;
    let emulator: Emulator;
    beforeAll(async () => {
      emulator = await Emulator.start("eu-west-1");
      // the deployer may make a credential, and has no right on one that exists
      fake.privileges.delete("storage_credential/penguins-storage");
      const rights = new Set(["CREATE_CATALOG", "CREATE_EXTERNAL_LOCATION"]);
      fake.privileges.set(`metastore/${metastoreId}`, new Map([[deployer, rights]]));
    });
    afterAll(() => emulator.stop());

    const to = async (name: string) => {
      pilot.provider = name === storage ? emulator.provider : undefined;
      await pilot.to(name, ownBucket);
    };
    const apply = () => workspace.run(storage, "apply", "-no-color", "-auto-approve");
    const credential = () => fake.things.get("credentials/penguins-credential");

    /** The trust of the role as the emulator holds it. */
    async function trust(): Promise<string> {
      const form = { RoleName: "penguins-databricks-catalog-role" };
      const answer = await emulator.query("iam", "2010-05-08", "GetRole", form);
      return decodeURIComponent(/<AssumeRolePolicyDocument>([^<]*)</.exec(answer)?.[1] ?? "");
    }

    test("without CREATE STORAGE CREDENTIAL neither the credential nor the role is made", async () => {
      await to(storage);
      const { code, output } = await apply();
      expect([code, output]).toEqual([1, expect.stringContaining("CREATE STORAGE CREDENTIAL")]);
      await expect(trust()).rejects.toThrow("NoSuchEntity");
    });

    test("the credential comes first, the role trusts its id, and the second plan is empty", async () => {
      fake.privileges.get(`metastore/${metastoreId}`)?.get(deployer)?.add("CREATE_STORAGE_CREDENTIAL");
      await workspace.terraform(storage, "apply", "-no-color", "-auto-approve");
      expect(await workspace.changes(storage)).toEqual([]);
      expect(credential()).toMatchObject({
        isolation_mode: "ISOLATION_MODE_ISOLATED",
        aws_iam_role: { role_arn: "arn:aws:iam::123456789012:role/penguins-databricks-catalog-role" },
      });
      const id = textAt(credential(), "aws_iam_role", "external_id");
      expect(id).toMatch(/^external-id-of-credential-\d+$/);
      expect((await trust()).split(id)).toHaveLength(3);
      expect(emulator.unanswered).toEqual([]);
    });

    test("the pilot's location is refused until IAM knows the role; then it stands in the bucket, and the plan is empty", async () => {
      await to(stack);
      const early = await workspace.run(stack, "apply", "-no-color", "-auto-approve");
      expect([early.code, early.output]).toEqual([1, expect.stringContaining("cannot be assumed")]);
      const document = await trust();
      fake.settings.takes = (role, externalId) =>
        document.includes(`"sts:ExternalId":"${externalId}"`) && document.includes(`"aws:PrincipalArn":"${role}"`);
      await workspace.apply(stack);
      expect(await workspace.changes(stack)).toEqual([]);
      expect(fake.things.get("locations/penguins-location")).toMatchObject({
        url: "s3://penguins-databricks-data-123456789012",
        credential_name: "penguins-credential",
        isolation_mode: "ISOLATION_MODE_ISOLATED",
      });
      expect(textAt(fake.things.get("volumes/penguins.pilot.data"), "storage_location")).toBe(
        "s3://penguins-databricks-data-123456789012/data",
      );
    });

    test("the credential stays while the location is there; the pilot goes first, and then all of it", async () => {
      await to(storage);
      const early = await pilot.destroy(storage);
      expect([early.code, early.output]).toEqual([1, expect.stringContaining("has dependent")]);
      expect(credential()).toBeDefined();
      await workspace.terraform(storage, "apply", "-no-color", "-auto-approve");
      await to(stack);
      expect((await pilot.destroy()).code).toBe(0);
      await to(storage);
      const { code, output } = await pilot.destroy(storage);
      // S3 has written logs meanwhile, which keep their bucket
      expect([code, output]).toEqual([1, expect.stringContaining("BucketNotEmpty")]);
      const left = (await emulator.contents()).filter((line) => line.includes("penguins"));
      expect(left).toEqual(["s3 buckets penguins-databricks-access-logs-123456789012"]);
      expect(credential()).toBeUndefined();
      await expect(trust()).rejects.toThrow("NoSuchEntity");
    });
  },
  { needs: withEmulator, changes: ownBucket },
);
