import * as z from 'zod';

const action = z.looseObject({
  uuid: z.string(),
  type: z.string(),
  text: z.string().optional(),
  quick_replies: z
    .array(z.union([z.string(), z.looseObject({ text: z.string() }).transform(({ text }) => text)]))
    .optional(),
  attachments: z.array(z.string()).optional(),
  field: z.looseObject({ key: z.string() }).optional(),
  name: z.string().optional(),
  value: z.string().optional(),
  category: z.string().optional(),
  flow: z.looseObject({ uuid: z.string(), name: z.string().optional() }).optional(),
  terminal: z.boolean().optional(),
});

const category = z.looseObject({ uuid: z.string(), name: z.string(), exit_uuid: z.string() });

const router = z.looseObject({
  type: z.string(),
  operand: z.string().optional(),
  cases: z
    .array(z.looseObject({ type: z.string(), arguments: z.array(z.string()).nullish(), category_uuid: z.string() }))
    .optional()
    .default([]),
  categories: z.array(category).optional().default([]),
  default_category_uuid: z.string().nullish(),
  result_name: z.string().nullish(),
  wait: z
    .looseObject({
      type: z.string(),
      timeout: z.looseObject({ seconds: z.number(), category_uuid: z.string() }).nullish(),
    })
    .nullish(),
});

const node = z.looseObject({
  uuid: z.string(),
  actions: z
    .array(action)
    .nullish()
    .transform(actions => actions ?? []),
  router: router.nullish(),
  exits: z.array(z.looseObject({ uuid: z.string(), destination_uuid: z.string().nullish() })),
});

/** A flow of RapidPro. What is not used is left where it is. */
export const flowShape = z.looseObject({
  uuid: z.string(),
  name: z.string(),
  spec_version: z.string({ error: 'is missing: flows are read from version 13 on' }),
  language: z.string(),
  type: z.string().optional(),
  localization: z.record(z.string(), z.record(z.string(), z.looseObject({}))).nullish(),
  nodes: z.array(node, { error: 'give the nodes of the flow' }),
});

export type Flow = z.output<typeof flowShape>;
export type FlowNode = z.output<typeof node>;
export type FlowAction = z.output<typeof action>;
export type FlowRouter = z.output<typeof router>;
