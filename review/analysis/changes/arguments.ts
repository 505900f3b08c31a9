/**
 * What an argument is for, by its name: whether a change of it takes a safeguard away, is another machine, another
 * image or another recipient. Names are compared without case and underscores, because the same thing is
 * `kms_key_name` in Terraform and `kmsKeyName` in what it sends.
 */
import type { ChangeKind } from "./change.js";

/** What a change of one argument is. */
export interface Meaning {
  readonly kind: ChangeKind;
  /** What it is about, in words. */
  readonly subject: string;
}

/** One leaf of a resource that differs. */
export interface Leaf {
  readonly type: string;
  /** The keys to it, without the places in lists. */
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

interface Safeguard {
  readonly subject: string;
  /** The last keys, as one word each, joined by a slash. */
  readonly at: RegExp;
  /** Types that it is about. @default all */
  readonly of?: RegExp;
  /** Whether a value holds something back. */
  readonly holds: (value: unknown) => boolean;
  /** Of two numbers, which holds back more. @default - it is not a number */
  readonly better?: "more" | "less";
}

const isOn = (value: unknown) => value === true || value === "true" || /^(enabled|on)$/i.test(String(value));
const isOff = (value: unknown) => !isOn(value);
/** What is off by default is only on where it is written. */
const isWritten = (value: unknown) => value !== undefined && value !== null && value !== "" && value !== false;

const safeguards: readonly Safeguard[] = [
  {
    subject: "deletion protection",
    at: /(deletionprotection(enabled)?|preventdestroy|purgeprotectionenabled)$/,
    holds: isOn,
  },
  {
    subject: "deletion protection",
    at: /deletionpolicy$/,
    holds: (value) => value === "PREVENT" || value === "ABANDON",
  },
  {
    subject: "deletion protection",
    at: /(deletionwindowindays|softdeleteretentiondays|destroyscheduledduration)$/,
    holds: isWritten,
    better: "more",
  },
  {
    // an Azure lock, as what azapi sends:
    // https://learn.microsoft.com/azure/templates/microsoft.authorization/locks (2026-11)
    subject: "deletion protection",
    at: /^body\/properties\/level$/,
    holds: (value) => value === "CanNotDelete" || value === "ReadOnly",
  },
  {
    subject: "force destroy",
    at: /(forcedestroy|forcedelete|skipfinalsnapshot|deletecontentsondestroy|forcedeletewithoutrecovery)$/,
    holds: isOff,
  },
  { subject: "versioning", at: /(versioning(configuration)?\/(status|enabled)|versioningenabled)$/, holds: isOn },
  { subject: "tags that cannot be moved", at: /imagetagmutability$/, holds: (value) => value === "IMMUTABLE" },
  { subject: "tags that cannot be moved", at: /immutabletags$/, holds: isOn },
  { subject: "key rotation", at: /enablekeyrotation$/, holds: isOn },
  { subject: "key rotation", at: /(rotationperiod(indays)?|rotationpolicy\/.*)$/, holds: isWritten, better: "less" },
  { subject: "the key is enabled", at: /isenabled$/, of: /_key$/, holds: (value) => value !== false },
  {
    subject: "public access",
    at: /(blockpublicacls|blockpublicpolicy|ignorepublicacls|restrictpublicbuckets|uniformbucketlevelaccess)$/,
    holds: isOn,
  },
  { subject: "public access", at: /publicaccessprevention$/, holds: (value) => value === "enforced" },
  {
    subject: "public access",
    at: /(allownesteditemstobepublic|publicnetworkaccess(enabled)?|publiclyaccessible|anonymouspullenabled|allowblobpublicaccess|nodepublicipenabled|sshpublicaccessenabled|mappubliciponlaunch|internet(ingestion|query)enabled)$/,
    holds: isOff,
  },
  {
    subject: "keys that are shared",
    at: /(sharedaccesskeyenabled|allowsharedkeyaccess|adminenabled|localauth(entication)?enabled)$/,
    holds: isOff,
  },
  {
    subject: "keys that are shared",
    at: /(localauthenticationdisabled|disablelocalauth|localaccountdisabled)$/,
    holds: isOn,
  },
  {
    subject: "encryption",
    at: /(storageencrypted|(^|\/)encrypted|atrestencryptionenabled|transitencryptionenabled|infrastructureencryptionenabled|enableintercontainertrafficencryption|httpstrafficonlyenabled|supportshttpstrafficonly)$/,
    holds: isOn,
  },
  { subject: "encryption", at: /(ssealgorithm|encryptiontype)$/, holds: (value) => /(^|:)kms/i.test(String(value)) },
  { subject: "encryption", at: /keysource$/, holds: (value) => /keyvault$/i.test(String(value)) },
  {
    subject: "TLS",
    at: /(minimumtlsversion|mintlsversion|minimumprotocolversion)$/,
    holds: (value) => /1[._]?[23]/.test(String(value)),
  },
  { subject: "network isolation", at: /enablenetworkisolation$/, holds: isOn },
  {
    subject: "network isolation",
    at: /isolationmode$/,
    holds: (value) => /^(allowonlyapproved.*|isolated|isolation_mode_isolated)$/i.test(String(value)),
  },
  { subject: "network isolation", at: /restrictionmode$/, holds: (value) => value === "RESTRICTED_ACCESS" },
  { subject: "network isolation", at: /enforcementmode$/, holds: (value) => value === "ENFORCED" },
  { subject: "deletion protection", at: /^volumetype$/, holds: (value) => value === "EXTERNAL" },
  { subject: "changes past Terraform", at: /^editmode$/, holds: (value) => value === "UI_LOCKED" },
  {
    subject: "network isolation",
    at: /(enablewebaccess|enablessmaccess|bypass)$/,
    holds: (value) => isOff(value) || /^none$/i.test(String(value)),
  },
  {
    subject: "what a container may",
    at: /(securitycontext\/(allowprivilegeescalation|privileged)|hostnetwork|hostpid|hostipc)$/,
    holds: isOff,
  },
  { subject: "what a container may", at: /securitycontext\/(readonlyrootfilesystem|runasnonroot)$/, holds: isOn },
  {
    subject: "what pods may",
    at: /podsecuritykubernetesioenforce$/,
    holds: (value) => value === "restricted" || value === "baseline",
  },
  { subject: "image scanning", at: /scanonpush$/, holds: isOn },
  { subject: "captured requests", at: /enablecapture$/, holds: isOn },
  { subject: "alarm", at: /actionsenabled$/, holds: (value) => value !== false },
  { subject: "alarm", at: /^enabled$/, of: /alarm|alert|budget/, holds: (value) => value !== false },
  { subject: "alarm", at: /^disabled$/, of: /alarm|alert|budget/, holds: isOff },
  { subject: "logging", at: /^(enabled|status)$/, of: /sink|log|diagnostic|trail/, holds: (value) => value !== false },
];

/** Values that a safeguard is made of: each of them that goes, or becomes another, takes from it. */
const parts: ReadonlyArray<Omit<Safeguard, "holds">> = [
  { subject: "rollback alarms", at: /autorollbackconfiguration(\/.*)?$/ },
  {
    subject: "encryption key",
    at: /(kmskey(id|arn|name)?|kmsmasterkeyid|volumekmskeyid|defaultkmskeyname|cryptokeyname|encryptionspec(\/.*)?|keyvaultproperties(\/.*)?|keyvaultkeyid|customermanagedkey(\/.*)?|encryptionconfiguration\/kmskey)$/,
  },
  {
    subject: "network isolation",
    at: /(vpcconfig(\/.*)?|networkconfig\/vpcconfig(\/.*)?|pscinterfaceconfig(\/.*)?|networkattachment|outboundrules(\/.*)?)$/,
  },
  { subject: "access log", at: /^(logging|targetbucket|logconfig)(\/.*)?$/, of: /bucket|subnetwork|firewall/ },
];

/** Who is notified. */
const recipients =
  /(alarmactions|okactions|insufficientdataactions|notificationchannels|monitoringnotificationchannels|subscriberemailaddresses|subscribersnstopicarns|emailaddress|contactemails|contactgroups|contactroles|actiongroupid|actiongroups|alluupdatesrule|allupdatesrule\/.*|labels\/emailaddress|emailreceiver(\/.*)?|emailnotifications(\/.*)?|notification\/subscriptions(\/.*)?|actionconfigurations(\/.*)?)$/;

const machine =
  /(instancetypes?|machinetype|vmsize|instanceclass|nodetype(id)?|workloadsize|workloadtype|clustersize|performancetarget|computeskuname|acceleratortype|acceleratorcount|computeid|machinespec\/.*|resources\/(requests|limits)\/.*|nodeselector\/.*)$/;
/** How many machines there may be at most. */
const most =
  /(capacity\/maximum|maxcapacity|maxnodecount|maxreplicacount|maxinstancecount|maxsize|maxnumclusters|maxworkers|maxprovisioned(concurrency|throughput))$/;
const image = /(image|imageuri|imageid|trainingimage|containerimage|dockerimage|pilotimagedigest)$/;
const digest = /@?sha256:[0-9a-f]{64}/;
const version =
  /(modelpackagename|modelpackagearn|modeldataurl|modelversion|deployedmodel|entityversion|properties\/model)$/;

/** Keys that say what a thing is called or belongs to, for people. */
const words =
  /^(description|comment|displayname|annotations|dashboardbody|dashboardjson|dashboardproperties|modelpackagegroupdescription|timeouts)(\/.*)?$/;

const plainKey = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, "");
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** What an argument is for; undefined where its name says nothing. */
export function meaningOf({ type, path, before, after }: Leaf): Meaning | undefined {
  const keys = path.map(plainKey);
  const at = keys.join("/");
  const fits = (each: { readonly at: RegExp; readonly of?: RegExp }) =>
    each.at.test(at) && (each.of?.test(type) ?? true);
  const found = safeguards.find(fits);
  if (found !== undefined) {
    const [held, holds] = [found.holds(before), found.holds(after)];
    const isBetter = held === holds ? compared(found, before, after) : holds;
    if (isBetter !== undefined) return { kind: isBetter ? "safeguard-on" : "safeguard-off", subject: found.subject };
  }
  const isEmail = type.endsWith("_topic_subscription") && ["endpoint", "protocol"].includes(at);
  if (recipients.test(at) || isEmail || /^(receiver|notification)s?\//.test(at))
    return { kind: "recipients", subject: isGone(after) ? "a recipient is gone" : "who is notified" };
  const part = parts.find(fits);
  if (part !== undefined) {
    const isAdded = isGone(before) && !isGone(after);
    return { kind: isAdded ? "safeguard-on" : "safeguard-off", subject: part.subject };
  }
  if (most.test(at)) {
    const [was, is] = [before, after].map((value) => Number.parseFloat(String(value)));
    if (was !== undefined && is !== undefined && was !== is && !Number.isNaN(was + is))
      return { kind: is > was ? "limit-raised" : "limit-lowered", subject: "machines at most" };
  }
  if (machine.test(at)) return { kind: "machine", subject: "machine" };
  if (image.test(at) || digest.test(String(before)) || digest.test(String(after)))
    return { kind: "image", subject: "image" };
  // one more that is listed changes none of those that are there
  if (version.test(at) && !isGone(before)) return { kind: "release-changed", subject: "released version" };
  return undefined;
}

const isGone = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || value === false || (isList(value) && value.length === 0);

/** Whether the second of two numbers holds back more; undefined where they are not numbers. */
function compared({ better }: Safeguard, before: unknown, after: unknown): boolean | undefined {
  const [was, is] = [before, after].map((value) => Number.parseFloat(String(value)));
  if (better === undefined || was === undefined || is === undefined || Number.isNaN(was + is)) return undefined;
  return better === "more" ? is > was : is < was;
}

/** The tag or label that a leaf is, by its key; undefined where it is neither. */
export function tagOf(path: readonly string[]): string | undefined {
  const at = path.findIndex((key) => /^(tags|tagsall|labels|userlabels)$/.test(plainKey(key)));
  return at < 0 ? undefined : (path[at + 1] ?? "");
}

/** Whether an argument is only words for people. */
export const isWords = (path: readonly string[]): boolean => words.test(path.map(plainKey).join("/"));
