/** What a change of the spec does to a pilot that is deployed on Vertex AI. */
import { costsNothing, type SpecChange } from "../changes/spec-change.js";

const release = "google_workflows_workflow";
const run = "the release workflow, which `next_5_invoke` runs";
const watched = "Replicas of both bill while the new one is watched, ten minutes and a start.";

/** One row for each change; `test/changes/google.ts` says how each is tried. */
export const changes: readonly SpecChange[] = [
  {
    key: "google.live",
    how: "beside, then switched",
    words: `Terraform changes the source of ${run}: it deploys the version beside the old one, watches it, and then takes the old one off.`,
    costs: watched,
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "google.releases",
    change: "one more",
    how: "in place",
    words: "The release workflow knows one more version; nothing moves until it is live.",
    costs: costsNothing,
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "google.releases",
    change: "one that is not live is removed",
    how: "in place",
    words:
      "The release workflow keeps its files no longer; those that were kept stay until somebody removes them. It can go live again once it is listed.",
    costs: costsNothing,
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "google.releases",
    change: "without the live one",
    how: "refused",
    words: "The check refuses it, because the live release must be one of the releases.",
    costs: costsNothing,
  },
  {
    key: "google.machines.endpoint",
    how: "beside, then switched",
    words: `Terraform changes the source of ${run}: another machine, accelerator or number of accelerators is a second deployment of the same version, watched like a release.`,
    costs: watched,
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "endpoint.hardware",
    how: "beside, then switched",
    words: `Terraform changes the source of ${run}: the same version is deployed on the other hardware, watched, and then the old deployment goes.`,
    costs: watched,
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "endpoint.minReplicas",
    how: "in place",
    words: `The deployed model keeps serving while ${run}, changes its numbers of replicas.`,
    costs: "Replicas bill by the second, from the new number up.",
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "endpoint.maxReplicas",
    how: "in place",
    words: `The deployed model keeps serving while ${run}, changes its numbers of replicas.`,
    costs: "Replicas bill by the second, up to the new number.",
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "endpoint.p95Milliseconds",
    how: "in place",
    words: "The alert and the next watch have the new number; what serves is not watched again.",
    costs: costsNothing,
    seenAt: [{ type: "google_monitoring_alert_policy", pointer: "/conditions/0/condition_threshold/threshold_value" }],
  },
  {
    key: "endpoint.idleHours",
    how: "in place",
    words: "The alert on idle replicas has the new range.",
    costs: costsNothing,
    seenAt: [{ type: "google_monitoring_alert_policy", pointer: "/user_labels/idle_after" }],
  },
  {
    key: "endpoint.captureRetentionDays",
    how: "in place",
    words:
      "The dataset gives the new expiry to tables that are made from then on; a table that is there keeps its own.",
    costs: "Captured requests are stored for longer or shorter.",
    seenAt: [{ type: "google_bigquery_dataset", pointer: "/default_table_expiration_ms" }],
  },
  {
    key: "google.serviceAttachment",
    how: "in place",
    words:
      "The forwarding rule keeps its address and gets the new target. Whether Google takes that was not seen; where it refuses, replace the rule with terraform apply -replace.",
    costs: "Nobody reaches the endpoint by the old attachment, from the undeployment on until this deploy.",
    seenAt: [{ type: "google_compute_forwarding_rule", pointer: "/target" }],
  },
  {
    key: "paused",
    change: "true",
    how: "stops what serves",
    words:
      "The address goes with the deploy; the deployed model goes with the release workflow, whose source then says that nothing is live.",
    costs:
      "Once that workflow has run, only stores, the key, five alert policies and the scheduler job bill while idle.",
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "endpoint.mode",
    change: "realtime to batch",
    how: "stops what serves",
    words:
      "The endpoint goes and a second pipeline comes. Run `before_destroy_undeploy` first: Vertex AI deletes no endpoint with a deployed model, and the apply ends there. The id of the endpoint's custom role is held back: from the 8th to the 37th day after, the way back needs a pilot of another name.",
    costs: "Nobody is answered from then on; scoring runs by the clock.",
    seenAt: [{ type: "google_vertex_ai_endpoint", pointer: "" }],
  },
  {
    key: "image.digest",
    how: "in place",
    words: "The next run takes the new image; a registered version keeps the image that it was registered with.",
    costs: costsNothing,
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "training.maxRuntimeSeconds",
    how: "in place",
    words:
      "The next run has the new limit, also the one after which it is cancelled; a run that is going on keeps its own.",
    costs: costsNothing,
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "gate.threshold",
    how: "in place",
    words: "The next run compares with the new threshold; registered versions stay.",
    costs: costsNothing,
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "google.retrainSchedule",
    how: "in place",
    words: "The paused job of Cloud Scheduler has the new line.",
    costs: costsNothing,
    seenAt: [{ type: "google_cloud_scheduler_job", pointer: "/schedule" }],
  },
  {
    key: "training.hardware",
    how: "in place",
    words: "The next run trains on the other machine; a run that is going on keeps its own.",
    costs: "A run bills the other machine.",
    seenAt: [{ type: release, pointer: "/source_contents" }],
  },
  {
    key: "operators.google",
    how: "in place",
    words: "Who left the list loses each right, who came gets it; nothing that serves moves.",
    costs: costsNothing,
    seenAt: [{ type: "google_project_iam_member", pointer: "/member" }],
  },
  {
    key: "network.allowedClients",
    how: "in place",
    words: "Only a perimeter (google.serviceControls) has them: its access level changes. Without one nothing changes.",
    costs: costsNothing,
  },
  {
    key: "budget.recipients",
    how: "in place",
    words: "The notification channels have the new addresses.",
    costs: costsNothing,
    seenAt: [{ type: "google_monitoring_notification_channel", pointer: "/labels/email_address" }],
  },
  {
    key: "network.cidr",
    how: "refused until paused",
    words:
      "The plan refuses it while something serves. Set paused: true and deploy; then change the block with paused: false and deploy again, an hour or more after the last job. Subnets, the jobs' network attachment and the addresses are made anew.",
    costs: "Nobody reaches the endpoint from the pause until the second deploy.",
    seenAt: [{ type: "google_compute_subnetwork", pointer: "/ip_cidr_range" }],
  },
  {
    key: "google.existingNetwork",
    how: "refused until paused",
    words:
      "The plan refuses it while something serves. Set paused: true and deploy; then change the network with paused: false and deploy again, an hour or more after the last job.",
    costs: "Nobody reaches the endpoint from the pause until the second deploy.",
    seenAt: [{ type: "google_compute_network_attachment", pointer: "/subnetworks" }],
  },
  {
    key: "google.region",
    how: "refused",
    words:
      "The plan refuses it: the data, its key and their names stay where they are. Deploy a pilot of another name there.",
    costs: costsNothing,
    seenAt: [{ type: "google_storage_bucket", pointer: "/location" }],
  },
  {
    key: "google.project",
    how: "refused",
    words:
      "The plan refuses it: the data, its key and their names stay where they are. Deploy a pilot of another name there.",
    costs: costsNothing,
    seenAt: [{ type: "google_storage_bucket", pointer: "/project" }],
  },
  {
    key: "google.ownKey",
    how: "refused",
    words: "The plan refuses it, because the key in use would be destroyed, and with it what lies under it.",
    costs: costsNothing,
    seenAt: [{ type: "google_storage_bucket", pointer: "/encryption" }],
  },
  {
    key: "google.keyGeneration",
    how: "refused",
    words: "The plan refuses it, because the key in use would be destroyed. Raise it for a deploy after a destroy.",
    costs: costsNothing,
    seenAt: [{ type: "google_kms_key_ring", pointer: "/name" }],
  },
  {
    key: "google.generation",
    how: "refused",
    words:
      "The plan refuses it, because custom roles and the network's log bucket would be made anew, and logs would be lost. Raise it for a deploy after a destroy.",
    costs: costsNothing,
    seenAt: [{ type: "google_project_iam_custom_role", pointer: "/role_id" }],
  },
];
