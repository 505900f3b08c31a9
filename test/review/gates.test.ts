/** What only lets others through grants nothing and denies nothing: gates have a table of their own. */
import { analysisOf } from "../../review/analysis/analysis.js";
import { plain } from "../../review/document.js";
import { page } from "../../review/pages/page.js";
import { stackOf } from "../../review/read/stack.js";

test("a gateway that lets everybody of the account through is not a table of what everybody may not do", () => {
  const statement = {
    ...{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
    Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } },
  };
  const resource = {
    aws_vpc_endpoint: {
      e: {
        service_name: "com.amazonaws.eu-west-1.sagemaker.runtime",
        policy: JSON.stringify({ Statement: [statement] }),
      },
    },
  };
  const { sections } = page(analysisOf(stackOf("s", "s.json", { resource })));
  const tables = sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === "table" ? [{ head: block.head.join(" | "), rows: block.rows.map((row) => row.map(plain)) }] : [],
    ),
  );
  const about = tables.filter(({ rows }) => rows.some((row) => row.includes("everybody")));
  expect(about.map(({ head }) => head).filter((head) => head.includes("May not"))).toEqual([]);
  expect(about.flatMap(({ rows }) => rows).filter((row) => row.includes("everybody"))).toContainEqual(
    expect.arrayContaining(["lets through", "everybody", "aws:PrincipalAccount StringEquals 123456789012"]),
  );
});
