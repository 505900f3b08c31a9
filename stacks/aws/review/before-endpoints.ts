/** The rules that let into what stands before an endpoint: whoever they let in reaches the endpoint. */
import { namedIn } from "../../readers/references.js";
import type { Resource, Stack } from "../../readers/stack.js";

/** Whether a resource is an interface endpoint through which endpoints of SageMaker are called. */
export const isToEndpoint = ({ type, arguments: given }: Resource): boolean =>
  type === "aws_vpc_endpoint" && /sagemaker\.runtime/.test(String(given["service_name"]));

/** Addresses of the security groups of such interface endpoints, and of the rules of those. */
export function rulesBeforeEndpoints({ resources }: Stack): ReadonlySet<string> {
  const groups = new Set(
    resources
      .filter(isToEndpoint)
      .flatMap(({ arguments: given }) => namedIn(given["security_group_ids"], "aws_security_group")),
  );
  const isBefore = ({ type, address, arguments: given }: Resource): boolean =>
    /^aws_(vpc_security_group_ingress_rule|security_group_rule)$/.test(type)
      ? namedIn(given["security_group_id"], "aws_security_group").some((each) => groups.has(each))
      : type === "aws_security_group" && groups.has(address);
  return new Set(resources.filter(isBefore).map(({ address }) => address));
}
