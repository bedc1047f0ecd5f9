import type { Attachment, Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance } from 'fastify';

/** The document `branding`: what a programme calls itself, and the names of files by what they are for. */
interface BrandingDoc extends Doc {
  title?: unknown;
  resources?: unknown;
}

/** What a picture may stand for: beside the name, in the tab, and on the screen of a phone. */
const pictures = ['logo', 'favicon', 'icon'] as const;
type Picture = (typeof pictures)[number];

/** The name and the pictures of a programme. */
export interface Branding {
  title: string | null;
  pictures: ReadonlyMap<Picture, { type: string; data: Buffer; etag: string }>;
}

/** A programme that has no name or picture of its own. */
export const noBranding: Branding = { title: null, pictures: new Map() };

const isPictureType = (type: string | undefined): type is string => /^image\/[\w.+-]+$/.test(type ?? '');

/** The branding as it is stored; without pictures that are none. */
export const readBranding = async (main: Store): Promise<Branding> => {
  const [doc] = await main.getMany<BrandingDoc>(['branding'], { attachments: true });
  if (!doc) return noBranding;
  const { title, resources, _attachments: files = {} } = doc;
  const named = typeof resources === 'object' && resources !== null ? (resources as Record<string, unknown>) : {};
  const found = pictures.flatMap(picture => {
    const name = Object.hasOwn(named, picture) ? String(named[picture]) : '';
    const file: Attachment | undefined = Object.hasOwn(files, name) ? files[name] : undefined;
    if (typeof file?.data !== 'string' || !isPictureType(file.content_type)) return [];
    const data = Buffer.from(file.data, 'base64');
    return [[picture, { type: file.content_type, data, etag: `"${doc._rev}"` }] as const];
  });
  return { title: typeof title === 'string' && title.trim() ? title.trim() : null, pictures: new Map(found) };
};

const address = (branding: Branding, picture: Picture): string | null =>
  branding.pictures.has(picture) ? `/api/v1/branding/${picture}` : null;

/** What the app is called when it is put on the screen of a phone, on top of what its build says. */
export const manifestOf = (built: object, branding: Branding): object => {
  const { title } = branding;
  const icon = branding.pictures.get('icon');
  return {
    ...built,
    ...(title ? { name: title, short_name: title } : {}),
    ...(icon ? { icons: [{ src: address(branding, 'icon'), sizes: 'any', type: icon.type }] } : {}),
  };
};

/**
 * `GET /api/v1/branding`: `{title, logo, favicon, icon}`, name of the programme and addresses of its pictures, null
 * where it has none; for anybody, since the login page shows them. `GET /api/v1/branding/<picture>` is one of them.
 */
export const brandingRoutes = (app: FastifyInstance, branding: () => Branding): void => {
  app.get('/api/v1/branding', async () => ({
    title: branding().title,
    ...Object.fromEntries(pictures.map(picture => [picture, address(branding(), picture)])),
  }));
  app.get<{ Params: { picture: string } }>('/api/v1/branding/:picture', async (request, reply) => {
    const found = branding().pictures.get(request.params.picture as Picture);
    if (!found) throw new AppError('doc/missing', 'The programme has no such picture');
    void reply.headers({
      'content-type': found.type,
      'cache-control': 'no-cache',
      etag: found.etag,
      // An SVG that is opened by itself is a document: it runs nothing.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    });
    return request.headers['if-none-match'] === found.etag ? reply.code(304).send() : reply.send(found.data);
  });
};
