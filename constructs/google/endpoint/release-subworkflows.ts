/** What the release workflow computes and measures, as subworkflows. */

/** Spreads a total over the shares of a split, without one of them. What rounding leaves goes to the first. */
export const spread = {
  params: ["split", "without", "total"],
  steps: [
    { start: { assign: [{ sum: 0 }, { given: 0 }, { first: "" }, { parts: {} }, { share: 0 }] } },
    {
      add_up: {
        for: {
          value: "key",
          in: "$${keys(split)}",
          steps: [
            {
              others: {
                switch: [
                  {
                    condition: "$${key != without and split[key] > 0}",
                    steps: [
                      { add: { assign: [{ sum: "$${sum + split[key]}" }] } },
                      {
                        is_first: {
                          switch: [
                            { condition: '$${first == ""}', steps: [{ note: { assign: [{ first: "$${key}" }] } }] },
                          ],
                        },
                      },
                    ],
                  },
                ],
              },
            },
          ],
        },
      },
    },
    { any: { switch: [{ condition: '$${first == ""}', return: "$${parts}" }] } },
    {
      divide: {
        for: {
          value: "key",
          in: "$${keys(split)}",
          steps: [
            {
              others: {
                switch: [
                  {
                    condition: "$${key != without and split[key] > 0}",
                    steps: [
                      { part: { assign: [{ share: "$${split[key] * total // sum}" }, { "parts[key]": "$${share}" }] } },
                      { count: { assign: [{ given: "$${given + share}" }] } },
                    ],
                  },
                ],
              },
            },
          ],
        },
      },
    },
    { rest: { assign: [{ "parts[first]": "$${parts[first] + total - given}" }] } },
    { give: { return: "$${parts}" } },
  ],
};

/** One number of a deployed model over the last minutes; -1 where there is none. */
export const measure = {
  params: ["project", "filter", "seconds", "aligner", "reducer"],
  steps: [
    { start: { assign: [{ none: [] }, { now: "$${sys.now()}" }, { since: "$${now - seconds}" }] } },
    {
      look: {
        call: "read",
        args: {
          url: '$${"https://monitoring.googleapis.com/v3/projects/" + project + "/timeSeries"}',
          query: {
            filter: "$${filter}",
            "interval.startTime": "$${time.format(since)}",
            "interval.endTime": "$${time.format(now)}",
            "aggregation.alignmentPeriod": '$${string(int(seconds)) + "s"}',
            "aggregation.perSeriesAligner": "$${aligner}",
            "aggregation.crossSeriesReducer": "$${reducer}",
          },
        },
        result: "found",
      },
    },
    { read_series: { assign: [{ series: '$${default(map.get(found, "timeSeries"), none)}' }] } },
    { any: { switch: [{ condition: "$${len(series) == 0}", return: -1 }] } },
    { value: { assign: [{ point: "$${series[0].points[0].value}" }] } },
    { kind: { switch: [{ condition: '$${"doubleValue" in point}', return: "$${point.doubleValue}" }] } },
    { whole: { return: "$${int(point.int64Value)}" } },
  ],
};
