/** What a change of the spec does to a pilot that is deployed on Azure ML. */
import { costsNothing, outage, type SpecChange } from "../changes/spec-change.js";

const runs = "Wait until no run is going on: a run ends with the cluster that it runs on.";

/**
 * One row for each change, by the documents of Azure. Each is walked in synthesized stacks (`test/plan`), and by the
 * plans of the real providers on a pilot that is deployed on a fake (`test/changes`).
 */
export const changes: readonly SpecChange[] = [
  {
    key: "azure.live",
    how: "in place",
    words: "The traffic moves to the deployment of the other release, which is there already.",
    costs: costsNothing,
    seenAt: [{ type: "azapi_update_resource", pointer: "/body/properties/traffic" }],
  },
  {
    key: "azure.canary",
    how: "in place",
    words: "endpoint.canaryPercent of the traffic moves to the release, or back. Nothing rolls back by itself.",
    costs: costsNothing,
    seenAt: [{ type: "azapi_update_resource", pointer: "/body/properties/traffic" }],
  },
  {
    key: "azure.releases",
    change: "one is added",
    how: "in place",
    words: "A deployment starts beside the others. It gets no traffic until live or canary names it.",
    costs: "minReplicas machines more bill from now on, and the quota must allow them.",
  },
  {
    key: "azure.releases",
    change: "one without traffic is removed",
    how: "in place",
    words: "Its deployment goes with its machines. The version stays registered, so the release can be listed again.",
    costs: costsNothing,
  },
  {
    key: "azure.releases",
    change: "one that serves is removed",
    how: "refused",
    words:
      "The plan stops, because its share of the traffic would stay. Set live to another release and deploy, then drop it.",
    costs: costsNothing,
  },
  {
    key: "azure.releases",
    change: "another version under the same name",
    how: "refused",
    words: "A release stays the version that it was deployed with. List the other version as another release.",
    costs: costsNothing,
  },
  {
    key: "image.digest",
    change: "with releases that name their image",
    how: "in place",
    words: "The next run uses the image, and so does a release that names none. A listed release keeps its own.",
    costs: costsNothing,
  },
  {
    key: "image.digest",
    change: "with a release that names no image",
    how: "refused",
    words:
      "A release keeps the image that it was deployed with. Write it beside its version, and list the new one as another release.",
    costs: costsNothing,
  },
  {
    key: "image.predictRoute",
    how: "refused until paused",
    words:
      "A listed release keeps its port and routes. Set paused: true and deploy, then change them and set paused: false.",
    costs: outage,
  },
  {
    key: "endpoint.hardware",
    change: "with releases that name their hardware",
    how: "in place",
    words: "A release that is added gets the new machines. A listed release keeps its own.",
    costs: costsNothing,
  },
  {
    key: "endpoint.hardware",
    change: "with a release that names no hardware",
    how: "refused",
    words:
      "A deployment takes no other VM size. Write the old hardware beside its version, and list another release with the new one.",
    costs: "Both releases bill while both are listed.",
    seenAt: [{ type: "azapi_resource", pointer: "/body/properties/instanceType" }],
  },
  {
    key: "endpoint.minReplicas",
    how: "in place",
    words: "The autoscale gets the new bound. Without autoscale the number of machines changes at once.",
    costs: "More machines bill from now on, and the quota must allow them.",
  },
  {
    key: "endpoint.maxReplicas",
    how: "in place",
    words: "The autoscale gets the new bound. It appears above minReplicas, and goes at the same number.",
    costs: costsNothing,
  },
  {
    key: "endpoint.mode",
    change: "realtime to batch",
    how: "stops what serves",
    words: "The traffic goes, then the deployments and the endpoint, and a scoring schedule takes their place.",
    costs: "Nobody can call the endpoint any more.",
  },
  {
    key: "training.hardware",
    how: "in place",
    words: "A cluster of the new VM size is made, the schedule names it, and a cluster that no step uses goes.",
    costs: runs,
    seenAt: [{ type: "azurerm_machine_learning_compute_cluster", pointer: "/vm_size" }],
  },
  {
    key: "training.interruptible",
    how: "in place",
    words: "A cluster of the other priority is made, the schedule names it, and a cluster that no step uses goes.",
    costs: runs,
    seenAt: [{ type: "azurerm_machine_learning_compute_cluster", pointer: "/vm_priority" }],
  },
  {
    key: "network.allowedClients",
    how: "in place",
    words: "The rules of the two groups are changed.",
    costs: costsNothing,
  },
  {
    key: "network.cidr",
    how: "refused",
    words:
      "Azure moves no subnet that is in use. Take a network of your own by azure.existingNetwork, or a pilot of another name.",
    costs: costsNothing,
    seenAt: [{ type: "azurerm_virtual_network", pointer: "/address_space" }],
  },
  {
    key: "azure.existingNetwork",
    how: "refused until paused",
    words:
      "Each private endpoint would be made anew. Set paused: true and deploy, then change the network and set paused: " +
      "false.",
    costs: `${outage} The pilot's own network goes, and its flow logs with it.`,
  },
  {
    key: "azure.isolationMode",
    change: "tightened",
    how: "in place",
    words: "The managed network closes its way to the internet. Azure never opens it again.",
    costs: "Approved connections alone are left. A run that needs the internet fails.",
  },
  {
    key: "azure.isolationMode",
    change: "loosened",
    how: "refused",
    words: "Azure only tightens a managed network. Take a pilot of another name.",
    costs: costsNothing,
  },
  {
    key: "azure.location",
    how: "refused",
    words: "The data, its key and their names stay where they are. Deploy a pilot of another name there.",
    costs: costsNothing,
  },
  {
    key: "azure.replication",
    how: "refused",
    words: "Azure would make another account and delete this one with the data. Deploy a pilot of another name.",
    costs: costsNothing,
    seenAt: [{ type: "azurerm_storage_account", pointer: "/account_replication_type" }],
  },
  {
    key: "azure.generation",
    how: "refused",
    words: "Another vault would take the key away from the data. Raise it only for a deploy after a destroy.",
    costs: costsNothing,
  },
  { key: "operators.azure", how: "in place", words: "Role assignments are added and removed.", costs: costsNothing },
  { key: "labels", how: "in place", words: "Tags are changed.", costs: costsNothing },
  {
    key: "budget.recipients",
    how: "in place",
    words: "The budget and the receivers of all alerts are changed.",
    costs: costsNothing,
  },
  {
    key: "data.retentionDays",
    how: "in place",
    words: "The expiry of each container is changed. What is older than a shorter one is deleted within a day.",
    costs: "What has expired cannot be read again, but for its versions.",
  },
  {
    key: "onDestroy",
    how: "in place",
    words: "The next destroy keeps the data, or deletes it. Deploy once before you destroy.",
    costs: costsNothing,
  },
  {
    key: "paused",
    change: "false to true",
    how: "stops what serves",
    words:
      "The endpoint, its deployments, its alerts, the private endpoints and the dashboard go. Stores and the workspace stay.",
    costs: "Nobody can call the endpoint, or reach the data from the network, until paused is false again.",
  },
];
