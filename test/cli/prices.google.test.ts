/** A price book from Google's catalog, in its documented shape. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import { type Answer, book, key, make, type Routes } from "./price-list-server.js";

const catalog = "cloudbilling.googleapis.com/v1/services";
const sku = (description: string, units: string, nanos: number, usageUnit: string, more: object = {}) => ({
  ...{ skuId: description, description, category: { usageType: "OnDemand" }, serviceRegions: ["europe-west4"] },
  pricingInfo: [
    {
      pricingExpression: {
        usageUnit,
        tieredRates: [{ startUsageAmount: 0, unitPrice: { currencyCode: "USD", units, nanos } }],
      },
    },
  ],
  ...more,
});
const google: Routes = {
  [`${catalog}/V/skus`]: (request: IncomingMessage, response: ServerResponse) => {
    const isSecond = new URL(request.url ?? "", "http://h").searchParams.get("pageToken") === "two";
    const train = "Vertex AI: Training/Pipelines";
    const first = [
      sku(`${train} on E2 Instance Core running in EMEA`, "0", 30_000_000, "h"),
      sku(`${train} on E2 Instance Ram running in EMEA`, "0", 4_000_000, "GiBy.h"),
      sku(`${train} on E2 Instance Core running in Americas`, "9", 0, "h", { serviceRegions: ["us-central1"] }),
      sku(`${train} on E2 Instance Core running in EMEA`, "0", 9_000_000, "h", {
        category: { usageType: "Preemptible" },
      }),
    ];
    const second = [
      sku(`${train} Management fee on E2 Instance Core in EMEA`, "0", 5_000_000, "h"),
      sku(`${train} Management fee on E2 Instance RAM in EMEA`, "0", 1_000_000, "GiBy.h"),
      sku(`${train} on SSD backed PD Capacity`, "0", 267_800, "GiBy.h"),
      sku(`${train} on NVIDIA H100 80GB in Netherlands`, "11", 0, "h"),
      sku(`${train} on NVIDIA L4 in Netherlands`, "0", 640_000_000, "h"),
      sku(`${train} Management fee on NVIDIA L4 in Netherlands`, "0", 100_000_000, "h"),
      sku("Vertex AI: Online/Batch Prediction Nvidia L4 GPU running in Netherlands", "0", 700_000_000, "h"),
      sku("Vertex AI: Online/Batch Prediction E2 Instance Core running in EMEA", "0", 36_000_000, "h"),
      sku("Vertex AI: Online/Batch Prediction G2 Instance Core running in EMEA", "0", 30_000_000, "h"),
      sku("Vertex AI: Online/Batch Prediction G2 Instance Ram running in EMEA", "0", 3_000_000, "GiBy.h"),
      sku("Vertex AI: Online/Batch Prediction management fee on G2 Instance Core in EMEA", "0", 4_000_000, "h"),
      sku("Vertex AI: Online/Batch Prediction management fee on G2 Instance RAM in EMEA", "0", 500_000, "GiBy.h"),
      sku("Vertex AI: Online/Batch Prediction E2 Instance Ram running in EMEA", "0", 5_000_000, "GiBy.h"),
    ];
    const answer = isSecond ? { skus: second, nextPageToken: "" } : { skus: first, nextPageToken: "two" };
    response.writeHead(200).end(JSON.stringify(answer));
  },
  [`${catalog}/K/skus`]: {
    skus: [sku("Active software symmetric key versions", "0", 60_000_000, "mo", { serviceRegions: ["global"] })],
  },
  [`${catalog}/D/skus`]: { skus: [sku("ManagedZone", "0", 200_000_000, "mo", { serviceRegions: ["global"] })] },
  [`${catalog}?`]: {
    services: [
      { serviceId: "V", displayName: "Vertex AI" },
      { serviceId: "K", displayName: "Cloud Key Management Service (KMS)" },
      { serviceId: "D", displayName: "Cloud DNS" },
    ],
  },
};
const unlisted = [
  "google_cloud_scheduler_job",
  "google_compute_global_forwarding_rule",
  "google_monitoring_alert_policy",
];

describe("Google's catalog", () => {
  test("a machine is the sum of its vCPUs, its memory and the fee; what no SKU is known for is named", async () => {
    const made = await make("google", google);
    expect(book(made)).toEqual({
      // 4 × 0.030 + 16 × 0.004 + 4 × 0.005 + 16 × 0.001; and 4 × 0.036 + 16 × 0.005
      "e2-standard-4": [0.22, "hour"],
      "e2-standard-4 endpoint": [0.224, "hour"],
      google_dns_managed_zone: [0.2, "month"],
      google_kms_crypto_key: [0.06, "month"],
      "vertex ai pd-ssd": [0.0002678, "hour"],
    });
    expect(made.lines.slice(1)).toEqual(
      unlisted.map((meter) => `no price: ${meter}: no SKU of Google is known for it`),
    );
    expect(made.text).not.toContain(key);
    expect(made.asked.every((path) => path.includes(`key=${key}`))).toBe(true);
  });

  test.each<[string, PilotSpecInput["training"] & object, Record<string, unknown>, readonly string[]]>([
    [
      "an accelerator is a meter of its own, with the fee that the catalog has for it",
      { hardware: "gpu-small" },
      { NVIDIA_L4: [0.74, "hour"] },
      ["g2-standard-4: the list has no entry for Vertex AI: Training/Pipelines on G2 Instance Core running in"],
    ],
    [
      "one that the catalog has no entry for is named",
      { hardware: "gpu-large" },
      { NVIDIA_L4: [0.74, "hour"] },
      ["g2-standard-48: the list has no entry for Vertex AI: Training/Pipelines on G2 Instance Core running in"],
    ],
  ])("%s", async (_, training, prices, without) => {
    const made = await make("google", google, {
      change: (input) => void Object.assign(input, { training: { ...input.training, ...training } }),
    });
    expect(book(made)).toMatchObject(prices);
    for (const line of without) expect(made.lines).toContain(`no price: ${line}`);
  });

  test("what serves has the fee that its family has, and an accelerator its own price", async () => {
    const made = await make("google", google, {
      change: (input) => void Object.assign(input, { endpoint: { ...input.endpoint, hardware: "gpu-small" } }),
    });
    // 4 × 0.030 + 16 × 0.003 + 4 × 0.004 + 16 × 0.0005
    expect(book(made)).toMatchObject({
      "g2-standard-4 endpoint": [0.192, "hour"],
      "NVIDIA_L4 endpoint": [0.7, "hour"],
    });
  });

  test("without a key nothing is asked, and each meter says so", async () => {
    const made = await make("google", google, { env: {} });
    expect(made.problem).toContain("e2-standard-4: Google's catalog asks for an API key; set PILOT_GOOGLE_API_KEY");
    expect([made.files, made.asked]).toEqual([[], []]);
  });

  test("a key that is refused is a problem at once, and stays out of the words", async () => {
    const made = await make("google", { [catalog]: ((_, response) => response.writeHead(403).end()) as Answer });
    expect(made.problem).toMatch(/answered 403 1 times; try again later, or check the key/);
    expect(made.problem).not.toContain(key);
    expect(made.files).toEqual([]);
  });
});
