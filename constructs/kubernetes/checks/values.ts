/** What is wrong with the values of props. A reference (a token) passes: its value is known to Terraform only. */
import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import { clientNetworkProblems, ipv4Block } from "../../pilot/ipv4.js";
import { gather, type Problem, shown, wordProblems } from "../../pilot/problems.js";
import { checks, type Form, formMessage } from "./forms.js";

export const { numberProblems } = checks;
export { gather, type Problem, wordProblems };

/** What is wrong with some values, each with its prop and its form; a list is held to it entry by entry. */
export function formProblems<Prop>(
  values: ReadonlyArray<readonly [prop: Prop, value: unknown, form: Form]>,
): Array<Problem<Prop>> {
  return checks.formProblems(values, formMessage);
}

/**
 * Ends a constructor whose props have problems, with all of them, one line each.
 * @throws Error where there is one
 */
export function refuse(construct: IConstruct, problems: ReadonlyArray<Problem<PropertyKey>>): void {
  if (problems.length === 0) return;
  throw new Error(
    problems.map(({ prop, message }) => `${construct.node.path}: ${String(prop)}: ${message}`).join("\n"),
  );
}

/** What is wrong with where something stands, and with its labels. */
export function placeProblems(props: {
  readonly namespace?: string;
  readonly owner?: string;
  readonly labels?: Readonly<Record<string, string>>;
}): Array<Problem<"namespace" | "owner" | "labels">> {
  const { labels = {} } = props;
  return [
    ...formProblems<"namespace" | "owner" | "labels">([
      ["namespace", props.namespace, "namespace"],
      ["owner", props.owner, "address"],
    ]),
    ...gather(Object.keys(labels), (key) =>
      formProblems<"labels">([
        ["labels", key, "labelKey"],
        ["labels", labels[key], "labelValue"],
      ]),
    ),
  ];
}

/** Who gets a right in the namespace: one user, group or service account. */
export interface Subject {
  /** Plain text for ids and names, such as `operator`. */
  readonly name: string;
  readonly kind: "User" | "Group" | "ServiceAccount";
  /** As the cluster knows it, such as `ml-operators@example.com`. */
  readonly subject: string;
}

/** What is wrong with who gets a right. */
export const identityProblems = (identity: Subject): Array<Problem<"identity">> => [
  ...formProblems<"identity">([
    ["identity", identity.name, "identityName"],
    ["identity", identity.subject, "subject"],
  ]),
  ...wordProblems<"identity">([["identity", identity.kind, ["User", "Group", "ServiceAccount"]]]),
];

/** An IPv4 block and a port. */
export interface Destination {
  /** Such as `10.0.0.1/32`. */
  readonly block: string;
  readonly port: number;
}

/** What is wrong with a block: its form, and that it is everybody. Egress to half of all addresses is the internet. */
export function blockProblems<Prop>(prop: Prop, blocks: readonly string[] | undefined): Array<Problem<Prop>> {
  const known = (blocks ?? []).filter((block) => !Token.isUnresolved(block));
  return clientNetworkProblems(known).map((message) => ({ prop, message }));
}

/** What is wrong with one block and its port. */
export function destinationProblems<Prop>(prop: Prop, to: Destination | undefined): Array<Problem<Prop>> {
  if (to === undefined) return [];
  const isBlock = ipv4Block(to.block) !== undefined;
  const blocks = isBlock
    ? blockProblems(prop, [to.block])
    : [{ prop, message: `must be an IPv4 block, got ${shown(to.block)}; write it such as 10.0.0.1/32` }];
  return [...blocks, ...numberProblems<Prop>([[prop, to.port, 1, 65_535]])];
}

/** What a container asks for, and gets no more of: requests and limits are the same. */
export interface Machine {
  /** vCPUs; 0.5 is half of one. */
  readonly cpus: number;
  readonly memoryGiB: number;
  /** `nvidia.com/gpu`. @default 0 */
  readonly gpus?: number;
  /** Labels of the nodes that it may run on. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/** What is wrong with a machine. */
export function machineProblems<Prop>(prop: Prop, machine: Partial<Machine>): Array<Problem<Prop>> {
  const { nodeSelector = {} } = machine;
  return [
    // in thousandths, as Kubernetes counts: kubernetes.io/docs/concepts/configuration/manage-resources-containers
    ...numberProblems<Prop>([
      [prop, machine.cpus, 0.1, 1024, "vCPUs"],
      [prop, machine.memoryGiB, 0.25, 24_576, "GiB of memory"],
      [prop, machine.gpus, 0, 16],
    ]),
    ...gather(Object.keys(nodeSelector), (key) => {
      const message = formMessage(key, "qualifiedKey") ?? formMessage(nodeSelector[key], "labelValue");
      return message === undefined ? [] : [{ prop, message: `nodeSelector ${shown(key)}: ${message}` }];
    }),
  ];
}
