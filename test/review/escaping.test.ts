/**
 * What comes from a stack cannot become markup: read back by a Markdown renderer that is not ours, and by the HTML
 * page.
 */
import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { code, type Page, visible } from "../../review/document.js";
import { html } from "../../review/write/html.js";
import { characterLimit, markdown } from "../../review/write/markdown.js";

const page = (value: string): Page => ({
  title: value,
  head: [
    { kind: "text", text: value },
    { kind: "list", items: [[value, code(value)]] },
  ],
  sections: [
    {
      title: value,
      blocks: [
        {
          kind: "table",
          head: ["a", value],
          rows: [
            [value, code(value)],
            [[code(value), value], "end"],
          ],
        },
      ],
    },
    { title: "last", blocks: [{ kind: "details", summary: value, blocks: [{ kind: "commands", lines: [value] }] }] },
  ],
});

/** Tags of a page that holds nothing but letters: whatever the value, there must be no other and no more. */
const shape = (text: string) =>
  [...text.matchAll(/<\/?([a-z][a-z0-9]*)(?=[\s>/])/gi)].map(([tag]) => tag.toLowerCase());
const attributes = (text: string) =>
  [...text.matchAll(/<[a-z][^>]*? (href|src|on\w+|style)=/gi)].map(([, name]) => name);

/** As on GitHub: HTML is passed on, addresses with a scheme or www become links, tables and strikethrough are on. */
const reader = new MarkdownIt({ html: true, linkify: true });
reader.linkify.set({ fuzzyLink: false, fuzzyEmail: false }).add("//", null);
const render = (text: string) => reader.render(text);

const hostile = [
  "<script>alert(1)</script>",
  "a | b `c` ``d`` \\| e",
  "[x](javascript:alert(1)) ![y](http://evil.example/p.png)",
  "<!-- --> &lt;b&gt; &#60;i&#62;",
  "@team #1 owner/repo#2 https://evil.example www.evil.example",
  "# heading",
  "1. list",
  "- list",
  "```",
  "~~~ *b* _i_ ~~s~~ $x$ {{y}}",
  '"></details></td><img src=x onerror=alert(1)>',
  "line\nbreak\r\n\ttab",
  "\u202edesrever\u2066 \u200bzero \u0000nul \u001b[31mred",
];

test.each(hostile)("%j stays text in Markdown and in HTML", (value) => {
  const plainText = render(markdown(page("plain")));
  const rendered = render(markdown(page(value)));
  expect(shape(rendered.replace(/<!-- -->/g, ""))).toEqual(shape(plainText));
  expect(attributes(rendered)).toEqual([]);
  expect(shape(html(page(value)))).toEqual(shape(html(page("plain"))));
});

test("any text stays text", () => {
  const plainShape = shape(render(markdown(page("plain"))));
  const htmlShape = shape(html(page("plain")));
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter((value) => value.trim() !== ""),
      (value) => {
        expect(shape(render(markdown(page(value))).replace(/<!-- -->/g, ""))).toEqual(plainShape);
        expect(shape(html(page(value)))).toEqual(htmlShape);
      },
    ),
    { numRuns: Number(process.env.SEEDS ?? 20), seed: 3 },
  );
});

test("a mention, an issue and a link do not notify or lead anywhere on GitHub", () => {
  const text = markdown({
    title: "t",
    head: [{ kind: "text", text: "ask @team in #12 or https://x.example" }],
    sections: [],
  });
  expect(text).not.toMatch(/@team|#12|https:\/\//);
});

test("what a reader cannot see is written out", () => {
  expect(visible("a\u202eb\u200bc\u0007")).toBe("a\\u{202e}b\\u{200b}c\\u{7}");
});

test("the HTML page asks for nothing: no script, no link out, and a policy that forbids both", () => {
  const text = html(page("plain"));
  expect(text).toContain("default-src 'none'");
  expect(text).not.toMatch(/<script|<iframe|@import|url\(/);
  expect(
    [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, to = ""]) => to).filter((to) => !/^(#|data:,$)/.test(to)),
  ).toEqual([]);
});

test.each([
  ["many rows", Array.from({ length: 20_000 }, (_, index) => [code(`row ${index}`)])],
  ["huge cells", Array.from({ length: 50 }, () => [code("x".repeat(10_000)), "y".repeat(10_000)])],
])("Markdown with %s stays below GitHub's limit and says what it left out", (_, rows) => {
  const text = markdown({
    title: "t",
    head: [],
    sections: [{ title: "s", blocks: [{ kind: "table", head: ["a", "b"], rows }] }],
  });
  expect(text.length).toBeLessThan(characterLimit);
  expect(text).toMatch(/more rows\.|…/);
});
