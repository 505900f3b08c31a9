/** What a spec says of Azure Machine Learning alone. */
import { z } from "zod";
import { hardware, live, machinesByClass, regionCheck, release, text, typeCheck } from "../pilot-spec/fields.js";
import { providerVersion } from "../pilot-spec/provider-version.js";
import { providerVersions } from "./provider-versions.js";

/** An id of Entra or of a subscription. RFC 9562, sections 5.9 and 5.10: nobody has the one of zeros, or of Fs. */
const id = (error: string) =>
  z.uuid({ error }).refine((text) => !/^(?:0{8}|f{8})-/i.test(text), `${error} that somebody has`);

/** Who may be an operator. */
export const operators = z
  .array(id("must be the object id (a UUID) of a user, group or service principal").toLowerCase())
  .default([])
  .describe("Entra object ids of users, groups or service principals");

/** An ARM id of one type, written as the portal shows it. */
const armId = (type: string, what: string, child = "") =>
  z
    .string()
    .regex(
      new RegExp(
        `^/subscriptions/[0-9a-f-]{36}/resourceGroups/[\\w.()-]{0,89}[\\w()-]/providers/${type}/[\\w.-]+${child && `${child}[\\w.-]+`}$`,
      ),
      `must be the ARM id of ${what}: /subscriptions/…/providers/${type}/…${child && `${child}…`}`,
    );

/** A size of Azure's machines. */
const vmSize = z
  .string()
  .regex(/^Standard_[A-Z][A-Za-z]{0,5}\d{1,3}[A-Za-z0-9_-]{0,40}$/, "must be a VM size, such as Standard_NC8as_T4_v3");

const azureReleases = z
  .record(
    release,
    z.union([
      text,
      z.strictObject({
        version: text.describe("The number of a registered version."),
        image: z
          .string()
          .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 lower-case hex digits")
          .optional()
          .describe("The digest of the image that serves it."),
        hardware: hardware.optional().describe("The class of the machines that serve it."),
        vmSize: vmSize.optional().describe("Their VM size, where azure.machines has another one for their class now."),
      }),
    ]),
  )
  .default({})
  .describe(
    "Model versions that the endpoint may serve: a name, and the number of a registered version. A release keeps the image " +
      "and the hardware that it was deployed with. Where image.digest or endpoint.hardware changes, write what it keeps: " +
      '{ version: "1", image: "sha256:…", hardware: cpu-small }.',
  );

/** The block of the spec. */
export const block = z
  .strictObject({
    subscription: id("must be a subscription id (a UUID)"),
    tenant: id("must be a tenant id (a UUID)"),
    location: z.string().regex(/^[a-z]+[0-9]?$/, "must be a location, such as westeurope"),
    regionCheck,
    providerVersion: providerVersion(providerVersions),
    existingNetwork: z
      .strictObject({
        virtualNetworkId: armId("Microsoft.Network/virtualNetworks", "a virtual network"),
        privateEndpointSubnetId: armId("Microsoft.Network/virtualNetworks", "a subnet", "/subnets/"),
        privateDnsZonesGroupId: z
          .string()
          .regex(
            /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]{0,89}[\w()-]$/,
            "must be a resource group's ARM id",
          )
          .optional()
          .describe("where its private DNS zones are; without it they are made here and linked"),
      })
      .optional()
      .describe("stand in this virtual network instead of making one"),
    replication: z
      .enum(["ZRS", "LRS"])
      .optional()
      .describe(
        "Copies of the data: in three zones of the location (ZRS) or in one (LRS). Without it ZRS where the location " +
          "has zones. It stays what it was deployed with.",
      ),
    networkWatcherId: armId("Microsoft.Network/networkWatchers", "a network watcher")
      .optional()
      .describe(
        "The location's network watcher, where it is another than the one that Azure makes with the first virtual " +
          "network of a location (NetworkWatcherRG/NetworkWatcher_<location>). `az network watcher list` shows it.",
      ),
    generation: z
      .int()
      .min(0)
      .max(999)
      .default(0)
      .describe(
        "Raise it by one for a deploy after a destroy where Azure still holds the old names back: vaults for 90 days " +
          "(a deploy to another location cannot recover them), a deleted workspace for 14 days. 0 keeps the first names.",
      ),
    isolationMode: z
      .enum(["AllowOnlyApprovedOutbound", "AllowInternetOutbound"])
      .default("AllowOnlyApprovedOutbound")
      .describe("of the workspace's managed network; tightening is one-way"),
    machines: machinesByClass(
      z.strictObject({
        vmSize,
        typeCheck,
        vCpus: z.int().min(1).max(1000).describe("of one machine, as its quota counts them"),
        quota: z
          .string()
          .max(80)
          .regex(
            /^[A-Za-z](?:[\w.-]| (?=\w)){2,99}$/,
            "must be a family of Azure ML's quotas, such as standard NCASv3_T4 Family",
          )
          .describe("the family whose quota counts it, as az ml compute list-usage prints it"),
      }),
      "gpu-small: { vmSize: Standard_NC8as_T4_v3, vCpus: 8, quota: standard NCASv3_T4 Family }",
    ),
    releases: azureReleases,
    live,
    canary: release
      .nullable()
      .default(null)
      .describe("a listed release that gets endpoint.canaryPercent of the traffic while it is watched"),
  })
  .describe("Azure Machine Learning. Leave it out and there is no stack for it.");
