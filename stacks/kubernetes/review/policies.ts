/**
 * Network policies: they only add up. A pod that no policy selects is open, and one that any policy selects is closed
 * but for what its policies let. kubernetes.io/docs/concepts/services-networking/network-policies (2026-11)
 */
import { isInternet } from "../../readers/networks.js";
import { internet, ports as portText, type Reach, type Seen } from "../../readers/reach.js";
import type { Arguments } from "../../readers/stack.js";
import { field, type KubernetesObject, type Objects, part, parts } from "./objects.js";
import { fits, type Pods, selectorText } from "./pods.js";

/** Directions that a policy holds for the pods that it selects. */
export type Direction = "Ingress" | "Egress";

/** What a policy is about: rules of a direction that it does not name say nothing. */
export function directionsOf({ body }: KubernetesObject, objects: Objects): readonly Direction[] {
  const spec = part(body, "spec");
  const given = objects.texts(field(spec, "policyTypes"));
  if (given.length > 0) return given.filter((each): each is Direction => each === "Ingress" || each === "Egress");
  return parts(spec, "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

/** Whether a policy selects pods. */
export const selects = ({ body, namespace }: KubernetesObject, pods: Pods, objects: Objects): boolean =>
  namespace === pods.namespace && fits(part(part(body, "spec"), "podSelector"), pods.labels, objects);

const podsIn = (namespace: string, selector: Arguments, objects: Objects): string => {
  const text = selectorText(selector, objects);
  return text === "" ? `pods of ${namespace}` : `pods of ${namespace} with ${text}`;
};

/** Who a peer is: a block, or pods by their labels. An empty one is everybody. */
function peerText(peer: Arguments, namespace: string, objects: Objects): readonly [who: string, by: string] {
  const block = part(peer, "ipBlock");
  if (block["cidr"] !== undefined) {
    const cidr = objects.text(block["cidr"]);
    const except = objects.texts(block["except"]);
    const rest = except.length === 0 ? "" : `, but for ${except.join(" and ")}`;
    return [isInternet([cidr]) ? internet : cidr, rest];
  }
  const [[namespaces], [pods]] = [parts(peer, "namespaceSelector"), parts(peer, "podSelector")];
  if (namespaces === undefined && pods === undefined) return [internet, ", a peer that says nothing"];
  if (namespaces === undefined) return [podsIn(namespace, pods ?? {}, objects), ""];
  const text = selectorText(namespaces, objects);
  const name = /^kubernetes\.io\/metadata\.name=([\w.-]+)$/.exec(text)?.[1];
  const where = name ?? (text === "" ? "every namespace" : `namespaces with ${text}`);
  return [podsIn(where, pods ?? {}, objects), ""];
}

function portsText(rule: Arguments, objects: Objects): string {
  const found = parts(rule, "ports", "port").map((each) => {
    const [from, to] = [objects.text(each["port"]), objects.text(field(each, "endPort"))];
    return portText(each["protocol"] ?? "TCP", from === "" ? undefined : from, to === "" ? undefined : to);
  });
  return found.join("; ") || "all ports";
}

/** Rows of one policy. */
export function policyRows(object: KubernetesObject, objects: Objects, seen: Seen): readonly Reach[] {
  const { body, namespace } = object;
  const spec = part(body, "spec");
  const own = podsIn(namespace, part(spec, "podSelector"), objects);
  return directionsOf(object, objects).flatMap((direction): readonly Reach[] => {
    const isIn = direction === "Ingress";
    const rules = parts(spec, isIn ? "ingress" : "egress");
    if (rules.length === 0)
      return [
        isIn
          ? seen.closed("anywhere", own, "closed but for what policies let in")
          : seen.closed(own, "anywhere", "closed but for what policies let out"),
      ];
    return rules.flatMap((rule) => {
      const by = portsText(rule, objects);
      const given = parts(rule, isIn ? "from" : "to");
      // no peer at all is everybody, and not nobody
      const peers =
        given.length === 0 ? [[internet, ""] as const] : given.map((each) => peerText(each, namespace, objects));
      return peers.map(([who, rest]) => {
        const [from, to] = isIn ? [who, own] : [own, who];
        return (who === internet ? seen.public : seen.open)(from, to, `${by}${rest}`);
      });
    });
  });
}
