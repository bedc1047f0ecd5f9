/** A message of a flow. */
export const say = (uuid: string, text: string, replies: string[] = []) => ({
  ...{ uuid, type: 'send_msg', text },
  ...(replies.length > 0 ? { quick_replies: replies } : {}),
});

/** A node that does something and goes on. */
export const node = (uuid: string, actions: object[], to?: string) => ({
  ...{ uuid, actions },
  exits: [{ uuid: `${uuid}-exit`, destination_uuid: to ?? null }],
});

/** A node that waits for an answer, and leads by it. `other` is where any other answer leads. */
export const waiting = (
  uuid: string,
  result: string,
  tests: [type: string, argument: string, category: string, to: string | null][],
  more: { other?: string | null; timeout?: { seconds: number; to: string } } = {},
) => {
  const { other, timeout } = more;
  const rows = [
    ...tests.map(([, , category, to]) => ({ category, to })),
    ...(other === undefined ? [] : [{ category: 'Other', to: other }]),
    ...(timeout ? [{ category: 'No Response', to: timeout.to }] : []),
  ];
  const id = (category: string): string => `${uuid}-${category}`;
  return {
    uuid,
    actions: [],
    router: {
      ...{ type: 'switch', operand: '@input.text', result_name: result },
      wait: {
        type: 'msg',
        ...(timeout ? { timeout: { seconds: timeout.seconds, category_uuid: id('No Response') } } : {}),
      },
      cases: tests.map(([type, argument, category], at) => ({
        ...{ uuid: `${uuid}-case-${at}`, type, category_uuid: id(category) },
        arguments: argument === '' ? [] : [argument],
      })),
      categories: rows.map(({ category }) => ({
        uuid: id(category),
        name: category,
        exit_uuid: `${id(category)}-exit`,
      })),
      ...(other === undefined ? {} : { default_category_uuid: id('Other') }),
    },
    exits: rows.map(({ category, to }) => ({ uuid: `${id(category)}-exit`, destination_uuid: to })),
  };
};

/** An export of one flow, called Tea. */
export const flow = (nodes: object[], localization: object = {}, more: object = {}) => ({
  version: '13',
  flows: [
    {
      ...{ uuid: 'flow', name: 'Tea', spec_version: '13.1.0', language: 'eng', type: 'messaging' },
      ...{ localization, nodes },
      ...more,
    },
  ],
});
