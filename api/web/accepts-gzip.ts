/** Whether a client takes answers packed with gzip, by its header `Accept-Encoding`. */
export const acceptsGzip = (header: string | string[] | undefined): boolean => {
  const weights = new Map(
    [header ?? '']
      .flat()
      .join(',')
      .split(',')
      .map(each => {
        const [name = '', ...parameters] = each.split(';').map(part => part.trim().toLowerCase());
        const weight = parameters.find(one => one.startsWith('q='));
        return [name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight.slice(2))];
      }),
  );
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
};
